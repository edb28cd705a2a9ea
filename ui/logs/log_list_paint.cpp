#include "items/cell_text.h"
#include "telemetry/human_text.h"
#include "ui/common/rule_mark.h"
#include "ui/explore/data_table.h"
#include "ui/logs/log_list.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kLogListPaintStripe = 3, kLogListPaintRuleAt = 8, kLogListPaintSwatchGap = 6, kLogListPaintStroke = 8, kLogListPaintChevron = 10;
} // namespace

QFont LogList::mono() const
{
    QFont font = m_context.theme.mono();
    font.setPixelSize(std::max(6, font.pixelSize() + m_fontStep));
    return font;
}

QString LogList::timeText(qint64 row, const items::LogLine &line) const
{
    const auto time = line.row.time;
    if (m_times == Times::Absolute || time == 0)
        return items::timeText(time, m_lines.days());
    std::optional<telemetry::Nanos> from = m_reference;
    if (m_times == Times::Delta) {
        const auto *before = row > 0 ? m_lines.row(row - 1) : nullptr;
        from = before ? std::optional(before->row.time) : std::nullopt;
    } else if (!from) {
        const auto *first = m_lines.row(0);
        from = first ? std::optional(first->row.time) : std::nullopt;
    }
    if (!from)
        return QString();
    const auto away = time - *from;
    return (away >= 0 ? QStringLiteral("+") : QString()) + items::durationText(away);
}

void LogList::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_context.theme.color(Role::Surface));
    painter.setFont(mono());
    int y = -m_offset;
    for (qint64 row = m_top; row < rows() && y < viewport()->height(); ++row) {
        const int height = heightOf(row);
        paintRow(painter, row, {0, y, viewport()->width(), height});
        y += height;
    }
    if (m_count > 0)
        paintCount(painter);
}

void LogList::paintCount(QPainter &painter) const
{
    // What was typed before a command stands where a command line would.
    const QString text = QString::number(m_count) + QStringLiteral("…");
    const int width = painter.fontMetrics().horizontalAdvance(text) + 2 * metrics::kPadding, height = lineHeight();
    const QRect place(metrics::kPadding, viewport()->height() - height - metrics::kPadding, width, height);
    painter.setPen(m_context.theme.color(Role::Accent));
    painter.setBrush(m_context.theme.color(Role::Raised));
    painter.drawRect(place);
    painter.drawText(place, Qt::AlignCenter, text);
}

void LogList::paintRow(QPainter &painter, qint64 row, const QRect &rect) const
{
    const Theme &theme = m_context.theme;
    const bool selected = row >= std::min(m_current, m_anchor) && row <= std::max(m_current, m_anchor);
    painter.fillRect(rect, theme.color(selected || row == m_open ? Role::AccentSoft
                                       : row == m_hovered        ? Role::Hover
                                       : row % 2 == 1            ? Role::Alternate
                                                                 : Role::Surface));
    const int line = lineHeight();
    const auto *entry = m_lines.row(row);
    if (!entry) {
        const QRect cell = columnRect(m_lines.messageColumn(), rect.top(), line);
        painter.fillRect(QRect(cell.left(), cell.center().y() - kLogListPaintStroke / 2, cell.width() / 2, kLogListPaintStroke),
                         theme.color(Role::Sunken));
        return;
    }
    if (const auto *rule = m_colours.ruleOf(entry->row.record))
        paintRule(painter, theme, *rule, {rect.left(), rect.top(), rect.width(), line * lineCount(row)}, rect.left() + kLogListPaintRuleAt);
    const auto level = entry->row.level;
    const QColor levelColour = theme.level(int(level));
    const bool loud = level >= telemetry::Level::Warn;
    if (loud)
        painter.fillRect(rect.left(), rect.top(), kLogListPaintStripe, std::min(rect.height(), line), levelColour);
    if (m_places.isMarked(entry->row.record)) {
        const QPoint at(rect.left() + kLogListPaintStripe + 2, rect.top() + 2);
        painter.fillRect(QRect(at, QSize(kLogListPaintStripe, line - metrics::kGrid)), theme.color(Role::Accent));
    }
    if (row == m_hovered || row == m_open) {
        const QRect chevron(rect.left() + metrics::kGrid, rect.top() + (line - kLogListPaintChevron) / 2, kLogListPaintChevron, kLogListPaintChevron);
        theme.icon(row == m_open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"))
            .paint(&painter, chevron);
    }
    const auto put = [&](int column, const QString &text, const QColor &ink, Qt::Alignment alignment = Qt::AlignLeft) {
        const QRect cell = columnRect(column, rect.top(), line);
        painter.setPen(ink);
        painter.drawText(cell, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideMiddle, cell.width()));
    };
    const QColor quiet = theme.color(Role::TextSecondary), text = theme.color(Role::Text);
    const auto &r = entry->row;
    put(items::LogsModel::Time, timeText(row, *entry), m_reference && r.time == *m_reference ? theme.color(Role::Accent) : quiet);
    put(items::LogsModel::Level, items::textOf(telemetry::name(level)).toUpper(), loud ? levelColour : quiet);

    QRect service = columnRect(items::LogsModel::Service, rect.top(), line);
    const QString name = items::serviceText(items::textOf(r.service));
    if (!name.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.service(name));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRect(service.left(), service.center().y() - metrics::kSwatch / 2 + 1, metrics::kSwatch, metrics::kSwatch),
                                metrics::kBarRadius, metrics::kBarRadius);
        painter.setRenderHint(QPainter::Antialiasing, false);
        service.setLeft(service.left() + metrics::kSwatch + kLogListPaintSwatchGap);
        painter.setPen(text);
        painter.drawText(service, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(name, Qt::ElideMiddle, service.width()));
    } else if (r.kind == telemetry::LogKind::Access) {
        // A web server's line tells whom it served, not who wrote it.
        put(items::LogsModel::Service, tr("access log"), quiet);
    }
    for (int column = items::LogsModel::FirstTag; column < m_lines.messageColumn(); ++column) {
        const auto tag = std::size_t(column - items::LogsModel::FirstTag);
        if (tag < entry->tags.size())
            put(column, items::textOf(entry->tags[tag]), quiet);
    }
    paintMessage(painter, row, items::textOf(r.body), columnRect(m_lines.messageColumn(), rect.top(), rect.height()));
    if (!r.trace.empty())
        put(m_lines.traceColumn(), items::shortTraceText(r.trace), theme.color(Role::Accent),
            Qt::AlignRight);
    if (row == m_current && hasFocus()) {
        painter.setPen(theme.color(Role::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRect(rect.left(), rect.top(), rect.width() - 1, line - 1));
    }
}

