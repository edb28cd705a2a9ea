#pragma once
#include "telemetry/answers.h"

#include <QRect>
#include <QWidget>
#include <optional>
#include <vector>

namespace triptych::ui {

class Theme;

/// Counts over time as bars, errors (red) under warnings (amber) under the rest (grey), with a time axis and a brush
/// that selects a range. Drag selects, drag of an edge adjusts, drag inside moves it, Esc clears, double-click asks to
/// go back to the whole; wheel asks to zoom. By keyboard: Left and Right move the brush by a bar, Shift with them
/// resizes it, Enter starts one in the middle. GUI thread.
class HistogramStrip : public QWidget
{
    Q_OBJECT
public:
    explicit HistogramStrip(Theme &theme, QWidget *parent = nullptr);

    /// What the axis covers is `histogram.range`; a brush outside of it is kept and drawn clipped.
    void setHistogram(const telemetry::Histogram &histogram);
    const telemetry::Histogram &histogram() const { return m_histogram; }
    /// What is counted, for tooltips and screen readers: "spans", "lines".
    void setUnit(const QString &unit) { m_unit = unit; }
    /// Shows bars dimmed while newer ones are on the way.
    void setLoading(bool loading);

    /// The brushed range. Setting it emits nothing.
    std::optional<telemetry::TimeRange> brush() const { return m_brush; }
    void setBrush(std::optional<telemetry::TimeRange> brush);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The user released a drag, finished a key, or cleared the brush (nullopt).
    void brushChanged(std::optional<telemetry::TimeRange> brush);
    /// While a drag goes on.
    void brushMoved(telemetry::TimeRange brush);
    /// Double-click: the whole axis again.
    void resetRequested();
    /// Wheel over the axis: zoom about `at`; factor > 1 zooms in.
    void zoomRequested(telemetry::Nanos at, double factor);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum class Grip { None, New, Left, Right, Inside };
    QRect plot() const;
    double toX(telemetry::Nanos t) const;
    telemetry::Nanos toTime(double x) const;
    Grip gripAt(const QPointF &at) const;
    telemetry::TimeRange clamped(telemetry::TimeRange range) const;
    int binAt(double x) const;
    void paintBars(QPainter &painter) const;
    void paintAxis(QPainter &painter) const;
    void paintBrush(QPainter &painter) const;
    void describe();

    Theme &m_theme;
    telemetry::Histogram m_histogram;
    QString m_unit;
    std::optional<telemetry::TimeRange> m_brush, m_before;
    Grip m_grip = Grip::None;
    telemetry::Nanos m_anchor = 0;
    int m_hover = -1;
    bool m_loading = false;
};

} // namespace triptych::ui
