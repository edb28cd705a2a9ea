#include "ui/flame/frame_table.h"

#include "items/cell_text.h"
#include "ui/common/pane_header.h"
#include "ui/common/row_background.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

namespace triptych::ui {

using analysis::FlameWeight;

namespace {

constexpr int kValueWidth = 104, kShareWidth = 72, kFrameTableShareBar = 3;

class FrameDelegate : public QStyledItemDelegate
{
public:
    FrameDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, metrics::kTableRow}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QRect cell = option.rect;
        painter->fillRect(cell, m_theme.color(rowBackground(option, index.row())));
        QRect room = cell.adjusted(metrics::kPadding, 0, -metrics::kPadding, 0);
        const bool figure = index.column() != FrameTableModel::Operation;
        if (!figure) {
            painter->fillRect(room.left(), cell.center().y() - metrics::kSwatch / 2, metrics::kSwatch, metrics::kSwatch,
                              m_theme.service(index.data(FrameTableModel::ServiceRole).toString()));
            room.setLeft(room.left() + 2 * metrics::kSwatch);
        }
        if (index.column() == FrameTableModel::Share) {
            const double share = std::min(1.0, index.data(FrameTableModel::ShareRole).toDouble());
            painter->fillRect(QRect(room.left(), cell.bottom() - kFrameTableShareBar, static_cast<int>(room.width() * share), kFrameTableShareBar),
                              m_theme.color(Role::Accent));
        }
        painter->setFont(figure ? m_theme.mono() : m_theme.text());
        painter->setPen(m_theme.color(Role::Text));
        painter->drawText(room, (figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                          QFontMetrics(painter->font()).elidedText(index.data().toString(), Qt::ElideMiddle, room.width()));
    }

private:
    Theme &m_theme;
};

} // namespace

void FrameTableModel::setProfile(std::shared_ptr<const analysis::FlameProfile> profile, FlameWeight weight)
{
    beginResetModel();
    m_profile = std::move(profile);
    m_weight = weight;
    m_rows = m_profile ? frameTable(*m_profile, weight) : std::vector<analysis::FrameRow>();
    endResetModel();
}

QVariant FrameTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const analysis::FrameRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const analysis::Frame &frame = m_profile->frame(row.frame);
    const bool counts = m_weight == FlameWeight::Count || m_weight == FlameWeight::Errors;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Operation)
            return items::textOf(frame.operation);
        if (index.column() == Value)
            return counts ? items::countText(row.weight) : items::durationText(static_cast<telemetry::Nanos>(row.weight));
        return items::percentText(row.share);
    case Qt::ToolTipRole:
        return items::plainToolTip(tr("%1 %2: %3 spans, %4 errors, self %5, on critical paths %6")
                                       .arg(items::textOf(frame.service), items::textOf(frame.operation), items::countText(row.sums.count),
                                            items::countText(row.sums.errors), items::durationText(row.sums.self),
                                            items::durationText(row.sums.critical)));
    case Qt::TextAlignmentRole: return static_cast<int>((index.column() == Operation ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case ServiceRole: return items::textOf(frame.service);
    case ShareRole: return row.share;
    default: return {};
    }
}

QVariant FrameTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Operation ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Operation: return tr("Operation");
    case Share: return tr("Share");
    default: break;
    }
    switch (m_weight) {
    case FlameWeight::Self: return tr("Self");
    case FlameWeight::Count: return tr("Spans");
    case FlameWeight::Errors: return tr("Errors");
    case FlameWeight::Critical: return tr("Critical");
    default: return tr("Total");
    }
}

FrameTable::FrameTable(Theme &theme, QWidget *parent)
    : QWidget(parent), m_header(new PaneHeader(theme, tr("Operations"), this)), m_model(new FrameTableModel(this)), m_view(new QTreeView(this))
{
    setFocusProxy(m_view);
    m_view->setAccessibleName(tr("Operations by weight"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new FrameDelegate(theme, this));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(FrameTableModel::Operation, QHeaderView::Stretch);
    m_view->header()->resizeSection(FrameTableModel::Value, kValueWidth);
    m_view->header()->resizeSection(FrameTableModel::Share, kShareWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_view, 1);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            Q_EMIT frameSelected(m_model->rows()[static_cast<std::size_t>(index.row())].frame);
    });
    connect(&theme, &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void FrameTable::show(const std::shared_ptr<const analysis::FlameProfile> &profile, FlameWeight weight)
{
    static constexpr const char *kOf[] = {QT_TR_NOOP("by total time"), QT_TR_NOOP("by self time"), QT_TR_NOOP("by spans"), QT_TR_NOOP("by errors"),
                                          QT_TR_NOOP("by share of the critical paths")};
    m_header->setDetail(tr(kOf[static_cast<std::size_t>(weight)]));
    m_model->setProfile(profile, weight);
}

} // namespace triptych::ui
