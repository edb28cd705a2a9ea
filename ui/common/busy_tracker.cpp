#include "ui/common/busy_tracker.h"

namespace triptych::ui {

void BusyTracker::raise()
{
    if (++m_count == 1)
        Q_EMIT busyChanged(true);
}

void BusyTracker::lower()
{
    Q_ASSERT(m_count > 0);
    if (--m_count > 0)
        return;
    Q_EMIT busyChanged(false);
    Q_EMIT idle();
}

void BusyTracker::watch(base::LatestJob &job)
{
    m_jobs.removeIf([](const QPointer<base::LatestJob> &known) { return known.isNull(); });
    m_jobs.append(&job);
    // Its destructor cancels, which reports the end while it is still a LatestJob: nothing is left raised.
    connect(&job, &base::LatestJob::runningChanged, this, [this](bool running) { running ? raise() : lower(); });
}

void BusyTracker::cancelAll()
{
    const auto jobs = m_jobs;
    for (const QPointer<base::LatestJob> &job : jobs)
        if (job && job->running())
            job->cancel();
    Q_EMIT cancelled();
}

} // namespace triptych::ui
