#include "ui/trace/span_summary.h"

#include "items/cell_text.h"
#include "ui/trace/tag_groups.h"

#include <QPainter>
#include <cmath>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kSpanSummaryHeight = 105, kFailure = 28, kSpanSummaryLeft = 14;
constexpr int kSpanSummaryTitleMiddle = 20, kSubtitleMiddle = 43, kLabelMiddle = 69, kValueMiddle = 87;
constexpr int kFigureGap = 20;
constexpr int kSummaryChipHeight = 20, kSummaryChipSide = 8;
constexpr double kSlow = 2; // times the usual duration

QString ratioText(double ratio)
{
    return (ratio < 10 ? QString::number(ratio, 'f', 1) : items::countText(std::uint64_t(std::llround(ratio)))) + u'×';
}
} // namespace

SpanSummary::SpanSummary(TraceState &state, QWidget *parent) : QWidget(parent), m_state(state)
{
    setFixedHeight(kSpanSummaryHeight);
    connect(&state.context().theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize SpanSummary::sizeHint() const
{
    return {260, height()};
}

void SpanSummary::show(SpanIndex span, const telemetry::SpanDetails *details)
{
    m_service = m_title = m_subtitle = m_problem = m_failure = QString();
    m_figures.clear();
    if (m_state.document() && span != SpanIndex::None) {
        const TraceDocument &document = *m_state.document();
        const auto &table = *document.table;
        m_title = m_state.nameOf(span);
        if (const auto repeats = m_state.repeats(span)) {
            showRepeats(span, *repeats);
            return announce();
        }
        const QString started = tr("started +%1").arg(items::durationText(table.start(span) - table.extent().from));
        m_figures.append({tr("Duration"), items::durationText(table.duration(span)), {}, Role::TextSecondary});
        if (table.isSpan(span)) {
            const auto row = toInt(span);
            m_service = m_state.serviceOf(span);
            const auto kind = static_cast<telemetry::SpanKind>(document.columns().kind[row]);
            m_subtitle = m_service + QStringLiteral(" · ") + items::textOf(name(kind)) + QStringLiteral(" · ") + started;
            m_figures.append({tr("Self time"), items::durationText(document.selfTime[row]), {}, Role::TextSecondary});
            if (document.critical.total() > 0) {
                const double share = static_cast<double>(document.critical.time(span)) / double(document.critical.total());
                m_figures.append({tr("Critical"), items::percentText(share), {}, Role::TextSecondary});
            }
            if (const auto *rule = m_state.ruleOf(span))
                m_subtitle += QStringLiteral(" · ") + tr("colour rule “%1”").arg(items::textOf(rule->title()));
            if (table.has(span, analysis::NodeFlag::Error))
                m_problem = tr("ERROR");
        } else {
            m_subtitle = tr("not in this trace · its children name it as their parent");
        }
        if (!m_problem.isEmpty()) {
            m_failure = details ? failureOf(*details) : QString();
            if (details && m_failure.isEmpty())
                m_failure = tr("It failed without saying why");
        }
        if (details) {
            if (details->usualDuration > 0) {
                const double ratio = double(table.drawnDuration(span)) / double(details->usualDuration);
                m_figures.append({tr("Usual (p50)"), items::durationText(details->usualDuration), ratioText(ratio),
                                  ratio >= kSlow ? Role::Error : Role::TextSecondary});
            }
            for (const auto &tag : details->spanTags)
                if (!m_problem.isEmpty() && (tag.key == "http.response.status_code" || tag.key == "http.status_code"))
                    m_problem = tr("ERROR %1").arg(items::textOf(tag.value));
        }
    }
    setFixedHeight(m_problem.isEmpty() ? kSpanSummaryHeight : kSpanSummaryHeight + kFailure);
    announce();
}

void SpanSummary::showRepeats(SpanIndex span, const analysis::RepeatFigures &repeats)
{
    setFixedHeight(kSpanSummaryHeight);
    m_service = m_state.serviceOf(span);
    m_title = QStringLiteral("× %1 ").arg(items::countText(repeats.count)) + m_state.nameOf(span);
    m_subtitle = m_service + QStringLiteral(" · ") + tr("repeated siblings, shown as one row · tags are those of the first");
    m_figures = {{tr("Total"), items::durationText(repeats.total), {}, Role::TextSecondary},
                 {tr("p50"), items::durationText(repeats.median), {}, Role::TextSecondary},
                 {tr("p95"), items::durationText(repeats.p95), {}, Role::TextSecondary},
                 {tr("Longest"), items::durationText(repeats.max), {}, Role::TextSecondary},
                 {tr("Errors"), items::countText(repeats.errors),
                  repeats.errors > 0 ? items::percentText(double(repeats.errors) / double(repeats.count)) : QString(), Role::Error}};
    if (repeats.errors > 0)
        m_problem = repeats.errors == 1 ? tr("1 ERROR") : tr("%1 ERRORS").arg(items::countText(repeats.errors));
}

void SpanSummary::announce()
{
    QString spoken = m_title + u' ' + m_subtitle + u' ' + m_problem;
    for (const Figure &figure : m_figures)
        spoken += QStringLiteral(", %1 %2").arg(figure.label, figure.value);
    if (!m_failure.isEmpty())
        spoken += QStringLiteral(", ") + m_failure;
    setAccessibleName(spoken);
    setToolTip(items::plainToolTip(m_failure.isEmpty() ? m_title : m_title + u'\n' + m_failure));
    update();
}

void SpanSummary::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_state.context().theme;
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Role::Surface));
    painter.fillRect(0, height() - 1, width(), 1, theme.color(Role::Line));
    painter.setRenderHint(QPainter::Antialiasing);
    int right = width() - metrics::kMargin;
    if (!m_problem.isEmpty()) {
        const QFontMetrics fm(theme.small());
        const int w = fm.horizontalAdvance(m_problem) + 2 * kSummaryChipSide;
        const QRectF chip(right - w, kSpanSummaryTitleMiddle - kSummaryChipHeight / 2, w, kSummaryChipHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::ErrorSoft));
        painter.drawRoundedRect(chip, kSummaryChipHeight / 2.0, kSummaryChipHeight / 2.0);
        painter.setFont(theme.small());
        painter.setPen(theme.color(Role::Error));
        painter.drawText(chip, Qt::AlignCenter, m_problem);
        right = static_cast<int>(chip.left()) - metrics::kPadding;
    }
    int left = kSpanSummaryLeft;
    if (!m_service.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.service(m_service));
        painter.drawRoundedRect(QRectF(left, kSpanSummaryTitleMiddle - 9, metrics::kServiceStripe, 18), metrics::kBarRadius, metrics::kBarRadius);
        left += metrics::kMargin;
    }
    const auto line = [&](const QFont &font, Role role, int x, int middle, const QString &text, int limit) {
        painter.setFont(font);
        painter.setPen(theme.color(role));
        const QFontMetrics fm(font);
        painter.drawText(QRect(x, middle - 12, limit - x, 24), Qt::AlignVCenter | Qt::AlignLeft,
                         fm.elidedText(text, Qt::ElideMiddle, limit - x));
    };
    line(theme.strong(), Role::Text, left, kSpanSummaryTitleMiddle, m_title, right);
    line(theme.text(), Role::TextSecondary, kSpanSummaryLeft, kSubtitleMiddle, m_subtitle, width() - metrics::kMargin);
    paintFigures(painter);
    if (m_problem.isEmpty())
        return;
    const QRect strip(0, kSpanSummaryHeight - 1, width(), kFailure);
    painter.fillRect(strip, theme.color(Role::ErrorSoft));
    constexpr int kIcon = 14;
    theme.icon(QStringLiteral("warning"), Role::Error).paint(&painter, QRect(kSpanSummaryLeft, strip.center().y() - kIcon / 2, kIcon, kIcon));
    const int x = kSpanSummaryLeft + kIcon + metrics::kPadding;
    line(theme.text(), Role::Error, x, strip.center().y(), m_failure, width() - metrics::kMargin);
}

void SpanSummary::paintFigures(QPainter &painter) const
{
    const Theme &theme = m_state.context().theme;
    const QFontMetrics small(theme.small()), strong(theme.strong()), text(theme.text());
    int x = kSpanSummaryLeft;
    for (const Figure &figure : m_figures) {
        painter.setFont(theme.small());
        painter.setPen(theme.color(Role::TextSecondary));
        painter.drawText(QRect(x, kLabelMiddle - 10, 200, 20), Qt::AlignVCenter, figure.label);
        painter.setFont(theme.strong());
        painter.setPen(theme.color(Role::Text));
        painter.drawText(QRect(x, kValueMiddle - 10, 200, 20), Qt::AlignVCenter, figure.value);
        int w = strong.horizontalAdvance(figure.value);
        if (!figure.extra.isEmpty()) {
            painter.setFont(theme.text());
            painter.setPen(theme.color(figure.extraRole));
            painter.drawText(QRect(x + w + 4, kValueMiddle - 10, 100, 20), Qt::AlignVCenter, figure.extra);
            w += 4 + text.horizontalAdvance(figure.extra);
        }
        x += std::max(w, small.horizontalAdvance(figure.label)) + kFigureGap;
    }
}

} // namespace triptych::ui
