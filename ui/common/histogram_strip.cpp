#include "ui/common/histogram_strip.h"

#include "base/qt_text.h"
#include "telemetry/human_text.h"
#include "ui/common/time_ticks.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using base::text;
using telemetry::Nanos;
using telemetry::TimeRange;

namespace {
constexpr int kHistogramStripHeight = 75, kHistogramStripTop = 8, kHistogramStripBottom = 21, kHistogramStripSide = 12, kGrip = 5, kEdge = 2;
constexpr double kHistogramStripBarShare = 0.87; // of a bin's width; the rest is the gap
constexpr double kHistogramStripDimmed = 0.45;
constexpr double kBrushShade = 0.13;
constexpr int kHistogramStripTickSpacing = 150;
constexpr int kMinimumError = 2; // one error among thousands must still be seen

} // namespace

HistogramStrip::HistogramStrip(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme), m_unit(tr("spans"))
{
    setFixedHeight(kHistogramStripHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Histogram over time"));
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

QSize HistogramStrip::sizeHint() const
{
    return {640, kHistogramStripHeight};
}

QSize HistogramStrip::minimumSizeHint() const
{
    return {160, kHistogramStripHeight};
}

void HistogramStrip::setHistogram(const telemetry::Histogram &histogram)
{
    m_histogram = histogram;
    m_loading = false;
    describe();
    update();
}

void HistogramStrip::setLoading(bool loading)
{
    m_loading = loading;
    update();
}

void HistogramStrip::setBrush(std::optional<TimeRange> brush)
{
    if (m_brush == brush || m_grip != Grip::None)
        return;
    m_brush = brush;
    describe();
    update();
}

QRect HistogramStrip::plot() const
{
    return rect().adjusted(kHistogramStripSide, kHistogramStripTop, -kHistogramStripSide, -kHistogramStripBottom);
}

double HistogramStrip::toX(Nanos t) const
{
    const TimeRange range = m_histogram.range;
    if (range.empty())
        return plot().left();
    return plot().left() + double(t - range.from) * plot().width() / double(range.length());
}

Nanos HistogramStrip::toTime(double x) const
{
    const TimeRange range = m_histogram.range;
    const double share = std::clamp((x - plot().left()) / std::max(1, plot().width()), 0.0, 1.0);
    return range.from + Nanos(share * double(range.length()));
}

int HistogramStrip::binAt(double x) const
{
    if (m_histogram.bins.empty() || x < plot().left() || x > plot().right() + 1)
        return -1;
    const int count = int(m_histogram.bins.size());
    return std::clamp(int((x - plot().left()) * count / plot().width()), 0, count - 1);
}

TimeRange HistogramStrip::clamped(TimeRange range) const
{
    const TimeRange all = m_histogram.range;
    if (range.from > range.to)
        std::swap(range.from, range.to);
    return {std::clamp(range.from, all.from, all.to), std::clamp(range.to, all.from, all.to)};
}

HistogramStrip::Grip HistogramStrip::gripAt(const QPointF &at) const
{
    if (!m_brush)
        return Grip::New;
    const double left = toX(m_brush->from), right = toX(m_brush->to);
    if (std::abs(at.x() - left) <= kGrip)
        return Grip::Left;
    if (std::abs(at.x() - right) <= kGrip)
        return Grip::Right;
    return at.x() > left && at.x() < right ? Grip::Inside : Grip::New;
}

void HistogramStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.fillRect(0, height() - 1, width(), 1, m_theme.color(Role::Line));
    paintBars(painter);
    paintAxis(painter);
    paintBrush(painter);
    if (hasFocus()) {
        painter.setPen(m_theme.color(Role::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -2, -3));
    }
}

void HistogramStrip::paintBars(QPainter &painter) const
{
    const auto &bins = m_histogram.bins;
    std::uint64_t most = 1;
    for (const auto &bin : bins)
        most = std::max(most, bin.total);
    const QRect area = plot();
    if (bins.empty())
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, m_theme.color(Role::Line));
    painter.setOpacity(m_loading ? kHistogramStripDimmed : 1.0);
    const double step = double(area.width()) / std::max<double>(1, double(bins.size()));
    const QColor rest = m_theme.color(Role::LineStrong), warn = m_theme.color(Role::Warning), bad = m_theme.color(Role::Error);
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const auto &bin = bins[i];
        if (bin.total == 0)
            continue;
        // Edges are rounded together, so that gaps are equal or differ by one pixel, never blurred.
        const int left = area.left() + int(std::lround(double(i) * step));
        const int right = area.left() + int(std::lround(double(i) * step + std::max(1.0, step * kHistogramStripBarShare)));
        const auto pixels = [&](std::uint64_t n, int least) {
            return n == 0 ? 0 : std::max(least, int(std::lround(double(n) * area.height() / double(most))));
        };
        int bottom = area.bottom() + 1;
        const auto part = [&](int high, const QColor &colour) {
            painter.fillRect(left, bottom - high, right - left, high, colour);
            bottom -= high;
        };
        const int total = pixels(bin.total, 1), errors = pixels(bin.errors, kMinimumError), warnings = pixels(bin.warnings, 1);
        part(std::min(errors, std::max(total, kMinimumError)), bad);
        part(std::clamp(total - errors, 0, warnings), warn);
        part(std::max(0, area.bottom() + 1 - total < bottom ? bottom - (area.bottom() + 1 - total) : 0),
             int(i) == m_hover ? m_theme.color(Role::TextDisabled) : rest);
    }
    painter.setOpacity(1.0);
}

