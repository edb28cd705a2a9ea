#include "ui/trace/statistics_page.h"

#include "items/cell_text.h"
#include "query/compose.h"
#include "ui/common/flat_button.h"
#include "ui/common/tag_menu.h"
#include "ui/trace/statistics_model.h"
#include "ui/trace/statistics_view.h"

#include <QHBoxLayout>
#include <QMenu>

namespace triptych::ui {

using items::GroupKey;
using By = GroupKey::By;

namespace {
constexpr int kStepText = 160;
}

QString StatisticsPage::titleOf(const GroupKey &key) const
{
    switch (key.by) {
    case By::Service: return tr("Service");
    case By::Operation: return tr("Operation");
    case By::Call: return tr("Call");
    case By::Callee: return tr("Callee");
    case By::Kind: return tr("Kind");
    case By::Status: return tr("Status");
    case By::Tag: break;
    }
    return items::textOf(key.tag);
}

void StatisticsPage::buildControls()
{
    Theme &theme = m_state.context().theme;
    m_byButton->setAccessibleName(tr("Group by"));
    m_byButton->setMenu(new QMenu(m_byButton));
    connect(m_byButton->menu(), &QMenu::aboutToShow, this, &StatisticsPage::fillMenu);
    auto *copyMenu = new QMenu(m_copyButton);
    copyMenu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy as &Markdown"), this, [this] { copy(Form::Markdown); });
    copyMenu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy as &CSV"), this, [this] { copy(Form::Csv); });
    m_copyButton->setMenu(copyMenu);
    auto *steps = new QHBoxLayout(m_steps);
    steps->setContentsMargins(0, 0, 0, 0);
    steps->setSpacing(metrics::kGrid);
    auto *row = new QHBoxLayout(m_controls);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, metrics::kGrid / 2);
    row->setSpacing(metrics::kGrid);
    row->addWidget(m_steps, 1, Qt::AlignBottom);
    row->addWidget(m_byButton, 0, Qt::AlignBottom);
    row->addWidget(m_copyButton, 0, Qt::AlignBottom);
}

void StatisticsPage::fillMenu()
{
    QMenu *menu = m_byButton->menu();
    menu->clear();
    const auto add = [this](QMenu *to, const QString &text, const GroupKey &key) {
        QAction *action = to->addAction(QString(text).replace(u'&', QStringLiteral("&&")), this, [this, key] { groupBy(key); });
        action->setCheckable(true);
        action->setChecked(key == m_key);
    };
    add(menu, tr("Service"), {By::Service, {}});
    add(menu, tr("Operation"), {By::Operation, {}});
    add(menu, tr("Callee: database, queue or peer"), {By::Callee, {}});
    add(menu, tr("Call: statement, route or operation"), {By::Call, {}});
    add(menu, tr("Kind"), {By::Kind, {}});
    add(menu, tr("Status"), {By::Status, {}});
    menu->addSeparator();
    QMenu *tags = menu->addMenu(tr("Tag"));
    tags->setEnabled(!m_tagKeys.isEmpty());
    for (const QString &key : m_tagKeys)
        add(tags, key, {By::Tag, key.toStdString()});
}

void StatisticsPage::showSteps()
{
    auto *row = static_cast<QHBoxLayout *>(m_steps->layout());
    while (QLayoutItem *item = row->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < m_within.size(); ++i) {
        const QString text = QStringLiteral("%1: %2").arg(titleOf(m_within[i].key), items::textOf(m_within[i].label));
        auto *chip = new FlatButton(m_state.context().theme, text + QStringLiteral("  ×"), FlatButton::Kind::Outlined);
        chip->setMaximumTextWidth(kStepText);
        chip->setAccessibleName(tr("Leave %1").arg(text));
        connect(chip, &QPushButton::clicked, this, [this, i] {
            const GroupKey key = m_within[i].key;
            m_within.resize(i); // what was gone into from there goes too
            groupBy(key);
        });
        row->addWidget(chip);
    }
    row->addStretch();
}

void StatisticsPage::rowMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const int row = index.row();
    const auto group = m_model->group(row);
    const QString label = QString::fromStdString(m_model->label(row));
    QMenu menu(this);
    menu.addAction(tr("Go into the group"), this, [this, row] { goInto(row); });
    menu.addAction(tr("Show only its spans in the waterfall"), this, [this, row] {
        mark(row);
        m_state.setShow(TraceState::Show::Matches);
        Q_EMIT spansRequested();
    });
    menu.addAction(tr("Select its longest span"), this, [this, group] { m_state.select(group.longest, TraceState::Reveal::Yes); });
    if (m_key.by == By::Operation && group.service >= 0) {
        const QString service = QString::fromStdString(std::string(m_state.document()->table->text(group.service)));
        menu.addAction(tr("Sandwich: its callers and callees"), this, [this, service, label] { Q_EMIT frameActivated(service, label); });
    }
    if (m_key.by != By::Call && m_key.by != By::Callee) {
        menu.addSeparator();
        const std::string key = m_key.by == By::Tag ? query::keyOfTag(m_key.tag) : m_key.text();
        addTagActions(*menu.addMenu(tr("Filter")), m_state.context(), QString::fromStdString(key), label);
    }
    menu.addSeparator();
    menu.addAction(tr("Copy all as Markdown"), this, [this] { copy(Form::Markdown); });
    menu.addAction(tr("Copy all as CSV"), this, [this] { copy(Form::Csv); });
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace triptych::ui
