#pragma once
#include "ui/canvas/frame_meter.h"
#include "ui/canvas/time_canvas.h"
#include "ui/trace/waterfall_painter.h"

#include <vector>

namespace triptych::ui {

/// A trace as tree and bars: paints the visible rows only, so that a million spans cost what forty do. GUI thread.
class WaterfallView : public TimeCanvas
{
    Q_OBJECT
public:
    explicit WaterfallView(TraceState &state, QWidget *parent = nullptr);

    int treeWidth() const { return m_treeWidth; }
    double trailingGutter() const; ///< the ruler above leaves the same
    void setTreeWidth(int width);
    /// Paints what the view shows into any device: pictures, the frame benchmark.
    void paintContent(QPainter &painter);

    int rowHeight() const { return m_rowHeight; }
    SpanIndex spanAtPoint(QPoint viewportPoint) const; ///< of the row under it
    QRect rowRect(SpanIndex span) const;               ///< viewport px; of a hidden span, its stand-in's
    QRect barRect(SpanIndex span) const;
    std::pair<std::int64_t, std::int64_t> visibleRows() const; ///< [first, last)
    const TraceState &state() const { return m_state; }
    void activateRow(SpanIndex span); ///< as a click does

Q_SIGNALS:
    void treeWidthChanged(int width);
    void timeAreaChanged();
    void contextMenuRequested(QPoint globalPos);

protected:
    QRect timeArea() const override;
    void clickedAt(QPoint at, Qt::KeyboardModifiers modifiers) override;
    void doubleClickedAt(QPoint at) override;
    void middleClickedAt(QPoint at) override;
    void hoveredAt(QPoint at) override;
    void hoverLeft() override;
    void changeRowHeight(int step) override;
    std::optional<TimeRange> fitTarget() const override;
    std::optional<Nanos> edgeNear(QPoint at, Nanos time, Nanos slack) const override;

    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    WaterfallGeometry geometry() const;
    const scene::WaterfallScene &currentScene();
    void updateScrollBar();
    void scrollTo(SpanIndex span);
    bool onDivider(QPoint at) const;
    void paintMarker(QPainter &painter) const;
    void paintOverview(QPainter &painter);

    TraceState &m_state;
    WaterfallPainter m_painter;
    FrameMeter m_meter{"waterfall"};
    int m_treeWidth;
    int m_rowHeight = metrics::kWaterfallRow;
    bool m_draggingDivider = false;

    scene::WaterfallScene m_scene;
    struct SceneKey {
        const TraceDocument *document = nullptr;
        std::uint64_t rows = 0;
        TimeRange window;
        int width = 0;
        std::int64_t first = 0, last = 0;
        bool critical = false;
        bool operator==(const SceneKey &) const = default;
    } m_sceneKey;
    std::vector<std::uint8_t> m_overview; // per px of height: a find hit there
};

} // namespace triptych::ui
