#pragma once
#include "telemetry/answers.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

namespace triptych::ui {

class Preferences;

/// A rectangle of the scatter: what started when and took how long.
struct ScatterRange {
    telemetry::TimeRange time;
    telemetry::Nanos shortest = 0, longest = 0;
    bool longestOpen = false;  ///< reaches above every point
    bool shortestOpen = false; ///< reaches below every point
    std::size_t points = 0;
};

/// Traces by start and duration (logarithmic); errors are red diamonds, the rest dots, or both as a density. A click
/// opens the nearest trace; a drag selects. Points are drawn into a picture once per data, size and theme: 200,000 of
/// them cost nothing while the pointer moves. The time axis covers the points or what setAxis() says: Ctrl+wheel zooms,
/// Shift+wheel, the middle button and Shift+drag pan, and say which axis they want. GUI thread.
class ScatterCanvas : public QWidget
{
    Q_OBJECT
public:
    using Points = std::vector<telemetry::ScatterPoint>;
    enum class Style { Dots, Density };

    explicit ScatterCanvas(Theme &theme, QWidget *parent = nullptr);

    void setPoints(std::shared_ptr<const Points> points);
    const Points &points() const { return *m_points; }
    void setStyle(Style style);
    /// The time that is shown; nullopt: that of all points.
    void setAxis(std::optional<telemetry::TimeRange> axis);
    const std::optional<telemetry::TimeRange> &axis() const { return m_axis; }
    telemetry::TimeRange shownTime() const { return m_time; }
    /// Whose switch for the wheel holds here; the usual way without.
    void setPreferences(const Preferences &preferences) { m_preferences = &preferences; }
    /// The trace under the pointer.
    std::optional<telemetry::TraceId> hoveredTrace() const;
    /// Where a point stands, for tests and tooltips.
    QPointF positionOf(const telemetry::ScatterPoint &point) const;
    void clearSelection();
    const std::optional<ScatterRange> &selection() const { return m_selection; }
    QRect selectionRect() const { return m_band; }

    QSize sizeHint() const override { return {640, 238}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

Q_SIGNALS:
    void pointOpened(telemetry::TraceId trace);
    void selected(const ScatterRange &range);
    void selectionCleared();
    void axisWanted(telemetry::TimeRange axis); ///< not limited to where there are points
    void menuRequested(QPoint globalPos);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRect plot() const;
    double toX(telemetry::Nanos start) const;
    double toY(telemetry::Nanos duration) const;
    telemetry::Nanos toTime(double x) const;
    telemetry::Nanos toDuration(double y) const;
    int nearest(const QPointF &at, double within) const;
    QString describe(const telemetry::ScatterPoint &point) const;
    void render();
    void renderDots(QPainter &painter, double ratio) const;
    void renderDensity(QPainter &painter) const;
    void paintAxes(QPainter &painter) const;
    void finishBand();
    void showTime(telemetry::TimeRange time);
    telemetry::TimeRange panned(double byPixels) const;

    Theme &m_theme;
    std::shared_ptr<const Points> m_points = std::make_shared<Points>();
    telemetry::TimeRange m_time, m_ofPoints;
    std::optional<telemetry::TimeRange> m_axis;
    const Preferences *m_preferences = nullptr;
    int m_lowDecade = 7, m_highDecade = 10; ///< powers of ten, ns
    int m_left = 44;                        ///< px: room for their labels
    Style m_style = Style::Dots;
    QImage m_picture;
    QRect m_band;
    QPoint m_pressed, m_panFrom;
    bool m_dragging = false, m_down = false, m_panning = false;
    int m_hovered = -1;
    std::optional<ScatterRange> m_selection;
};

} // namespace triptych::ui
