#pragma once
#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"
#include "ui/trace/clone_session.h"

#include <QWidget>

namespace triptych::ui {

class FlatButton;
class PaneHeader;
class TracePage;

/// A second trace pane under the first: whole, or its details or logs alone. It keeps the trace and span it was made with
/// until it is unpinned; its time axis goes with the first one's, counted from each trace's start, unless that is
/// switched off. GUI thread.
class TraceClone : public QWidget
{
    Q_OBJECT
public:
    /// `pane`: what it shows alone; empty: all.
    TraceClone(Context &context, TracePage &original, const QString &pane, QWidget *parent = nullptr);
    ~TraceClone() override;

    TracePage &page() { return *m_page; }
    session::Session &session() { return m_session.own(); }
    bool isPinned() const { return !m_session.followsSelection(); }
    void setPinned(bool pinned);
    bool followsTime() const { return m_followsTime; }
    void setFollowsTime(bool follows);

Q_SIGNALS:
    void closeRequested();

private:
    enum class Lead { Original, Clone };
    void align(Lead lead);
    void fitExtents();
    void showTitle();

    session::Session &m_window;
    CloneSession m_session;
    ActionCatalog m_actions; ///< its own: the same keys, in its own panes
    Context m_context;
    TracePage &m_original;
    PaneHeader *m_header;
    FlatButton *m_pin, *m_time;
    TracePage *m_page;
    bool m_followsTime = true, m_aligning = false;
};

} // namespace triptych::ui
