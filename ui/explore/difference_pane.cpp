#include "ui/explore/difference_pane.h"

#include "items/cell_text.h"
#include "query/compose.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/state_pane.h"
#include "ui/common/tag_menu.h"

#include <algorithm>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {

constexpr std::size_t kMostShown = 200; ///< beyond these the differences are slight
constexpr int kDifferencePaneRow = 32, kDifferencePaneBar = 7, kDifferencePaneBarGap = 2, kPercent = 52;
constexpr double kTextShare = 0.44; ///< of the row's width
constexpr int kKeyRole = Qt::UserRole + 1, kValueRole = Qt::UserRole + 2, kInsideRole = Qt::UserRole + 3,
              kOutsideRole = Qt::UserRole + 4;

/// `key:value` over two bars: the share of the selected traces in red, that of the others in grey.
class DifferenceDelegate : public QStyledItemDelegate
{
public:
    DifferenceDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, kDifferencePaneRow}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        const QRect row = option.rect;
        if (option.state & QStyle::State_MouseOver)
            painter->fillRect(row, m_theme.color(Role::Hover));
        if ((option.state & QStyle::State_HasFocus) && option.widget && option.widget->hasFocus())
            painter->fillRect(row.left(), row.top(), metrics::kBarRadius, row.height(), m_theme.color(Role::Accent));
        const int textWidth = int(kTextShare * row.width()) - metrics::kMargin;
        paintText(*painter, QRect(row.left() + metrics::kMargin, row.top(), textWidth, row.height()), index);
        const int left = row.left() + metrics::kMargin + textWidth + metrics::kPadding;
        const int full = row.right() - metrics::kMargin - kPercent - left;
        const int top = row.center().y() - kDifferencePaneBar - kDifferencePaneBarGap / 2;
        paintShare(*painter, QRect(left, top, full, kDifferencePaneBar), index.data(kInsideRole).toDouble(), Role::Error, Role::Text);
        paintShare(*painter, QRect(left, top + kDifferencePaneBar + kDifferencePaneBarGap + 2, full, kDifferencePaneBar), index.data(kOutsideRole).toDouble(),
                   Role::LineStrong, Role::TextSecondary);
        painter->restore();
    }

private:
    void paintText(QPainter &painter, const QRect &area, const QModelIndex &index) const
    {
        painter.setFont(m_theme.mono());
        const QFontMetrics fm(painter.font());
        const QString key = index.data(kKeyRole).toString() + u':';
        // The value tells more than the key: it keeps what it needs, up to most of the room.
        const QString value = index.data(kValueRole).toString();
        const int forValue = std::min(fm.horizontalAdvance(value), area.width() * 3 / 5);
        const QString shownKey = fm.elidedText(key, Qt::ElideMiddle, area.width() - forValue);
        painter.setPen(m_theme.color(Role::Accent));
        painter.drawText(area, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, shownKey);
        const int used = fm.horizontalAdvance(shownKey);
        painter.setPen(m_theme.color(Role::Text));
        painter.drawText(area.adjusted(used, 0, 0, 0), int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                         fm.elidedText(value, Qt::ElideMiddle, area.width() - used));
    }
    void paintShare(QPainter &painter, const QRect &area, double share, Role bar, Role text) const
    {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(bar));
        if (share > 0)
            painter.drawRoundedRect(QRectF(area.left(), area.top(), std::max(1.0, share * area.width()), area.height()),
                                    metrics::kBarRadius, metrics::kBarRadius);
        painter.setFont(m_theme.monoSmall());
        painter.setPen(m_theme.color(text));
        painter.drawText(QRect(area.right(), area.top() - kDifferencePaneBar, kPercent, area.height() + 2 * kDifferencePaneBar),
                         Qt::AlignRight | Qt::AlignVCenter, items::percentText(share));
    }

    Theme &m_theme;
};

} // namespace

