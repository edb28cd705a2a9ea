#include "ui/trace/record_delegate.h"

#include "items/roles.h"
#include "ui/common/row_background.h"
#include "ui/explore/cell_delegate.h"

#include <QPainter>
#include <QWidget>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kMostRecordLines = 8; // the whole of a longer value is in its tooltip
constexpr qsizetype kMostRecordText = 2000;

bool differs(const QModelIndex &index)
{
    return index.data(items::KindRole).toInt() == int(items::CellKind::Tag);
}
} // namespace

void RecordDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->fillRect(option.rect, m_theme.color(rowBackground(option, index.row())));
    if (option.state & QStyle::State_Selected && index.column() == 0 && option.widget && option.widget->hasFocus())
        painter->fillRect(option.rect.left(), option.rect.top(), metrics::kBarRadius, option.rect.height(), m_theme.color(Role::Accent));
    const QRect cell = option.rect.adjusted(CellDelegate::kSide, metrics::kGrid, -CellDelegate::kSide, -metrics::kGrid);
    if (cell.width() <= 0)
        return;
    const QString text = index.data().toString().left(kMostRecordText);
    painter->setFont(m_theme.mono());
    painter->setPen(m_theme.color(differs(index) ? Role::Text : Role::TextSecondary));
    if (differs(index))
        painter->drawText(cell, int(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWrapAnywhere, text);
    else
        painter->drawText(cell, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, cell.width()));
}

int RecordDelegate::heightFor(const QModelIndex &index, int width) const
{
    const int room = width - 2 * CellDelegate::kSide;
    if (!differs(index) || room <= 0)
        return metrics::kTableRow;
    const QFontMetrics fm(m_theme.mono());
    const int high = fm.boundingRect(0, 0, room, QWIDGETSIZE_MAX, int(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWrapAnywhere,
                                     index.data().toString().left(kMostRecordText)).height();
    return std::max(metrics::kTableRow, std::min(high, kMostRecordLines * fm.lineSpacing()) + 2 * metrics::kGrid);
}

} // namespace triptych::ui
