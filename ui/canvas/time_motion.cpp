#include "ui/canvas/time_motion.h"

#include <QApplication>
#include <QStyle>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using telemetry::Nanos;
using telemetry::TimeRange;

namespace {
constexpr int kFrameMs = 16;
constexpr int kJumpMs = 120;
constexpr int kHoldMs = 180;           // shorter is a press
constexpr double kZoomStep = 1.25;     // per press
constexpr double kPanStep = 0.25;      // of the view, per press
constexpr double kZoomPerSecond = 2.4; // exponent
constexpr double kPanPerSecond = 1.2;  // views
constexpr double kFast = 3;

constexpr quint32 bit(TimeMotion::Drive drive)
{
    return 1u << static_cast<int>(drive);
}

// Without a window a test or a reduced-motion desktop sees the end at once.
bool animated()
{
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
}
} // namespace

TimeMotion::TimeMotion(session::TimeWindow &window, QObject *parent) : QObject(parent), m_window(window)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, &TimeMotion::tick);
}

void TimeMotion::press(Drive drive, Speed speed, std::function<Nanos()> anchor)
{
    m_jumping = false;
    m_speed = speed;
    m_anchor = std::move(anchor);
    const double fast = speed == Speed::Fast ? kFast : 1;
    const bool zoom = drive == Drive::ZoomIn || drive == Drive::ZoomOut;
    move(drive, (zoom ? std::log(kZoomStep) : kPanStep) * fast);
    m_drives |= bit(drive);
    m_held.start();
    m_clock.start();
    m_timer.start();
}

void TimeMotion::release(Drive drive)
{
    m_drives &= ~bit(drive);
    if (!m_drives && !m_jumping)
        m_timer.stop();
}

void TimeMotion::releaseAll()
{
    m_drives = 0;
    if (!m_jumping)
        m_timer.stop();
}

void TimeMotion::jumpTo(TimeRange target)
{
    m_drives = 0;
    if (!animated()) {
        m_jumping = false;
        m_window.setWindow(target);
        return;
    }
    m_from = m_window.window();
    m_to = target;
    m_jumping = true;
    m_jump.start();
    m_timer.start();
}

void TimeMotion::tick()
{
    if (m_jumping)
        advanceJump();
    if (m_drives && m_held.elapsed() >= kHoldMs) {
        // A late frame moves further, up to a tenth of a second: a stall must not throw the view away.
        const double seconds = std::min(0.1, static_cast<double>(m_clock.nsecsElapsed()) / 1e9);
        const double fast = m_speed == Speed::Fast ? kFast : 1;
        for (const Drive drive : {Drive::ZoomIn, Drive::ZoomOut, Drive::PanLeft, Drive::PanRight}) {
            if (!(m_drives & bit(drive)))
                continue;
            const bool zoom = drive == Drive::ZoomIn || drive == Drive::ZoomOut;
            move(drive, (zoom ? kZoomPerSecond : kPanPerSecond) * seconds * fast);
        }
    }
    m_clock.start();
    if (!m_drives && !m_jumping)
        m_timer.stop();
}

void TimeMotion::advanceJump()
{
    const double share = std::min(1.0, static_cast<double>(m_jump.nsecsElapsed()) / (kJumpMs * 1e6));
    if (share >= 1) {
        m_jumping = false;
        m_window.setWindow(m_to);
        return;
    }
    const double eased = 1 - std::pow(1 - share, 3);
    const auto between = [eased](Nanos a, Nanos b) { return a + static_cast<Nanos>(static_cast<double>(b - a) * eased); };
    m_window.setWindow({between(m_from.from, m_to.from), between(m_from.to, m_to.to)});
}

void TimeMotion::move(Drive drive, double amount)
{
    switch (drive) {
    case Drive::ZoomIn: m_window.zoomAbout(m_anchor(), std::exp(amount)); break;
    case Drive::ZoomOut: m_window.zoomAbout(m_anchor(), std::exp(-amount)); break;
    case Drive::PanLeft: m_window.pan(-amount); break;
    case Drive::PanRight: m_window.pan(amount); break;
    }
}

} // namespace triptych::ui
