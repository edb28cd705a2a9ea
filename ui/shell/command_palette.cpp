#include "ui/shell/command_palette.h"

#include "ui/shell/action_catalog.h"
#include "ui/shell/picker.h"

#include <QPointer>
#include <QWidget>

namespace triptych::ui {

void openCommandPalette(Context &context, QWidget *window)
{
    auto *picker = new Picker(context.theme, QObject::tr("Commands"), QObject::tr("Type a command"), window);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    QVector<PickerItem> items;
    const auto entries = context.actions.entries();
    for (const ActionCatalog::Entry &entry : entries) {
        if (!entry.action || !entry.action->isEnabled())
            continue;
        const auto *pane = qobject_cast<QWidget *>(entry.action->parent());
        if (pane && entry.scope != KeyScope::Global && !pane->isVisible())
            continue;
        const QString text = entry.menu.isEmpty() ? entry.text : entry.menu + QStringLiteral(": ") + entry.text;
        items.append({text, entry.keys, [action = QPointer<QAction>(entry.action)] {
                          if (action)
                              action->trigger();
                      }});
    }
    picker->setNothing(QObject::tr("No command of this page is called that; other pages have their own"));
    picker->setItems(items);
    picker->open();
}

} // namespace triptych::ui
