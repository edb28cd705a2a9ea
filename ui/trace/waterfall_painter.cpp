#include "ui/trace/waterfall_painter.h"

#include "items/cell_text.h"
#include "ui/canvas/time_ruler.h"
#include "ui/common/rule_mark.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace triptych::ui {

using scene::WaterfallScene;

namespace {
constexpr int kFirstChevron = 18, kWaterfallPainterIndent = 14, kStripeAfter = 12, kTextAfter = 22; // px from the left, from the chevron
constexpr int kWaterfallPainterStripe = metrics::kServiceStripe;
constexpr int kStripeInset = 5;
constexpr int kServiceGap = 7;
constexpr int kErrorIcon = 14, kErrorRight = 8;
constexpr int kAlone = 8; // the mark of a span that one input alone has
constexpr int kErrorEdge = 3, kCriticalLine = 2;
constexpr float kPaleCritical = 0.45f;
constexpr int kTickHalf = 3, kTickHeight = 4;
constexpr int kDurationGap = 7;
constexpr int kWaterfallPainterLeastRounded = 4;
constexpr int kBookmark = 3, kWaterfallPainterRuleAt = 3;
constexpr double kMissOpacity = 0.3; // what a search does not match

QRectF barRect(const WaterfallScene::Bar &bar, const WaterfallGeometry &geometry)
{
    const double left = std::floor(geometry.bars.left() + bar.x);
    const double right = std::max(left + 1, std::round(geometry.bars.left() + double(bar.x) + bar.w));
    return {left, double(geometry.barTop(bar.row)), right - left, double(geometry.barHeight())};
}
} // namespace

int WaterfallGeometry::chevronX(std::uint32_t indent) const
{
    // Half of the column stays for names however deep the tree is.
    const int most = std::max(kWaterfallPainterIndent, tree.width() / 2 - kFirstChevron);
    return kFirstChevron + static_cast<int>(std::min<std::int64_t>(std::int64_t(indent) * kWaterfallPainterIndent, most));
}

WaterfallPainter::WaterfallPainter(Theme &theme)
    : m_theme(theme), m_services(theme.strong()), m_operations(theme.text()), m_placeholders(theme.text()),
      m_durations(theme.small())
{
    themeChanged();
}

void WaterfallPainter::themeChanged()
{
    QFont italic = m_theme.text();
    italic.setItalic(true);
    m_services.setFont(m_theme.strong());
    m_operations.setFont(m_theme.text());
    m_placeholders.setFont(italic);
    m_durations.setFont(m_theme.small());
    m_errorIcon = {};
}

void WaterfallPainter::documentChanged()
{
    m_services.clear();
    m_operations.clear();
    m_placeholders.clear();
    m_durations.clear();
}

float WaterfallPainter::durationTextWidth() const
{
    return static_cast<float>(m_durations.metrics().horizontalAdvance(QStringLiteral("000.0 ms")) + kDurationGap);
}

void WaterfallPainter::paint(QPainter &painter, const TraceState &state, const WaterfallScene &scene,
                             const WaterfallGeometry &geometry, Focus focus)
{
    if (m_errorIcon.isNull())
        m_errorIcon = m_theme.icon(QStringLiteral("warning"), Role::Error)
                          .pixmap(QSize(kErrorIcon, kErrorIcon), painter.device()->devicePixelRatioF());
    paintGround(painter, state, scene, geometry, focus);
    painter.save();
    painter.setClipRect(geometry.bars);
    paintBars(painter, state, scene, geometry);
    paintTicks(painter, scene, geometry);
    paintDurations(painter, scene, geometry);
    painter.restore();
    for (const Label &label : scene.labels)
        paintTree(painter, state, label, geometry);
    painter.fillRect(geometry.tree.right(), geometry.tree.top(), 1, geometry.tree.height(), m_theme.color(Role::Line));
}

void WaterfallPainter::paintGround(QPainter &painter, const TraceState &state, const WaterfallScene &scene,
                                   const WaterfallGeometry &geometry, Focus focus) const
{
    const QRect all = geometry.tree.united(geometry.bars);
    painter.fillRect(all, m_theme.color(Role::Surface));
    QColor hover = m_theme.color(Role::Sunken);
    for (const Label &label : scene.labels) {
        const QRect row(all.left(), geometry.top(label.row), all.width(), geometry.rowHeight);
        if (label.span == state.selected())
            painter.fillRect(row, m_theme.color(Role::AccentSoft));
        else if (label.span == state.hovered())
            painter.fillRect(row, hover);
        else if (label.row % 2)
            painter.fillRect(row, m_theme.color(Role::Window));
        if (const auto *rule = state.ruleOf(label.span))
            paintRule(painter, m_theme, *rule, row, row.left() + kWaterfallPainterRuleAt);
        if (label.span == state.selected() && focus == Focus::Here)
            painter.fillRect(QRect(row.left(), row.top(), 2, row.height()), m_theme.color(Role::Accent));
    }
    if (!state.document())
        return;
    for (const auto &tick : TimeRuler::ticks(scene.map, state.document()->table->extent().from))
        painter.fillRect(geometry.bars.left() + qRound(tick.x), geometry.bars.top(), 1, geometry.bars.height(),
                         m_theme.color(Role::Line));
}

