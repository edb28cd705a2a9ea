#include "ui/logs/marks_panel.h"

#include "items/cell_text.h"
#include "ui/common/state_pane.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kRowRole = Qt::UserRole;
}

MarksPanel::MarksPanel(Context &context, items::LogsModel &lines, items::LogPlaces &places, QWidget *parent)
    : QWidget(parent), m_lines(lines), m_places(places), m_list(new QListWidget), m_nothing(new StatePane(context.theme))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list);
    layout->addWidget(m_nothing);
    m_nothing->showEmpty(tr("No marks"), tr("Press M on a line to mark it; [ and ] go from mark to mark."));
    m_list->setAccessibleName(tr("Marked lines"));
    m_list->setFont(context.theme.mono());
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    const auto go = [this](QListWidgetItem *item) { Q_EMIT rowWanted(item->data(kRowRole).toLongLong()); };
    connect(m_list, &QListWidget::itemClicked, this, go);
    connect(m_list, &QListWidget::itemActivated, this, go);
    connect(&places, &items::LogPlaces::changed, this, &MarksPanel::refresh);
    connect(&lines, &QAbstractItemModel::dataChanged, this, &MarksPanel::refresh);
    refresh();
}

void MarksPanel::refresh()
{
    const auto &rows = m_places.marks();
    m_list->setVisible(!rows.empty());
    m_nothing->setVisible(rows.empty());
    m_list->clear();
    for (const qint64 row : rows) {
        const auto *line = m_lines.peek(row);
        auto *item = new QListWidgetItem(
            line ? items::timeText(line->row.time, m_lines.days()) + QStringLiteral("  ") + items::textOf(line->row.body)
                 : tr("line %1").arg(items::countText(std::uint64_t(row) + 1)));
        item->setData(kRowRole, row);
        m_list->addItem(item);
    }
}

bool MarksPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete)
        if (auto *item = m_list->currentItem()) {
            m_places.toggleMark(item->data(kRowRole).toLongLong());
            return true;
        }
    return QWidget::eventFilter(watched, event);
}

} // namespace triptych::ui
