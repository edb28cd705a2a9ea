#include "ui/common/busy_tracker.h"

#include "base/latest_job.h"

namespace triptych::ui {

void BusyTracker::raise()
{
    ++m_count;
}

void BusyTracker::lower()
{
    Q_ASSERT(m_count > 0);
    if (--m_count == 0)
        Q_EMIT idle();
}

void BusyTracker::watch(base::LatestJob &job)
{
    // Its destructor cancels, which reports the end while it is still a LatestJob: nothing is left raised.
    connect(&job, &base::LatestJob::runningChanged, this, [this](bool running) { running ? raise() : lower(); });
}

} // namespace triptych::ui