void HistogramStrip::paintAxis(QPainter &painter) const
{
    if (m_histogram.range.empty())
        return;
    painter.setFont(m_theme.small());
    painter.setPen(m_theme.color(Role::TextSecondary));
    const QFontMetrics fm(m_theme.small());
    for (const TimeTick &tick : timeTicks(m_histogram.range, plot().width() / kHistogramStripTickSpacing)) {
        const int wide = fm.horizontalAdvance(tick.label);
        const int x = std::clamp(int(toX(tick.time)) + 3, kHistogramStripSide + 2, width() - kHistogramStripSide - wide);
        painter.drawText(x, height() - kHistogramStripBottom + fm.ascent() + 5, tick.label);
    }
}

void HistogramStrip::paintBrush(QPainter &painter) const
{
    if (!m_brush || m_histogram.range.empty())
        return;
    const TimeRange shown = clamped(*m_brush);
    const QRect area = plot();
    const int left = int(std::lround(toX(shown.from))), right = int(std::lround(toX(shown.to)));
    QColor shade = m_theme.color(Role::Accent);
    shade.setAlphaF(kBrushShade);
    const int top = area.top() - kEdge / 2, high = area.height() + kEdge / 2;
    painter.fillRect(left, top, right - left, high, shade);
    painter.fillRect(left, top, kEdge, high, m_theme.color(Role::Accent));
    painter.fillRect(right - kEdge, top, kEdge, high, m_theme.color(Role::Accent));
}

void HistogramStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_histogram.range.empty())
        return QWidget::mousePressEvent(event);
    m_before = m_brush;
    m_grip = gripAt(event->position());
    m_anchor = toTime(event->position().x());
    if (m_grip == Grip::Left)
        m_anchor = m_brush->to;
    else if (m_grip == Grip::Right)
        m_anchor = m_brush->from;
}

void HistogramStrip::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_grip == Grip::None) {
        const Grip grip = gripAt(event->position());
        setCursor(grip == Grip::Left || grip == Grip::Right ? Qt::SizeHorCursor
                  : grip == Grip::Inside                    ? Qt::OpenHandCursor
                                                            : Qt::CrossCursor);
        if (const int bin = binAt(x); bin != m_hover) {
            m_hover = bin;
            update();
        }
        return;
    }
    const Nanos now = toTime(x);
    if (m_grip == Grip::Inside) {
        const TimeRange all = m_histogram.range;
        const Nanos shift = std::clamp(now - m_anchor, all.from - m_before->from, all.to - m_before->to);
        m_brush = TimeRange{m_before->from + shift, m_before->to + shift};
    } else {
        m_brush = clamped({m_anchor, now});
    }
    update();
    Q_EMIT brushMoved(*m_brush);
}

