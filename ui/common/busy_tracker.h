#pragma once
#include <QObject>

namespace triptych::base {
class LatestJob;
}

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
    /// Counts `job` as busy while it runs, until it is destroyed.
    void watch(base::LatestJob &job);

Q_SIGNALS:
    void idle();

private:
    int m_count = 0;
};

} // namespace triptych::ui
