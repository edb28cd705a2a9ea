#pragma once
#include "base/job_pool.h"
#include "items/cell_text.h"
#include "session/session.h"
#include "sources/source.h"
#include "ui/common/busy_tracker.h"
#include "ui/common/preferences.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <memory>
#include <utility>

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
    /// A server's answer was stored: totals and known tags changed, and, with `lines`, what stands beside an open trace. Views
    /// that waited for the answer have it already.
    void announceLanded(bool lines) { Q_EMIT dataLanded(lines); }
    /// Whether what is open goes on growing by itself: only then is there anything to follow or to pause.
    enum class Live { No, Running, Paused };
    Live live() const { return m_live; }
    void setLive(Live live)
    {
        if (std::exchange(m_live, live) != live)
            Q_EMIT liveChanged();
    }
    /// How much of a date times need to be told apart within what is open.
    items::Days days() const { return m_days; }
    void setDays(items::Days days)
    {
        if (std::exchange(m_days, days) != days)
            Q_EMIT daysChanged();
    }
    // Wishes that a menu of one pane has and another part of the window fulfils.
    /// A filter to look at and edit before it is applied: the bar takes it up.
    void prepareFilter(const query::Filter &filter) { Q_EMIT filterPrepared(filter); }
    void wantColumn(const QString &key) { Q_EMIT columnWanted(key); }
    void wantGroups(const QString &key) { Q_EMIT groupsWanted(key); }
    /// The lines of one trace alone, with a way back.
    void followTrace(telemetry::TraceId trace) { Q_EMIT traceFollowed(trace); }
    /// Views raise it while they load: `workspace.busy().watch(job)` once per LatestJob.
    BusyTracker &busy() { return m_busy; }

Q_SIGNALS:
    void sourceChanged();
    void dataChanged();
    void dataLanded(bool lines);
    void liveChanged();
    void daysChanged();
    void filterPrepared(const triptych::query::Filter &filter);
    void columnWanted(const QString &key);
    void groupsWanted(const QString &key);
    void traceFollowed(triptych::telemetry::TraceId trace);

private:
    std::shared_ptr<sources::Source> m_source;
    Live m_live = Live::No;
    items::Days m_days = items::Days::Hidden;
    BusyTracker m_busy;
};

/// What every view is given. All of it outlives every view.
struct Context {
    base::JobPool &pool;
    session::Session &session;
    Workspace &workspace;
    Theme &theme;
    ActionCatalog &actions;
    Preferences &preferences;
};

} // namespace triptych::ui