void WaterfallPainter::paintBars(QPainter &painter, const TraceState &state, const WaterfallScene &scene,
                                 const WaterfallGeometry &geometry) const
{
    painter.setPen(Qt::NoPen);
    for (const auto &bar : scene.bars) {
        painter.setOpacity(state.finding() && state.hitsOf(bar.span) == 0 ? kMissOpacity : 1);
        const QRectF rect = barRect(bar, geometry);
        const QColor colour = m_theme.serviceAt(bar.slot);
        if (bar.marks & scene::MarkDashed) {
            painter.setRenderHint(QPainter::Antialiasing);
            QPen pen(colour, 1.5, Qt::CustomDashLine);
            pen.setDashPattern({3, 2});
            painter.setPen(pen);
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), metrics::kBarRadius, metrics::kBarRadius);
            painter.setRenderHint(QPainter::Antialiasing, false);
            painter.setPen(Qt::NoPen);
        } else if (rect.width() >= kWaterfallPainterLeastRounded) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setBrush(colour);
            painter.drawRoundedRect(rect, metrics::kBarRadius, metrics::kBarRadius);
            painter.setRenderHint(QPainter::Antialiasing, false);
        } else {
            painter.fillRect(rect, colour);
        }
        if ((bar.marks & scene::MarkError) && !(bar.marks & scene::MarkCutLeft))
            painter.fillRect(QRectF(rect.left(), rect.top(), std::min<double>(kErrorEdge, std::max(1.0, rect.width())), rect.height()),
                             m_theme.color(Role::Error));
    }
    painter.setOpacity(1);
    // On the path: a pale line under the whole bar, and a dark one where the span itself held the trace up.
    QColor pale = m_theme.color(Role::Critical);
    pale.setAlphaF(kPaleCritical);
    for (const auto &bar : scene.bars) {
        const QRectF rect = barRect(bar, geometry);
        if (bar.marks & scene::MarkCritical)
            painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), kCriticalLine), pale);
    }
    for (const auto &strip : scene.critical) {
        const double left = std::floor(geometry.bars.left() + strip.x);
        const double right = std::max(left + 1, std::round(geometry.bars.left() + double(strip.x) + strip.w));
        painter.fillRect(QRectF(left, geometry.barTop(strip.row) + geometry.barHeight(), right - left, kCriticalLine),
                         m_theme.color(Role::Critical));
    }
}

