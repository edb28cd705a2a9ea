#pragma once
#include "base/latest_job.h"

#include <QList>
#include <QObject>
#include <QPointer>


namespace triptych::ui {

/// How many views still wait for something: a screenshot is taken when none does. GUI thread. A view watches its
/// LatestJobs here, or raises and lowers around a debounce of its own.
class BusyTracker : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    void raise();
    void lower();
    bool busy() const { return m_count > 0; }
    /// Stops every watched job; views say what they had asked for and did not get.
    void cancelAll();
    /// Counts `job` as busy while it runs, until it is destroyed.
    void watch(base::LatestJob &job);

Q_SIGNALS:
    void idle();
    void busyChanged(bool busy);
    void cancelled();

private:
    QList<QPointer<base::LatestJob>> m_jobs;
    int m_count = 0;
};

} // namespace triptych::ui
