#pragma once
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <vector>

namespace triptych::ui {

Q_DECLARE_LOGGING_CATEGORY(frameLog)

/// Times the frames of one canvas while the logging category `triptych.frames` is on: every 120 frames it says the
/// median, the 99th percentile and the worst. Costs nothing while the category is off.
class FrameMeter
{
public:
    explicit FrameMeter(const char *canvas) : m_canvas(canvas) {}

    /// Lives as long as one frame is painted.
    class Frame
    {
    public:
        explicit Frame(FrameMeter &meter);
        ~Frame();
        Frame(const Frame &) = delete;
        Frame &operator=(const Frame &) = delete;

    private:
        FrameMeter *m_meter; // null while switched off
        QElapsedTimer m_timer;
    };

private:
    void add(qint64 nanos);

    const char *m_canvas;
    std::vector<qint64> m_frames;
};

} // namespace triptych::ui
