#pragma once
#include "scene/flame_scene.h"
#include "ui/canvas/frame_meter.h"
#include "ui/canvas/label_cache.h"
#include "ui/canvas/time_canvas.h"
#include "ui/trace/trace_state.h"

namespace triptych::ui {

/// One trace as a flame graph in time order, sharing window, selection and hover with the waterfall. Up and Down go to
/// the parent and first child, Left and Right to the siblings. The root's row stays in view, however deep one scrolls.
/// GUI thread.
class FlameView : public TimeCanvas
{
    Q_OBJECT
public:
    explicit FlameView(TraceState &state, QWidget *parent = nullptr);

    void paintContent(QPainter &painter);
    SpanIndex spanAtPoint(QPoint viewportPoint) const;
    QRect frameRect(SpanIndex span) const; ///< viewport px; empty of placeholders
    const TraceState &state() const { return m_state; }
    /// Height that shows every row, margins included.
    int contentHeight() const;
    /// I: the root below instead of on top.
    void flip();

Q_SIGNALS:
    void contextMenuRequested(QPoint globalPos);

protected:
    QRect timeArea() const override;
    void clickedAt(QPoint at, Qt::KeyboardModifiers modifiers) override;
    void doubleClickedAt(QPoint at) override;
    void middleClickedAt(QPoint at) override;
    void hoveredAt(QPoint at) override;
    void hoverLeft() override;
    std::optional<TimeRange> fitTarget() const override;
    std::optional<Nanos> edgeNear(QPoint at, Nanos time, Nanos slack) const override;

    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void updateScrollBar();
    void scrollTo(SpanIndex span);
    QRect rootBand() const; ///< what the root's row covers of the rows under it; empty where it stands in its own place
    void paintRows(QPainter &painter, const QRect &clip, std::uint32_t first, std::uint32_t last);
    int rowCount() const;
    int topOf(std::uint32_t row) const; ///< viewport px
    std::optional<std::uint32_t> rowAt(int y) const;
    void paintOutline(QPainter &painter, SpanIndex span, const QColor &colour, double width) const;

    TraceState &m_state;
    LabelCache m_labels;
    FrameMeter m_meter{"flame"};
    bool m_flipped = false;
};

} // namespace triptych::ui
