#pragma once
#include "ui/common/context.h"
#include "ui/map/map_painter.h"

#include <QWidget>

namespace triptych::ui {

/// The map itself: zoom, pan, and a selection that walks along the edges. GUI thread.
class MapCanvas : public QWidget
{
    Q_OBJECT
public:
    explicit MapCanvas(Context &context, QWidget *parent = nullptr);

    enum class View { Fit, Keep };
    void setMap(std::shared_ptr<const scene::ServiceMap> map, View view);
    const std::shared_ptr<const scene::ServiceMap> &map() const { return m_map; }
    void setEmphasis(MapEmphasis emphasis);
    const MapPainter &painter() const { return m_painter; }
    /// Marks the nodes whose name has this text, and counts them; selects none.
    void setMatch(const QString &text);
    /// Marks none any more; they can still be stepped through.
    void hideMatches();
    std::size_t matchCount() const { return m_matches.size(); }
    int matchNumber() const; ///< of the selected node among them, from 1; 0 if it is none of them
    /// To the next or the previous of them by column and row, and round the end.
    void stepMatch(int step);

    MapItem selected() const { return m_selected; }
    void select(MapItem item);
    /// Selects, and moves it into view.
    void reveal(MapItem item);
    void fit();
    void zoom(double factor, QPointF about);
    double scale() const { return m_scale; }
    QRectF itemRect(MapItem item) const; ///< widget px
    MapItem itemAt(QPointF at) const;    ///< widget px

Q_SIGNALS:
    void selectedChanged();
    void activated(); ///< Enter or double-click on the selection
    void menuRequested(QPoint globalPos);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    QPointF toMap(QPointF at) const { return (at - m_offset) / m_scale; }
    void walk(int key);
    void collectMatches();
    void pan(QPointF by);
    QPointF anchor() const; ///< what a key zooms about

    Context &m_context;
    Theme &m_theme;
    MapPainter m_painter;
    std::shared_ptr<const scene::ServiceMap> m_map;
    MapItem m_selected, m_hovered;
    QString m_match;
    std::vector<std::uint32_t> m_matches;
    double m_scale = 1;
    QPointF m_offset, m_pressedAt, m_draggedFrom;
    bool m_fitted = true, m_pressed = false, m_dragging = false;
};

} // namespace triptych::ui
