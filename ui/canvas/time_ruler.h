#pragma once
#include "scene/minimap.h"
#include "ui/canvas/time_canvas.h"

#include <QString>
#include <memory>
#include <vector>

namespace triptych::ui {

/// The strip over a waterfall: the whole trace as minimap with the visible part lit, and ticks of the visible part under
/// it. Wheel zooms directly; dragging on the minimap moves the view; double-click shows all. GUI thread.
class TimeRuler : public TimeCanvas
{
    Q_OBJECT
public:
    TimeRuler(Theme &theme, session::TimeWindow &window, QWidget *parent = nullptr);

    /// Null clears. `slots` by string index, kept.
    void setIndex(std::shared_ptr<const scene::LodIndex> index, std::vector<std::uint8_t> slotOfString);
    /// Where time 0 of the labels is: the trace's start.
    void setOrigin(telemetry::Nanos origin);
    /// A time shown across (of the line pointed at), if any.
    void setMarker(std::optional<telemetry::Nanos> marker);

    /// Stretches of time with a text, shown on the strip and on the ruler; a click on one asks for it.
    struct Note {
        telemetry::TimeRange range;
        QString text;
    };
    void setNotes(std::vector<Note> notes);
    int noteAt(QPoint at) const; ///< -1: none

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    static int fixedHeight();
    /// Px between ticks at least; the canvas under the ruler draws its grid at the same ones.
    static std::vector<scene::TimeTick> ticks(const scene::TimeMap &map, telemetry::Nanos origin);

Q_SIGNALS:
    void noteClicked(int note, QPoint globalPos);

protected:
    void clickedAt(QPoint at, Qt::KeyboardModifiers modifiers) override;
    QRect timeArea() const override;
    Wheel plainWheel(QPoint) const override { return Wheel::Zoom; }
    bool dragsRange(QPoint at) const override;
    void gutterChanged() override { m_minimapWidth = -1; }
    void doubleClickedAt(QPoint at) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    QRect minimapArea() const;
    scene::TimeMap wholeMap() const;
    void moveViewTo(QPoint at);
    void paintMinimap(QPainter &painter);
    void paintNotes(QPainter &painter) const;
    QRectF noteRect(const Note &note) const; ///< on the ruler, viewport px

    std::shared_ptr<const scene::LodIndex> m_index;
    std::vector<std::uint8_t> m_slots;
    scene::Minimap m_minimap;
    int m_minimapWidth = -1;
    telemetry::Nanos m_origin = 0;
    std::optional<telemetry::Nanos> m_marker;
    std::vector<Note> m_notes;
    bool m_movingView = false;
};

} // namespace triptych::ui