void HistogramStrip::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_grip == Grip::None)
        return QWidget::mouseReleaseEvent(event);
    const Grip grip = std::exchange(m_grip, Grip::None);
    // A click without a drag means the bar under it, so that one bar can be picked without aim.
    if (grip == Grip::New && std::abs(toX(m_anchor) - event->position().x()) < kGrip) {
        const int bin = binAt(event->position().x());
        if (bin < 0)
            return;
        const Nanos from = m_histogram.range.from + m_histogram.width * bin;
        m_brush = clamped({from, from + m_histogram.width});
    }
    describe();
    update();
    if (m_brush != m_before)
        Q_EMIT brushChanged(m_brush);
}

void HistogramStrip::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_grip = Grip::None;
    m_brush.reset();
    update();
    Q_EMIT resetRequested();
}

void HistogramStrip::wheelEvent(QWheelEvent *event)
{
    if (m_histogram.range.empty() || event->angleDelta().y() == 0)
        return QWidget::wheelEvent(event);
    constexpr double kNotch = 120, kFactor = 1.25;
    Q_EMIT zoomRequested(toTime(event->position().x()), std::pow(kFactor, event->angleDelta().y() / kNotch));
    event->accept();
}

void HistogramStrip::keyPressEvent(QKeyEvent *event)
{
    const TimeRange all = m_histogram.range;
    const Nanos step = m_histogram.width;
    if (all.empty())
        return QWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_Escape && (m_brush || m_grip != Grip::None)) {
        if (m_grip != Grip::None) { // an Esc in mid-drag takes the drag back
            m_grip = Grip::None;
            m_brush = m_before;
            update();
            return;
        }
        m_brush.reset();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !m_brush) {
        const Nanos middle = all.from + all.length() / 2;
        m_brush = clamped({middle - step, middle + step});
    } else if ((event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) && m_brush) {
        const Nanos by = event->key() == Qt::Key_Left ? -step : step;
        TimeRange next = *m_brush;
        next.to += by;
        if (!(event->modifiers() & Qt::ShiftModifier))
            next.from += by;
        if (next.from < all.from || next.to > all.to || next.length() < step)
            return;
        m_brush = next;
    } else {
        return QWidget::keyPressEvent(event);
    }
    describe();
    update();
    Q_EMIT brushChanged(m_brush);
}

void HistogramStrip::leaveEvent(QEvent *event)
{
    m_hover = -1;
    update();
    QWidget::leaveEvent(event);
}

bool HistogramStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int i = binAt(help->pos().x());
        if (i < 0) {
            QToolTip::hideText();
            return true;
        }
        const auto &bin = m_histogram.bins[std::size_t(i)];
        const Nanos from = m_histogram.range.from + m_histogram.width * i;
        QStringList lines{text(telemetry::formatTimeOfDay(from, 0)) + QStringLiteral("  +") +
                              text(telemetry::formatDuration(m_histogram.width)),
                          tr("%1 %2").arg(text(telemetry::formatCount(bin.total)), m_unit)};
        if (bin.errors > 0)
            lines.append(tr("%1 with errors").arg(text(telemetry::formatCount(bin.errors))));
        if (bin.warnings > 0)
            lines.append(tr("%1 warnings").arg(text(telemetry::formatCount(bin.warnings))));
        QToolTip::showText(help->globalPos(), lines.join(u'\n'), this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

void HistogramStrip::describe()
{
    std::uint64_t total = 0, errors = 0;
    for (const auto &bin : m_histogram.bins) {
        total += bin.total;
        errors += bin.errors;
    }
    QString words = tr("%1 %2, %3 with errors")
                        .arg(text(telemetry::formatCount(total)), m_unit, text(telemetry::formatCount(errors)));
    if (m_brush)
        words += tr("; selected %1 to %2")
                     .arg(text(telemetry::formatTimeOfDay(m_brush->from)), text(telemetry::formatTimeOfDay(m_brush->to)));
    setAccessibleDescription(words);
}

} // namespace triptych::ui
