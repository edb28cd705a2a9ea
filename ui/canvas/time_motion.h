#pragma once
#include "session/time_window.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>

namespace triptych::ui {

/// Moves a TimeWindow over time: while a key is held, at frame rate; and in eased jumps that keep the context.
/// GUI thread.
class TimeMotion : public QObject
{
    Q_OBJECT
public:
    TimeMotion(session::TimeWindow &window, QObject *parent);

    enum class Drive { ZoomIn, ZoomOut, PanLeft, PanRight };
    enum class Speed { Normal, Fast };
    /// Steps at once; goes on while the key stays down. `anchor` is the time that zooming keeps in its place.
    void press(Drive drive, Speed speed, std::function<telemetry::Nanos()> anchor);
    void release(Drive drive);
    void releaseAll();
    /// Eases to `target` in 120 ms; at once where animations are off.
    void jumpTo(telemetry::TimeRange target);

private:
    void tick();
    void advanceJump();
    void move(Drive drive, double amount);

    session::TimeWindow &m_window;
    QTimer m_timer;
    QElapsedTimer m_clock;      // since the last tick
    QElapsedTimer m_held;       // since the last press
    quint32 m_drives = 0;       // bit per Drive
    Speed m_speed = Speed::Normal;
    std::function<telemetry::Nanos()> m_anchor;
    bool m_jumping = false;
    QElapsedTimer m_jump;
    telemetry::TimeRange m_from, m_to;
};

} // namespace triptych::ui
