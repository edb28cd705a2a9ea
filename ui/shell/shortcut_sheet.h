#pragma once
#include "ui/shell/action_catalog.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QTreeWidget;

namespace triptych::ui {

/// Every key and gesture, by where it works, made from the catalog; searchable.
class ShortcutSheet : public QDialog
{
    Q_OBJECT
public:
    ShortcutSheet(Theme &theme, const ActionCatalog &actions, QWidget *parent);
    /// What a pane is for, in a sentence over the keys; its keys come first.
    void explain(const QString &title, const QString &text, KeyScope scope);

private:
    void filter(const QString &typed);

    QTreeWidget *m_tree;
};

} // namespace triptych::ui
