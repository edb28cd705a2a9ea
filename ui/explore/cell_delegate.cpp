#include "ui/explore/cell_delegate.h"

#include "items/cell_text.h"
#include "items/roles.h"
#include "ui/common/matched_text.h"
#include "ui/common/paint_mark.h"
#include "ui/common/row_background.h"
#include "ui/common/rule_mark.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace triptych::ui {

using items::CellKind;

namespace {
constexpr int kCellDelegateSwatchGap = 6, kDurationText = 76, kCellDelegateBarGap = 4, kCellDelegateBar = 6;
constexpr int kCellDelegateMark = 3, kMarkAt = 5, kMarkInset = 4; // beside the stripe of a rule, before the text
constexpr int kCellDelegateDot = 10, kDotHeight = 8, kDotGap = 6, kMostDots = 6, kCellDelegateStroke = 8;

void drawSwatch(QPainter &painter, const QRect &box, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawRoundedRect(box, metrics::kBarRadius, metrics::kBarRadius);
    painter.setRenderHint(QPainter::Antialiasing, false);
}
} // namespace

bool isNumber(int kind)
{
    return kind == int(CellKind::Count) || kind == int(CellKind::Errors) || kind == int(CellKind::Id);
}

CellDelegate::CellDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {2 * kSide, metrics::kTableRow};
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, m_theme.color(rowBackground(option, index.row())));
    if (m_look)
        paintLook(*painter, option.rect, m_look(index.row()), index.column() == 0);
    if (selected && index.column() == 0 && option.widget && option.widget->hasFocus())
        painter->fillRect(option.rect.left(), option.rect.top(), metrics::kBarRadius, option.rect.height(),
                          m_theme.color(Role::Accent));

    const QRect cell = option.rect.adjusted(kSide, 0, -kSide, 0);
    if (cell.width() <= 0)
        return;
    if (index.data(items::LoadingRole).toBool()) {
        // Asking for the text is what makes the page come.
        (void)index.data(Qt::DisplayRole);
        const QRect stroke(cell.left(), cell.center().y() - kCellDelegateStroke / 2, std::max(kCellDelegateStroke, cell.width() / 2), kCellDelegateStroke);
        drawSwatch(*painter, stroke, m_theme.color(Role::Sunken));
        return;
    }
    static PaintMark mark("rows of a table");
    mark.set();
    const QString text = index.data(Qt::DisplayRole).toString();
    switch (CellKind(index.data(items::KindRole).toInt())) {
    case CellKind::Time: return paintText(*painter, cell, text, m_theme.mono(), Role::TextSecondary);
    case CellKind::Duration: return paintDuration(*painter, cell, index);
    case CellKind::Count:
        return paintText(*painter, cell, text, m_theme.mono(), Role::Text, Qt::AlignRight);
    case CellKind::Errors: return paintText(*painter, cell, text, m_theme.mono(), Role::Error, Qt::AlignRight);
    case CellKind::Service: return paintService(*painter, cell, index);
    case CellKind::Services: return paintServices(*painter, cell, index);
    case CellKind::Tag: return paintText(*painter, cell, text, m_theme.mono(), Role::Text);
    case CellKind::Id: return paintText(*painter, cell, text, m_theme.mono(), Role::Accent, Qt::AlignRight);
    case CellKind::Name: return paintText(*painter, cell, text, m_theme.text(), Role::Text);
    case CellKind::Text: break;
    }
    const bool failed = index.data(items::ErrorRole).toBool() && text == QLatin1String("error");
    paintText(*painter, cell, text, m_theme.text(), failed ? Role::Error : Role::TextSecondary);
}

void CellDelegate::paintLook(QPainter &painter, const QRect &cell, const RowLook &look, bool first) const
{
    if (look.rule)
        paintRuleTint(painter, m_theme, *look.rule, cell);
    if (look.rule && first)
        paintRuleStripe(painter, m_theme, *look.rule, cell, cell.left());
    if (look.marked && first)
        painter.fillRect(cell.left() + kMarkAt, cell.top() + kMarkInset, kCellDelegateMark, cell.height() - 2 * kMarkInset, m_theme.color(Role::Accent));
}

bool CellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const RowLook look = m_look && index.isValid() ? m_look(index.row()) : RowLook();
    if (!look.rule || event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString rule = tr("coloured by the rule %1").arg(items::textOf(look.rule->title()));
    QToolTip::showText(event->globalPos(), items::plainToolTip(index.data().toString() + u'\n' + rule), view);
    return true;
}

void CellDelegate::paintText(QPainter &painter, const QRect &cell, const QString &text, const QFont &font, Role role,
                             Qt::Alignment alignment) const
{
    painter.setFont(font);
    painter.setPen(m_theme.color(role));
    drawMatched(painter, m_theme, cell, text, alignment, m_match);
}

void CellDelegate::paintDuration(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const QRect text(cell.left(), cell.top(), std::min(kDurationText, cell.width()), cell.height());
    paintText(painter, text, index.data(Qt::DisplayRole).toString(), m_theme.mono(), Role::Text, Qt::AlignRight);
    const int room = cell.right() - text.right() - kCellDelegateBarGap;
    const int length = qRound(room * index.data(items::FractionRole).toDouble());
    if (room <= 0 || length <= 0)
        return;
    drawSwatch(painter, {text.right() + 1 + kCellDelegateBarGap, cell.center().y() - kCellDelegateBar / 2 + 1, std::max(2, length), kCellDelegateBar},
               m_theme.color(Role::LineStrong));
}

void CellDelegate::paintService(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const QString service = index.data(Qt::DisplayRole).toString();
    if (index.data(items::TagValueRole).toString().isEmpty()) // a word for what has none, or nothing
        return paintText(painter, cell.adjusted(metrics::kSwatch + kCellDelegateSwatchGap, 0, 0, 0), service, m_theme.text(), Role::TextSecondary);
    drawSwatch(painter, {cell.left(), cell.center().y() - metrics::kSwatch / 2 + 1, metrics::kSwatch, metrics::kSwatch}, m_theme.service(service));
    paintText(painter, cell.adjusted(metrics::kSwatch + kCellDelegateSwatchGap, 0, 0, 0), service, m_theme.text(), Role::Text);
}

void CellDelegate::paintServices(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const QStringList services = index.data(items::ServicesRole).toStringList();
    int x = cell.left();
    const int fitting = std::max(0, (cell.width() - 3 * kCellDelegateDot) / (kCellDelegateDot + kDotGap));
    const int shown = std::min({int(services.size()), kMostDots, fitting});
    for (int i = 0; i < shown; ++i) {
        drawSwatch(painter, {x, cell.center().y() - kDotHeight / 2 + 1, kCellDelegateDot + metrics::kGrid, kDotHeight},
                   m_theme.service(services.at(i)));
        x += kCellDelegateDot + kDotGap;
    }
    paintText(painter, cell.adjusted(x - cell.left() + kCellDelegateSwatchGap, 0, 0, 0), index.data(Qt::DisplayRole).toString(),
              m_theme.text(), Role::TextSecondary);
}

} // namespace triptych::ui
