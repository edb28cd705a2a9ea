#include "ui/canvas/frame_meter.h"

#include <algorithm>

namespace triptych::ui {

Q_LOGGING_CATEGORY(frameLog, "triptych.frames", QtWarningMsg)

namespace {
constexpr std::size_t kFramesPerReport = 120;
}

FrameMeter::Frame::Frame(FrameMeter &meter) : m_meter(frameLog().isDebugEnabled() ? &meter : nullptr)
{
    if (m_meter)
        m_timer.start();
}

FrameMeter::Frame::~Frame()
{
    if (m_meter)
        m_meter->add(m_timer.nsecsElapsed());
}

void FrameMeter::add(qint64 nanos)
{
    m_frames.push_back(nanos);
    if (m_frames.size() < kFramesPerReport)
        return;
    std::sort(m_frames.begin(), m_frames.end());
    const auto at = [this](double share) {
        return static_cast<double>(m_frames[static_cast<std::size_t>(share * double(m_frames.size() - 1))]) / 1e6;
    };
    qCDebug(frameLog).nospace() << m_canvas << ": p50 " << at(0.5) << " ms, p99 " << at(0.99) << " ms, worst " << at(1)
                                << " ms of " << m_frames.size() << " frames";
    m_frames.clear();
}

} // namespace triptych::ui
