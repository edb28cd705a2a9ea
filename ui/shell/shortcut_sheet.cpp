#include "ui/shell/shortcut_sheet.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <map>

namespace triptych::ui {

namespace {

constexpr int kShortcutSheetWidth = 640, kShortcutSheetHeight = 620, kKeyWidth = 240, kOwnerRole = Qt::UserRole + 1;

} // namespace

ShortcutSheet::ShortcutSheet(Theme &theme, const ActionCatalog &actions, QWidget *parent)
    : QDialog(parent), m_tree(new QTreeWidget)
{
    setWindowTitle(tr("Keyboard and Mouse"));
    resize(kShortcutSheetWidth, kShortcutSheetHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kPadding, metrics::kPadding, metrics::kPadding, metrics::kPadding);
    auto *search = new QLineEdit;
    search->setPlaceholderText(tr("Search keys and commands"));
    search->setAccessibleName(search->placeholderText());
    search->setClearButtonEnabled(true);
    column->addWidget(search);
    column->addWidget(m_tree, 1);
    m_tree->setObjectName(QStringLiteral("shortcuts"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setColumnWidth(0, kKeyWidth);
    m_tree->setAccessibleName(windowTitle());
    std::map<KeyScope, QTreeWidgetItem *> groups;
    const auto entries = actions.entries();
    for (const ActionCatalog::Entry &entry : entries) {
        if (entry.keys.isEmpty() || !entry.like.isEmpty())
            continue;
        QTreeWidgetItem *&group = groups[entry.scope];
        if (!group) {
            group = new QTreeWidgetItem({scopeName(entry.scope)});
            group->setSizeHint(0, {0, metrics::kTagRow});
            group->setFont(0, theme.strong());
            group->setFirstColumnSpanned(true);
        }
        auto *row = new QTreeWidgetItem(group, {entry.keys, entry.text});
        row->setData(0, kOwnerRole, QVariant::fromValue<QObject *>(entry.action ? entry.action->parent() : nullptr));
        row->setSizeHint(0, {0, metrics::kTagRow});
        row->setFont(0, theme.mono());
    }
    for (const auto &[scope, group] : groups) {
        m_tree->addTopLevelItem(group);
        group->setFirstColumnSpanned(true);
        group->setExpanded(true);
        group->setData(0, Qt::UserRole, int(scope));
    }
    connect(search, &QLineEdit::textChanged, this, &ShortcutSheet::filter);
}

void ShortcutSheet::putFirst(QTreeWidgetItem *group)
{
    m_tree->insertTopLevelItem(0, group);
    group->setFirstColumnSpanned(true);
    group->setExpanded(true);
}

void ShortcutSheet::explain(const QString &title, const QString &text, KeyScope scope, const QWidget *pane)
{
    setWindowTitle(tr("%1: Help").arg(title));
    auto *about = new QLabel(text);
    about->setTextFormat(Qt::PlainText);
    about->setWordWrap(true);
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, about);
    for (int g = 0; g < m_tree->topLevelItemCount(); ++g) {
        if (m_tree->topLevelItem(g)->data(0, Qt::UserRole).toInt() != int(scope))
            continue;
        QTreeWidgetItem *group = m_tree->takeTopLevelItem(g);
        putFirst(group);
        // Commands of other panes share the scope: the pane's own stand apart from them.
        const auto own = [pane](const QTreeWidgetItem *row) {
            const auto *owner = qobject_cast<QWidget *>(row->data(0, kOwnerRole).value<QObject *>());
            return owner && pane && (owner == pane || pane->isAncestorOf(owner) || owner->isAncestorOf(pane));
        };
        auto *mine = new QTreeWidgetItem({title});
        mine->setSizeHint(0, group->sizeHint(0));
        mine->setFont(0, group->font(0));
        for (int row = 0; row < group->childCount();)
            if (own(group->child(row)))
                mine->addChild(group->takeChild(row));
            else
                ++row;
        if (mine->childCount() > 0)
            putFirst(mine);
        else
            delete mine;
        return;
    }
}

void ShortcutSheet::filter(const QString &typed)
{
    for (int g = 0; g < m_tree->topLevelItemCount(); ++g) {
        QTreeWidgetItem *group = m_tree->topLevelItem(g);
        int left = 0;
        for (int r = 0; r < group->childCount(); ++r) {
            QTreeWidgetItem *row = group->child(r);
            const bool fits = row->text(0).contains(typed, Qt::CaseInsensitive) || row->text(1).contains(typed, Qt::CaseInsensitive);
            row->setHidden(!fits);
            left += fits;
        }
        group->setHidden(left == 0);
    }
}

} // namespace triptych::ui
