#include "ui/shell/action_catalog.h"

#include <QWidget>
#include <algorithm>

namespace triptych::ui {

QAction *ActionCatalog::add(const Spec &spec, QWidget *pane, std::function<void()> run)
{
    const bool global = spec.scope == KeyScope::Global;
    QObject *owner = pane ? static_cast<QObject *>(pane) : this;
    auto *action = new QAction(spec.text, owner);
    action->setObjectName(spec.id);
    action->setShortcuts(spec.keys);
    action->setShortcutContext(global ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    if (global && m_window)
        m_window->addAction(action);
    else if (!global && pane)
        pane->addAction(action);

    QStringList keys;
    for (const QKeySequence &key : spec.keys)
        keys.append(key.toString(QKeySequence::NativeText));
    QString plain = spec.text;
    plain.remove(u'&');
    const Entry entry{spec.id, plain, spec.menu, keys.join(QStringLiteral(", ")), spec.scope, action};
    const auto same = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &e) { return e.id == spec.id; });
    if (same == m_entries.end())
        m_entries.append(entry);
    else
        *same = entry;
    // A view that goes takes its commands with it.
    connect(action, &QObject::destroyed, this, [this, action] {
        m_entries.removeIf([action](const Entry &e) { return e.action == action; });
        Q_EMIT changed();
    });
    Q_EMIT changed();
    return action;
}

void ActionCatalog::describe(const QString &keys, const QString &text, KeyScope scope)
{
    const auto same = [&](const Entry &e) { return !e.action && e.keys == keys && e.text == text && e.scope == scope; };
    if (std::any_of(m_entries.begin(), m_entries.end(), same))
        return;
    m_entries.append({QString(), text, QString(), keys, scope, nullptr});
    Q_EMIT changed();
}

void ActionCatalog::setWindow(QWidget *window)
{
    m_window = window;
    for (const Entry &entry : std::as_const(m_entries))
        if (entry.action && entry.scope == KeyScope::Global)
            window->addAction(entry.action);
}

QAction *ActionCatalog::find(const QString &id) const
{
    for (const Entry &entry : m_entries)
        if (entry.id == id)
            return entry.action;
    return nullptr;
}

} // namespace triptych::ui
