#pragma once
#include "ui/shell/action_catalog.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QTreeWidget;
class QTreeWidgetItem;

namespace triptych::ui {

/// Every key and gesture, by where it works, made from the catalog; searchable.
class ShortcutSheet : public QDialog
{
    Q_OBJECT
public:
    ShortcutSheet(Theme &theme, const ActionCatalog &actions, QWidget *parent);
    /// What a pane is for, in a sentence over the keys; those of its own commands come first, then those of its scope.
    void explain(const QString &title, const QString &text, KeyScope scope, const QWidget *pane);

private:
    void filter(const QString &typed);
    void putFirst(QTreeWidgetItem *group);

    QTreeWidget *m_tree;
};

} // namespace triptych::ui
