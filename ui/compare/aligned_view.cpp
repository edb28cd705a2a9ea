#include "ui/compare/aligned_view.h"

#include "ui/common/matched_text.h"
#include "ui/common/row_background.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace triptych::ui {

using items::AlignedModel;

namespace {

constexpr int kAlignedViewIndent = 14, kMostIndent = 30, kAlignedViewFigureWidth = 84, kChangeWidth = 110, kLeastSpan = 220, kAlignedViewBar = 11;

} // namespace

class AlignedDelegate : public QStyledItemDelegate
{
public:
    AlignedDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, metrics::kTableRow}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QRect cell = option.rect;
        painter->fillRect(cell, m_theme.color(rowBackground(option, index.row())));
        if (index.column() == AlignedModel::TimeA || index.column() == AlignedModel::TimeB)
            return paintBar(*painter, cell, index);
        QRect room = cell.adjusted(metrics::kPadding, 0, -metrics::kPadding, 0);
        const int presence = index.data(AlignedModel::PresenceRole).toInt();
        if (index.column() == AlignedModel::Span) {
            // Deep trees go on indenting no further: the names must stay readable.
            room.setLeft(room.left() + kAlignedViewIndent * std::min(kMostIndent, index.data(AlignedModel::DepthRole).toInt()));
            painter->fillRect(room.left(), cell.center().y() - metrics::kSwatch / 2, metrics::kSwatch, metrics::kSwatch, m_theme.service(index.data(AlignedModel::ServiceRole).toString()));
            room.setLeft(room.left() + 2 * metrics::kSwatch);
        }
        const bool figure = index.column() != AlignedModel::Span;
        painter->setFont(figure ? m_theme.mono() : m_theme.text());
        painter->setPen(presence != 0 && (index.column() == AlignedModel::Span || index.column() == AlignedModel::Change) ? m_theme.diff(presence)
                                                                                                                         : m_theme.color(Role::Text));
        drawMatched(*painter, m_theme, room, index.data().toString(), figure ? Qt::AlignRight : Qt::AlignLeft, m_match);
    }
    void setMatch(const QString &text) { m_match = text; }

private:
    void paintBar(QPainter &painter, const QRect &cell, const QModelIndex &index) const
    {
        painter.fillRect(cell.left(), cell.top(), 1, cell.height(), m_theme.color(Role::Line));
        const QVariant from = index.data(AlignedModel::FromRole);
        if (!from.isValid())
            return;
        const QRect room = cell.adjusted(metrics::kGrid, 0, -metrics::kGrid, 0);
        const QRectF bar(room.left() + from.toDouble() * room.width(), cell.center().y() - kAlignedViewBar / 2,
                         std::max(1.0, index.data(AlignedModel::LengthRole).toDouble() * room.width()), kAlignedViewBar);
        const int presence = index.data(AlignedModel::PresenceRole).toInt();
        painter.fillRect(bar, m_theme.service(index.data(AlignedModel::ServiceRole).toString()));
        if (presence != 0) {
            painter.setPen(QPen(m_theme.diff(presence), 2, Qt::DashLine));
            painter.drawRect(bar.adjusted(-1, -2, 1, 2));
        }
        if (index.data(AlignedModel::ErrorRole).toBool())
            painter.fillRect(QRectF(bar.left(), bar.bottom() - 2, bar.width(), 2), m_theme.color(Role::Error));
    }

    Theme &m_theme;
    QString m_match;
};

AlignedView::AlignedView(Theme &theme, QWidget *parent)
    : QTreeView(parent), m_model(new AlignedModel(this)), m_delegate(new AlignedDelegate(theme, this))
{
    setAccessibleName(tr("Two traces span by span"));
    setModel(m_model);
    setItemDelegate(m_delegate);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    header()->setStretchLastSection(false);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void AlignedView::setMatch(const QString &text)
{
    m_delegate->setMatch(text);
    viewport()->update();
}

void AlignedView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    const int figures = 2 * kAlignedViewFigureWidth + kChangeWidth;
    const int left = std::max(kLeastSpan * 2, viewport()->width() - figures);
    setColumnWidth(AlignedModel::Span, std::max(kLeastSpan, left * 2 / 5));
    setColumnWidth(AlignedModel::DurationA, kAlignedViewFigureWidth);
    setColumnWidth(AlignedModel::DurationB, kAlignedViewFigureWidth);
    setColumnWidth(AlignedModel::Change, kChangeWidth);
    const int bars = std::max(kLeastSpan / 2, (left - columnWidth(AlignedModel::Span)) / 2);
    setColumnWidth(AlignedModel::TimeA, bars);
    setColumnWidth(AlignedModel::TimeB, bars);
}

} // namespace triptych::ui