DifferencePane::DifferencePane(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_header(new PaneHeader(context.theme, tr("What is different"))),
      m_stack(new QStackedWidget), m_state(new StatePane(context.theme)), m_list(new QListView),
      m_model(new QStandardItemModel(this)), m_job(context.pool)
{
    context.workspace.busy().watch(m_job);
    m_list->setAccessibleName(tr("What is different"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new DifferenceDelegate(context.theme, m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_list);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_stack, 1);
    connect(m_header->addIconButton(QStringLiteral("close"), tr("Close")), &QPushButton::clicked, this, [this] {
        m_job.cancel();
        hide();
    });
    connect(m_list, &QListView::clicked, this, &DifferencePane::open);
    connect(m_list, &QListView::activated, this, &DifferencePane::open);
    connect(m_list, &QWidget::customContextMenuRequested, this, &DifferencePane::openMenu);
    // The answer was about what was looked at then.
    const auto leave = [this] {
        m_job.cancel();
        hide();
    };
    connect(&context.workspace, &Workspace::sourceChanged, this, leave);
    connect(&context.session, &session::Session::selectionChanged, this, leave);
    hide();
}

void DifferencePane::compare(const telemetry::TraceBox &box)
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    show();
    m_header->setDetail({});
    m_stack->setCurrentWidget(m_state);
    m_state->showLoading(tr("Comparing every tag …"), {}, [this] {
        m_job.cancel();
        hide();
    });
    m_job.start(
        [source, box, selection = m_context.session.selection()](std::stop_token stop) -> base::Result<Answer> {
            const auto counts = source->compareTags(selection, selection, {telemetry::CountOf::Traces, box}, stop);
            if (!counts)
                return counts.error();
            return Answer{counts->sizeB, counts->sizeA, analysis::tagDifferences(*counts), counts->leftOut};
        },
        [this, box](base::Result<Answer> answer) {
            if (answer)
                take(*answer);
            else
                m_state->showError(answer.error(), [this, box] { compare(box); });
        });
}

void DifferencePane::take(const Answer &answer)
{
    m_header->setDetail(tr("%1 selected, %2 others").arg(items::countText(answer.selected), items::countText(answer.others)));
    QString method = tr("Shares of the selected traces (red) and of the others (grey) that have a span with the value. "
                        "Ranked by Jensen-Shannon divergence; what may be chance (G-test, p at least 0.01 after "
                        "Bonferroni's correction) is left out.");
    if (!answer.leftOut.empty())
        method += u' ' + tr("Left out for having too many values: %1.").arg(items::textsOf(answer.leftOut).join(QStringLiteral(", ")));
    m_header->setToolTip(items::plainToolTip(method));
    m_list->setAccessibleDescription(method);
    m_model->clear();
    for (std::size_t i = 0; i < std::min(kMostShown, answer.differences.size()); ++i) {
        const analysis::TagDifference &d = answer.differences[i];
        auto *item = new QStandardItem(tr("%1: %2 of the selected, %3 of the others")
                                           .arg(items::textOf(query::termText(d.key, d.value)), items::percentText(d.b),
                                                items::percentText(d.a)));
        item->setToolTip(items::plainToolTip(tr("%1\n%2 of the selected, %3 of the others\ndivergence %4 of 1")
                                                 .arg(items::textOf(query::termText(d.key, d.value)), items::countText(d.countB),
                                                      items::countText(d.countA), QString::number(d.score, 'f', 3))));
        item->setData(QString::fromStdString(d.key), kKeyRole);
        item->setData(QString::fromStdString(d.value), kValueRole);
        item->setData(d.b, kInsideRole);
        item->setData(d.a, kOutsideRole);
        m_model->appendRow(item);
    }
    if (answer.differences.empty())
        m_state->showEmpty(tr("Nothing tells them apart"),
                           tr("No tag is held differently by the selected traces, beyond what chance explains."));
    else
        m_stack->setCurrentWidget(m_list);
}

void DifferencePane::open(const QModelIndex &index)
{
    m_context.session.applyTag(index.data(kKeyRole).toString().toStdString(), index.data(kValueRole).toString().toStdString(),
                               m_context.session.filter().empty() ? session::Session::Combine::Replace
                                                                  : session::Session::Combine::And);
}

void DifferencePane::openMenu(QPoint at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    QMenu menu(this);
    addTagActions(menu, m_context, index.data(kKeyRole).toString(), index.data(kValueRole).toString());
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace triptych::ui