void WaterfallPainter::paintTicks(QPainter &painter, const WaterfallScene &scene, const WaterfallGeometry &geometry) const
{
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &tick : scene.ticks) {
        Role role = Role::TextSecondary;
        if (tick.kind == WaterfallScene::TickKind::LogError)
            role = Role::Error;
        else if (tick.kind == WaterfallScene::TickKind::LogWarning)
            role = Role::Warning;
        const double x = geometry.bars.left() + tick.x;
        const double y = geometry.barTop(tick.row);
        painter.setBrush(m_theme.color(role));
        if (tick.kind == WaterfallScene::TickKind::Event) { // a diamond, so that shape tells it from a log line
            const std::array<QPointF, 4> diamond{QPointF(x, y - kTickHeight), QPointF(x + 2.5, y - 1.5), QPointF(x, y + 1),
                                                 QPointF(x - 2.5, y - 1.5)};
            painter.drawConvexPolygon(diamond.data(), int(diamond.size()));
        } else {
            const std::array<QPointF, 3> triangle{QPointF(x - kTickHalf, y - kTickHeight), QPointF(x + kTickHalf, y - kTickHeight),
                                                  QPointF(x, y)};
            painter.drawConvexPolygon(triangle.data(), int(triangle.size()));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void WaterfallPainter::paintDurations(QPainter &painter, const WaterfallScene &scene, const WaterfallGeometry &geometry)
{
    painter.setFont(m_durations.font());
    const auto &fm = m_durations.metrics();
    auto bar = scene.bars.begin(); // both are by row
    for (const Label &label : scene.labels) {
        const auto nanos = label.duration;
        const auto words = [nanos, beyond = label.beyond] {
            const QString duration = items::durationText(nanos);
            return beyond == Label::Beyond::No ? duration : beyond == Label::Beyond::Before ? QStringLiteral("‹ ") + duration : duration + QStringLiteral(" ›");
        };
        constexpr int kBeyonds = 3; // a text of its own for each
        const auto &text = m_durations.elided(static_cast<quint64>(nanos) * kBeyonds + static_cast<quint64>(label.beyond), words, 1000);
        double x = geometry.bars.left() + label.durationX;
        x -= label.durationRightAligned ? text.width : 0;
        if (x + text.width < geometry.bars.left() || x > geometry.bars.right())
            continue;
        const double middle = geometry.barTop(label.row) + geometry.barHeight() / 2.0;
        while (bar != scene.bars.end() && bar->row < label.row)
            ++bar;
        const bool within = bar != scene.bars.end() && bar->row == label.row && label.durationRightAligned
            && label.durationX > bar->x && !(bar->marks & scene::MarkDashed);
        painter.setPen(within ? m_theme.textOnService() : m_theme.color(Role::TextSecondary));
        LabelCache::draw(painter, x, middle + (fm.ascent() - fm.descent()) / 2, text, fm);
    }
}

void WaterfallPainter::paintChevron(QPainter &painter, int x, int y, bool folded) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(Role::TextSecondary), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const std::array<QPointF, 3> down{QPointF(x - 3.5, y - 1.75), QPointF(x, y + 1.75), QPointF(x + 3.5, y - 1.75)};
    const std::array<QPointF, 3> right{QPointF(x - 1.75, y - 3.5), QPointF(x + 1.75, y), QPointF(x - 1.75, y + 3.5)};
    painter.drawPolyline((folded ? right : down).data(), 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void WaterfallPainter::paintTree(QPainter &painter, const TraceState &state, const Label &label,
                                 const WaterfallGeometry &geometry)
{
    const int top = geometry.top(label.row);
    const int middle = top + geometry.rowHeight / 2;
    const int chevron = geometry.chevronX(label.indent);
    const auto &table = *state.document()->table;
    int lastGuide = -1;
    for (std::uint32_t level = 0; level < label.indent; ++level) {
        const int x = geometry.chevronX(level);
        if (x == lastGuide || x >= chevron)
            break;
        painter.fillRect(x, top, 1, geometry.rowHeight, m_theme.color(Role::Line));
        lastGuide = x;
    }
    if (state.bookmarks().contains(table.position(label.span)))
        painter.fillRect(QRect(4, top + 5, kBookmark, geometry.rowHeight - 10), m_theme.color(Role::Accent));
    if (label.hasChildren || label.groupCount > 1)
        paintChevron(painter, chevron, middle, label.folded || label.groupCount > 1);

    const bool error = label.marks & (scene::MarkError | scene::MarkErrorBelow);
    const bool alone = state.document()->onlyOrigin(label.span) != nullptr;
    const int limit = geometry.tree.right() - kErrorRight - (error ? kErrorIcon + kErrorRight : 0) - (alone ? kAlone + kErrorRight : 0);
    if (alone) { // a half-filled square: one of two inputs has the span
        const QRectF square(limit + kErrorRight, middle - kAlone / 2.0, kAlone, kAlone);
        painter.fillRect(QRectF(square.left(), square.top(), kAlone / 2.0, kAlone), m_theme.color(Role::Warning));
        painter.setPen(m_theme.color(Role::Warning));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (error) {
        painter.setOpacity(label.marks & scene::MarkError ? 1 : 0.5);
        painter.drawPixmap(QPointF(geometry.tree.right() - kErrorRight - kErrorIcon, middle - kErrorIcon / 2.0), m_errorIcon);
        painter.setOpacity(1);
    }
    const bool placeholder = !table.isSpan(label.span);
    if (!placeholder) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.serviceAt(label.slot));
        painter.drawRoundedRect(QRectF(chevron + kStripeAfter, top + kStripeInset, kWaterfallPainterStripe, geometry.rowHeight - 2 * kStripeInset),
                                metrics::kBarRadius, metrics::kBarRadius);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    int x = chevron + kTextAfter;
    const std::size_t hits = state.finding() ? state.hitsOf(label.span) : 0;
    const bool found = hits > 0;
    const bool missed = state.finding() && !found;
    const auto write = [&](LabelCache &cache, quint64 key, const LabelCache::Text &text, Role role) {
        const auto &shown = cache.elided(key, text, std::max(0, limit - x));
        const auto &fm = cache.metrics();
        if (found)
            painter.fillRect(QRectF(x - 1, middle - fm.height() / 2, shown.width + 2, fm.height()), m_theme.color(Role::Match));
        painter.setFont(cache.font());
        painter.setPen(m_theme.color(role));
        LabelCache::draw(painter, x, middle + (fm.ascent() - fm.descent()) / 2, shown, fm);
        x += qRound(shown.width);
    };
    if (placeholder) {
        write(m_placeholders, toInt(label.span), [&] { return state.nameOf(label.span); }, Role::TextSecondary);
        return;
    }
    const auto string = [&](std::int32_t index) { return items::textOf(table.text(index)); };
    write(m_services, static_cast<quint64>(label.service), [&] { return string(label.service); },
          missed ? Role::TextSecondary : Role::Text);
    x += kServiceGap;
    if (x >= limit)
        return;
    const quint64 key = static_cast<quint64>(label.name) | quint64(label.groupCount) << 32;
    write(label.marks & scene::MarkDashed ? m_placeholders : m_operations, key | quint64(1) << 63, [&] {
        return label.groupCount > 1 ? QStringLiteral("× %1 ").arg(label.groupCount) + string(label.name) : string(label.name);
    }, Role::TextSecondary);
}

} // namespace triptych::ui
