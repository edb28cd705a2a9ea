#include "ui/settings/keys_page.h"

#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"
#include "ui/settings/key_recorder.h"
#include "ui/shell/action_catalog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
struct KeyColumn {
    enum { Command, Where, Keys };
};
constexpr int kIdRole = Qt::UserRole;
constexpr int kCommandWidth = 300, kWhereWidth = 190, kRecorderWidth = 180;
} // namespace

KeysPage::KeysPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_search(new QLineEdit), m_table(new QTreeWidget), m_recorder(new KeyRecorder),
      m_conflict(new TextLabel(context.theme, QString(), context.theme.text(), Role::Warning)),
      m_add(new FlatButton(context.theme, tr("Add Key"), FlatButton::Kind::Soft)), m_none(new FlatButton(context.theme, tr("No Key"))),
      m_reset(new FlatButton(context.theme, tr("Reset"))), m_resetAll(new FlatButton(context.theme, tr("Reset All Keys")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kPadding);
    m_search->setPlaceholderText(tr("Search commands and keys"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    column->addWidget(m_search);
    m_table->setColumnCount(3);
    m_table->setHeaderLabels({tr("Command"), tr("Where"), tr("Keys")});
    m_table->setAccessibleName(tr("Commands and their keys"));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setColumnWidth(KeyColumn::Command, kCommandWidth);
    m_table->setColumnWidth(KeyColumn::Where, kWhereWidth);
    m_table->header()->setStretchLastSection(true);
    column->addWidget(m_table, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kPadding);
    m_recorder->setFixedWidth(kRecorderWidth);
    for (QWidget *one : {static_cast<QWidget *>(m_recorder), static_cast<QWidget *>(m_add), static_cast<QWidget *>(m_none),
                         static_cast<QWidget *>(m_reset)})
        row->addWidget(one);
    row->addStretch();
    row->addWidget(m_resetAll);
    column->addLayout(row);
    m_conflict->setWordWrap(true);
    column->addWidget(m_conflict);

    connect(m_search, &QLineEdit::textChanged, this, &KeysPage::filter);
    connect(m_table, &QTreeWidget::currentItemChanged, this, [this] {
        if (!m_filling)
            showCurrent();
    });
    connect(m_table, &QTreeWidget::itemActivated, this, [this] { m_recorder->setFocus(Qt::OtherFocusReason); });
    connect(m_recorder, &KeyRecorder::recordedChanged, this, &KeysPage::showConflict);
    connect(m_add, &QPushButton::clicked, this, &KeysPage::addKey);
    connect(m_none, &QPushButton::clicked, this, [this] { m_context.actions.setKeys(current(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_context.actions.resetKeys(current()); });
    connect(m_resetAll, &QPushButton::clicked, this, [this] { m_context.actions.resetAllKeys(); });
    connect(&context.actions, &ActionCatalog::changed, this, &KeysPage::fill);
    fill();
}

QString KeysPage::current() const
{
    const QTreeWidgetItem *item = m_table->currentItem();
    return item ? item->data(KeyColumn::Command, kIdRole).toString() : QString();
}

void KeysPage::choose(const QString &id)
{
    for (int row = 0; row < m_table->topLevelItemCount(); ++row)
        if (m_table->topLevelItem(row)->data(KeyColumn::Command, kIdRole).toString() == id)
            m_table->setCurrentItem(m_table->topLevelItem(row));
}

void KeysPage::fill()
{
    const QString was = current();
    m_filling = true;
    m_table->clear();
    const auto entries = m_context.actions.entries();
    for (const ActionCatalog::Entry &entry : entries) {
        if (!entry.action || !entry.like.isEmpty())
            continue;
        const QString text = entry.menu.isEmpty() ? entry.text : entry.menu + QStringLiteral(": ") + entry.text;
        auto *item = new QTreeWidgetItem(m_table, {text, scopeName(entry.scope), entry.keys});
        item->setSizeHint(0, {0, metrics::kTagRow});
        item->setData(KeyColumn::Command, kIdRole, entry.id);
        item->setFont(KeyColumn::Keys, m_context.theme.mono());
        if (!m_context.actions.hasUsualKeys(entry.id)) {
            item->setForeground(KeyColumn::Keys, m_context.theme.color(Role::Accent));
            item->setToolTip(KeyColumn::Keys, tr("Changed; the usual keys come back with Reset"));
        }
    }
    filter();
    choose(was);
    m_filling = false;
    if (!m_table->currentItem() && m_table->topLevelItemCount() > 0)
        m_table->setCurrentItem(m_table->topLevelItem(0));
    showCurrent();
}

void KeysPage::filter()
{
    const QString typed = m_search->text();
    for (int row = 0; row < m_table->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_table->topLevelItem(row);
        item->setHidden(!item->text(KeyColumn::Command).contains(typed, Qt::CaseInsensitive) && !item->text(KeyColumn::Keys).contains(typed, Qt::CaseInsensitive));
    }
}

void KeysPage::showCurrent()
{
    const QString id = current();
    const QAction *action = m_context.actions.find(id);
    m_none->setEnabled(action && !action->shortcuts().isEmpty());
    m_reset->setEnabled(!id.isEmpty() && !m_context.actions.hasUsualKeys(id));
    m_recorder->forget();
}

void KeysPage::showConflict()
{
    const QKeySequence &key = m_recorder->recorded();
    const auto other = key.isEmpty() ? std::nullopt : m_context.actions.conflict(current(), key);
    m_add->setEnabled(!key.isEmpty() && !current().isEmpty());
    m_add->setText(other ? tr("Take It") : tr("Add Key"));
    m_conflict->setText(other ? tr("%1 is the key of “%2” (%3), which would lose it.")
                                    .arg(key.toString(QKeySequence::NativeText), other->text, scopeName(other->scope))
                              : QString());
}

void KeysPage::addKey()
{
    ActionCatalog &actions = m_context.actions;
    const QString id = current();
    const QKeySequence key = m_recorder->recorded();
    const QAction *action = actions.find(id);
    if (!action || key.isEmpty())
        return;
    while (const auto other = actions.conflict(id, key)) {
        QList<QKeySequence> left = other->action->shortcuts();
        left.removeAll(key);
        actions.setKeys(other->binding(), left);
    }
    QList<QKeySequence> keys = actions.find(id)->shortcuts();
    keys.removeAll(key);
    keys.append(key);
    actions.setKeys(id, keys);
}

} // namespace triptych::ui
