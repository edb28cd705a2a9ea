#pragma once
#include "scene/diff_layout.h"
#include "ui/canvas/flame_gestures.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <functional>

namespace triptych::ui {

/// A differential flame graph: blue took less in B, orange more, dashed only in one of the sides. Click selects,
/// double-click zooms, Ctrl+wheel zooms about the pointer, a drag pans, Esc or 0 shows all, Alt+Left what was shown
/// before, arrows walk. GUI thread.
class DiffView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit DiffView(Theme &theme, QWidget *parent = nullptr);
    /// `text` writes a figure of the weight shown, its sign included where it is a change.
    void setLayout(std::shared_ptr<const scene::DiffLayout> layout, std::function<QString(double)> text);
    const scene::DiffLayout *shown() const { return m_layout.get(); }
    std::uint32_t current() const { return m_current; } ///< 0: none chosen
    void select(std::uint32_t node);
    QRectF rectOf(std::uint32_t node) const; ///< view px; empty if not drawn
    QString describe(std::uint32_t node) const;
    const FlameZoom &zoom() const { return m_gestures.zoom(); }
    /// Black or white, whichever is read better on `fill`.
    static QColor inkOn(const QColor &fill);
    /// Frames whose name lacks this text stand back; empty: none do.
    void setMatch(const QString &text);

Q_SIGNALS:
    void selected(quint32 node);
    void menuRequested(quint32 node, QPoint globalPos);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool event(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    std::uint32_t nodeAt(QPoint at) const; ///< none: the largest number
    QRectF placed(const scene::DiffLayout::Rect &rect) const;
    QString nameOf(std::uint32_t node) const;
    void paintFrame(QPainter &painter, const scene::DiffLayout::Rect &rect) const;
    void zoomTo(std::uint32_t node);
    QRect shownArea() const; ///< of the viewport, px

    Theme &m_theme;
    std::shared_ptr<const scene::DiffLayout> m_layout;
    std::function<QString(double)> m_text;
    std::vector<scene::DiffLayout::Rect> m_rects;
    FlameGestures m_gestures;
    std::uint32_t m_current = 0;
    QString m_match;
};

} // namespace triptych::ui
