#include "ui/explore/facet_delegate.h"

#include "items/cell_text.h"
#include "items/facet_model.h"

#include <QPainter>

namespace triptych::ui {

using items::FacetModel;

namespace {
constexpr int kFacetDelegateSide = 12, kFacetDelegateChevron = 12, kGroupText = 29, kValueText = 29, kFacetDelegateSwatchGap = 8, kFacetDelegateBar = 2;
constexpr int kFacetDelegateRight = 10;
} // namespace

FacetDelegate::FacetDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool group = index.data(FacetModel::RowRole).toInt() == int(FacetModel::RowKind::Group);
    return {0, group ? metrics::kFacetRow + metrics::kGrid / 2 : metrics::kFacetRow};
}

void FacetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    if (index.data(FacetModel::RowRole).toInt() == int(FacetModel::RowKind::Group))
        paintGroup(*painter, option, index);
    else
        paintValue(*painter, option, index);
    if ((option.state & QStyle::State_HasFocus) && option.widget && option.widget->hasFocus())
        painter->fillRect(option.rect.left(), option.rect.top(), metrics::kBarRadius, option.rect.height(),
                          m_theme.color(Role::Accent));
    painter->restore();
}

void FacetDelegate::paintGroup(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect row = option.rect;
    if (option.state & QStyle::State_MouseOver)
        painter.fillRect(row, m_theme.color(Role::Hover));
    const bool open = option.state & QStyle::State_Open;
    const QRect chevron(row.left() + kFacetDelegateSide, row.center().y() - kFacetDelegateChevron / 2 + 1, kFacetDelegateChevron, kFacetDelegateChevron);
    m_theme.icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")).paint(&painter, chevron);
    const QString count = items::countText(index.data(FacetModel::DistinctRole).toULongLong());
    const QRect text = row.adjusted(kGroupText, 0, -kFacetDelegateRight, 0);
    painter.setFont(m_theme.text());
    painter.setPen(m_theme.color(Role::TextSecondary));
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, count);
    const int room = text.width() - painter.fontMetrics().horizontalAdvance(count) - kFacetDelegateSide;
    painter.setFont(m_theme.strong());
    painter.setPen(m_theme.color(Role::Text));
    painter.drawText(text, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, room));
}

void FacetDelegate::paintValue(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect row = option.rect;
    const auto state = FacetModel::State(index.data(FacetModel::StateRole).toInt());
    const bool other = index.data(FacetModel::RowRole).toInt() == int(FacetModel::RowKind::Other);
    const bool included = !other && state == FacetModel::State::Included;
    const bool excluded = !other && state == FacetModel::State::Excluded;
    if (included)
        painter.fillRect(row, m_theme.color(Role::AccentSoft));
    else if (option.state & QStyle::State_MouseOver)
        painter.fillRect(row, m_theme.color(Role::Hover));

    QRect text = row.adjusted(kValueText, 0, -kFacetDelegateRight, 0);
    const QString count = items::countText(index.data(items::CountRole).toULongLong());
    painter.setFont(m_theme.monoSmall());
    painter.setPen(m_theme.color(Role::TextSecondary));
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, count);
    text.setRight(text.right() - painter.fontMetrics().horizontalAdvance(count) - kFacetDelegateSide);

    const QString service = index.data(items::ServiceRole).toString();
    if (!service.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.service(service));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRect(text.left(), row.center().y() - metrics::kSwatch / 2, metrics::kSwatch, metrics::kSwatch),
                                metrics::kBarRadius, metrics::kBarRadius);
        painter.setRenderHint(QPainter::Antialiasing, false);
        text.setLeft(text.left() + metrics::kSwatch + kFacetDelegateSwatchGap);
    }
    QFont font = included ? m_theme.strong() : m_theme.text();
    font.setStrikeOut(excluded);
    painter.setFont(font);
    painter.setPen(m_theme.color(included            ? Role::Accent
                                 : other || excluded ? Role::TextSecondary
                                                     : Role::Text));
    const QString shown = (excluded ? QStringLiteral("\u2212 ") : QString()) + index.data().toString();
    painter.drawText(text, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(shown, Qt::ElideMiddle, text.width()));
    if (other)
        return;
    const int full = row.right() - kFacetDelegateRight - (row.left() + kValueText);
    const int length = std::max(kFacetDelegateBar, qRound(full * index.data(items::FractionRole).toDouble()));
    painter.fillRect(row.left() + kValueText, row.bottom() - kFacetDelegateBar + 1, length, kFacetDelegateBar,
                     m_theme.color(included ? Role::Accent : Role::LineStrong));
}

} // namespace triptych::ui
