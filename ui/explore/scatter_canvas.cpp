#include "ui/explore/scatter_canvas.h"

#include "items/cell_text.h"
#include "ui/common/time_ticks.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using telemetry::Nanos;
using telemetry::ScatterPoint;
using telemetry::TimeRange;

namespace {

constexpr int kLeastLeft = 44, kScatterCanvasRight = 10, kScatterCanvasTop = 10, kScatterCanvasBottom = 22;
constexpr int kTickEvery = 190;
constexpr double kScatterCanvasDot = 4.5, kDiamond = 6;
/// Dots thin out as they grow in number, so that a crowd still shows where it is densest.
constexpr double kDotAlpha = 0.5, kFaintestDot = 0.14, kErrorAlpha = 0.85, kCrowd = 1500;
constexpr int kCell = 6; ///< side of a density cell, px
/// Points beyond this many at one place add no ink that anyone could see.
constexpr int kMostInk = 6;

QImage sprite(const QColor &colour, double alpha, double size, bool diamond, double ratio)
{
    const int side = int(std::ceil((size + 2) * ratio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor ink = colour;
    ink.setAlphaF(float(alpha));
    painter.setBrush(ink);
    const double half = size * ratio / 2;
    const QPointF middle(side / 2.0, side / 2.0);
    if (diamond)
        painter.drawPolygon(QPolygonF{middle + QPointF(0, -half), middle + QPointF(half, 0), middle + QPointF(0, half),
                                      middle + QPointF(-half, 0)});
    else
        painter.drawEllipse(middle, half, half);
    return image;
}

} // namespace

ScatterCanvas::ScatterCanvas(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("Latency scatter"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, [this] {
        m_picture = {};
        update();
    });
}

void ScatterCanvas::setPoints(std::shared_ptr<const Points> points)
{
    m_points = std::move(points);
    m_hovered = -1;
    clearSelection();
    Nanos first = 0, last = 0, shortest = 0, longest = 0;
    bool any = false;
    for (const ScatterPoint &p : *m_points) {
        const Nanos d = std::max<Nanos>(1, p.duration);
        first = any ? std::min(first, p.start) : p.start;
        last = any ? std::max(last, p.start) : p.start;
        shortest = any ? std::min(shortest, d) : d;
        longest = any ? std::max(longest, d) : d;
        any = true;
    }
    if (any) {
        const Nanos margin = std::max<Nanos>(1'000'000, (last - first) / 100);
        m_ofPoints = {first - margin, last + margin};
        m_lowDecade = int(std::floor(std::log10(double(shortest))));
        m_highDecade = std::max(m_lowDecade + 1, int(std::ceil(std::log10(double(longest) * 1.05))));
        const QFontMetrics labels(m_theme.small());
        m_left = kLeastLeft;
        for (int decade = m_lowDecade; decade <= m_highDecade; ++decade)
            m_left = std::max(m_left, labels.horizontalAdvance(items::durationText(Nanos(std::pow(10.0, decade)))) + 2 * metrics::kGrid);
    } else {
        m_ofPoints = {};
    }
    m_time = any ? m_axis.value_or(m_ofPoints) : TimeRange{};
    setAccessibleDescription(tr("%1 traces").arg(items::countText(m_points->size())));
    m_picture = {};
    update();
}

void ScatterCanvas::setAxis(std::optional<TimeRange> axis)
{
    m_axis = axis;
    if (!m_points->empty())
        showTime(axis.value_or(m_ofPoints));
}

void ScatterCanvas::showTime(TimeRange time)
{
    if (m_time == time)
        return;
    m_time = time;
    m_hovered = -1;
    clearSelection(); // its rectangle was of the time shown before
    m_picture = {};
    update();
}

void ScatterCanvas::setStyle(Style style)
{
    m_style = style;
    m_picture = {};
    update();
}

QRect ScatterCanvas::plot() const
{
    return rect().adjusted(m_left, kScatterCanvasTop, -kScatterCanvasRight, -kScatterCanvasBottom);
}

double ScatterCanvas::toX(Nanos start) const
{
    const QRect p = plot();
    return m_time.empty() ? p.left() : p.left() + double(start - m_time.from) / double(m_time.length()) * p.width();
}

double ScatterCanvas::toY(Nanos duration) const
{
    const QRect p = plot();
    const double decade = std::log10(double(std::max<Nanos>(1, duration)));
    return p.bottom() - (decade - m_lowDecade) / (m_highDecade - m_lowDecade) * p.height();
}

Nanos ScatterCanvas::toTime(double x) const
{
    const QRect p = plot();
    return m_time.from + Nanos((x - p.left()) / std::max(1, p.width()) * double(m_time.length()));
}

Nanos ScatterCanvas::toDuration(double y) const
{
    const QRect p = plot();
    return Nanos(std::pow(10.0, m_lowDecade + (p.bottom() - y) / std::max(1, p.height()) * (m_highDecade - m_lowDecade)));
}

QPointF ScatterCanvas::positionOf(const ScatterPoint &point) const
{
    return {toX(point.start), toY(point.duration)};
}

void ScatterCanvas::renderDots(QPainter &painter, double ratio) const
{
    const double thinned = kDotAlpha * std::sqrt(kCrowd / std::max(kCrowd, double(m_points->size())));
    const QImage dot = sprite(m_theme.color(Role::Accent), std::max(kFaintestDot, thinned), kScatterCanvasDot, false, ratio);
    const QImage diamond = sprite(m_theme.color(Role::Error), kErrorAlpha, kDiamond, true, ratio);
    const int width = m_picture.width(), height = m_picture.height();
    std::vector<std::uint8_t> ink(std::size_t(width) * std::size_t(height));
    // Errors last: nothing may hide them.
    for (const bool errors : {false, true}) {
        const QImage &mark = errors ? diamond : dot;
        for (const ScatterPoint &point : *m_points) {
            if (point.error != errors)
                continue;
            const QPointF at = positionOf(point) * ratio;
            const int x = int(at.x()), y = int(at.y());
            if (x < 0 || y < 0 || x >= width || y >= height)
                continue;
            auto &here = ink[std::size_t(y) * std::size_t(width) + std::size_t(x)];
            const std::uint8_t full = errors ? 2 * kMostInk : kMostInk;
            if (here >= full)
                continue;
            here = errors && here < kMostInk ? kMostInk + 1 : here + 1;
            painter.drawImage(QPoint(x - mark.width() / 2, y - mark.height() / 2), mark);
        }
    }
}

void ScatterCanvas::renderDensity(QPainter &painter) const
{
    const int columns = width() / kCell + 1, rows = height() / kCell + 1;
    struct Cell {
        int all = 0, errors = 0;
    };
    std::vector<Cell> cells(std::size_t(columns) * std::size_t(rows));
    int most = 1;
    for (const ScatterPoint &point : *m_points) {
        const QPointF at = positionOf(point);
        const int column = int(at.x()) / kCell, row = int(at.y()) / kCell;
        if (column < 0 || row < 0 || column >= columns || row >= rows)
            continue;
        auto &cell = cells[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
        most = std::max(most, ++cell.all);
        cell.errors += point.error;
    }
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const Cell &cell = cells[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
            if (cell.all == 0)
                continue;
            QColor colour = m_theme.color(cell.errors * 2 > cell.all ? Role::Error : Role::Accent);
            colour.setAlphaF(float(0.15 + 0.85 * std::log1p(cell.all) / std::log1p(most)));
            painter.fillRect(column * kCell, row * kCell, kCell - 1, kCell - 1, colour);
        }
}

void ScatterCanvas::render()
{
    const double ratio = devicePixelRatioF();
    m_picture = QImage((QSizeF(size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    if (m_style == Style::Dots) {
        renderDots(painter, ratio);
    } else {
        painter.scale(ratio, ratio);
        renderDensity(painter);
    }
    painter.end();
    m_picture.setDevicePixelRatio(ratio);
}

void ScatterCanvas::paintAxes(QPainter &painter) const
{
    const QRect p = plot();
    painter.setFont(m_theme.small());
    for (int decade = m_lowDecade; decade <= m_highDecade; ++decade) {
        const auto value = Nanos(std::pow(10.0, decade));
        const int y = qRound(toY(value));
        painter.fillRect(p.left(), y, p.width(), 1, m_theme.color(Role::Line));
        painter.setPen(m_theme.color(Role::TextSecondary));
        painter.drawText(QRect(0, y - kScatterCanvasBottom / 2, m_left - metrics::kGrid, kScatterCanvasBottom), Qt::AlignRight | Qt::AlignVCenter,
                         items::durationText(value));
    }
    for (const TimeTick &tick : timeTicks(m_time, std::max(2, p.width() / kTickEvery))) {
        const double wide = painter.fontMetrics().horizontalAdvance(tick.label);
        const double x = std::clamp(toX(tick.time) - wide / 2, 0.0, std::max(0.0, width() - wide - metrics::kGrid));
        painter.drawText(QRectF(x, p.bottom() + 2, wide + 1, kScatterCanvasBottom - 2), Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
}

void ScatterCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    if (m_points->empty())
        return;
    paintAxes(painter);
    if (!m_band.isNull())
        painter.fillRect(m_band, m_theme.color(Role::AccentSoft));
    if (m_picture.isNull())
        render();
    // What lies before and after the time shown must not stand in the margins.
    painter.setClipRect(plot().adjusted(0, -kScatterCanvasTop, 1, kScatterCanvasBottom));
    painter.drawImage(0, 0, m_picture);
    painter.setClipping(false);
    if (!m_band.isNull()) {
        painter.setPen(m_theme.color(Role::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(m_band.adjusted(0, 0, -1, -1));
    }
    if (m_hovered >= 0) {
        const ScatterPoint &point = (*m_points)[std::size_t(m_hovered)];
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.color(point.error ? Role::Error : Role::Accent), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(positionOf(point), kDiamond, kDiamond);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (hasFocus()) {
        painter.setPen(m_theme.color(Role::Accent));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ScatterCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_picture = {};
    clearSelection();
}

} // namespace triptych::ui
