#pragma once
#include "session/session.h"

#include <QObject>

namespace triptych::ui {

/// What a cloned trace pane observes in place of the window's session: a trace, a span and a time window of its own. Filter,
/// range, marks and colours are the window's, both ways; other pages that a view of the clone asks for open in the
/// window. GUI thread; `window` outlives it.
class CloneSession : public QObject
{
    Q_OBJECT
public:
    explicit CloneSession(session::Session &window, QObject *parent = nullptr);

    session::Session &own() { return m_own; }
    /// Follows the trace and the span that the window's session selects from now on; false: keeps its own.
    void setFollowsSelection(bool follows);
    bool followsSelection() const { return m_follows; }

private:
    void share();
    void passOn();
    void takeSelection();

    session::Session &m_window;
    session::Session m_own;
    bool m_follows = false, m_sharing = false;
};

} // namespace triptych::ui
