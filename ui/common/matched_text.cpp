#include "ui/common/matched_text.h"

#include <QPainter>

namespace triptych::ui {

void markMatches(QPainter &painter, const Theme &theme, const QRect &room, const QString &shown, Qt::Alignment alignment, const QString &match)
{
    if (match.isEmpty())
        return;
    const QFontMetrics measure(painter.font());
    const int left = alignment & Qt::AlignRight ? room.right() + 1 - measure.horizontalAdvance(shown) : room.left();
    for (qsizetype at = shown.indexOf(match, 0, Qt::CaseInsensitive); at >= 0; at = shown.indexOf(match, at + match.size(), Qt::CaseInsensitive)) {
        const int from = measure.horizontalAdvance(shown.left(at)), to = measure.horizontalAdvance(shown.left(at + match.size()));
        painter.fillRect(left + from, room.center().y() - measure.height() / 2, to - from, measure.height() + 1, theme.color(Role::Match));
    }
}

void drawMatched(QPainter &painter, const Theme &theme, const QRect &room, const QString &text, Qt::Alignment alignment, const QString &match)
{
    const QFontMetrics measure(painter.font());
    const QString shown = measure.horizontalAdvance(text) > room.width() ? measure.elidedText(text, Qt::ElideMiddle, room.width()) : text;
    markMatches(painter, theme, room, shown, alignment, match);
    painter.drawText(room, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

} // namespace triptych::ui
