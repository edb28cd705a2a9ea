#pragma once
#include "base/job_pool.h"
#include "session/session.h"
#include "sources/source.h"
#include "ui/common/busy_tracker.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <memory>

namespace triptych::ui {

class ActionCatalog;

/// The source that the window shows, and the news of it. GUI thread; the Source itself is asked in the pool.
class Workspace : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Null until something is opened.
    const std::shared_ptr<sources::Source> &source() const { return m_source; }
    void setSource(std::shared_ptr<sources::Source> source)
    {
        m_source = std::move(source);
        Q_EMIT sourceChanged();
    }
    /// An import was committed, a tail grew: views ask again, keeping their place.
    void announceData() { Q_EMIT dataChanged(); }
    /// Views raise it while they load: `workspace.busy().watch(job)` once per LatestJob.
    BusyTracker &busy() { return m_busy; }

Q_SIGNALS:
    void sourceChanged();
    void dataChanged();

private:
    std::shared_ptr<sources::Source> m_source;
    BusyTracker m_busy;
};

/// What every view is given. All of it outlives every view.
struct Context {
    base::JobPool &pool;
    session::Session &session;
    Workspace &workspace;
    Theme &theme;
    ActionCatalog &actions;
};

} // namespace triptych::ui