void LogList::paintMessage(QPainter &painter, qint64 row, const QString &text, const QRect &cell) const
{
    const int line = lineHeight();
    const int baseline = (line + painter.fontMetrics().ascent() - painter.fontMetrics().descent()) / 2;
    TextPick picked = m_pick.row == row ? TextPick{row, std::min(m_pick.from, m_pick.to), std::max(m_pick.from, m_pick.to)} : TextPick{};
    painter.save();
    painter.setClipRect(cell);
    if (!m_wrap) {
        const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, cell.width());
        paintSpanOfText(painter, shown, picked, cell.left(), cell.top() + baseline);
    } else {
        const int letter = std::max(1, painter.fontMetrics().horizontalAdvance(u'0'));
        const int perLine = std::max(1, cell.width() / letter);
        for (int at = 0, y = cell.top(); at < text.size() || at == 0; at += perLine, y += line) {
            TextPick here = picked;
            here.from = std::clamp<qsizetype>(picked.from - at, 0, perLine);
            here.to = std::clamp<qsizetype>(picked.to - at, 0, perLine);
            paintSpanOfText(painter, text.mid(at, perLine), here, cell.left(), y + baseline);
        }
    }
    painter.restore();
}

void LogList::paintSpanOfText(QPainter &painter, const QString &text, const TextPick &picked, int x, int y) const
{
    const Theme &theme = m_context.theme;
    const QFontMetrics measure = painter.fontMetrics();
    painter.setPen(Qt::NoPen);
    const auto mark = [&](qsizetype from, qsizetype to, const QColor &colour) {
        const int left = x + measure.horizontalAdvance(text.left(from));
        const int width = measure.horizontalAdvance(text.mid(from, to - from));
        painter.setBrush(colour);
        painter.drawRoundedRect(QRect(left - 1, y - measure.ascent() - 1, width + 2, measure.height() + 1), metrics::kBarRadius,
                                metrics::kBarRadius);
        return QRect(left, y + measure.descent() - 1, width, 2);
    };
    const auto markAll = [&](const QString &wanted, const QColor &colour, const QColor &line) {
        for (qsizetype at = text.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(wanted, at + wanted.size(), Qt::CaseInsensitive)) {
            const QRect under = mark(at, at + wanted.size(), colour);
            if (line.isValid())
                painter.fillRect(under, line);
        }
    };
    const auto &labels = m_context.session.labels();
    for (int label = 0; label < session::TextLabels::kCount && labels.any(); ++label)
        if (!labels.text(label).empty()) {
            QColor ground = theme.label(label);
            ground.setAlphaF(0.28f);
            markAll(QString::fromStdString(labels.text(label)), ground, theme.label(label));
        }
    if (!m_places.text().isEmpty())
        markAll(m_places.text(), theme.color(Role::Match), {});
    if (!picked.empty()) {
        QColor ground = theme.color(Role::Selection);
        ground.setAlphaF(0.35f);
        mark(std::min(picked.from, text.size()), std::min(picked.to, text.size()), ground);
    }
    painter.setPen(theme.color(Role::Text));
    painter.drawText(x, y, text);
}

} // namespace triptych::ui
