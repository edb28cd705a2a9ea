#include "ui/shell/action_catalog.h"

#include "ui/common/preferences.h"

#include <QCoreApplication>
#include <QWidget>
#include <algorithm>

namespace triptych::ui {

namespace {

/// Whether the keys of both could be meant at the same time.
bool meet(const ActionCatalog::Entry &a, const ActionCatalog::Entry &b)
{
    if (a.scope == KeyScope::Global || b.scope == KeyScope::Global)
        return true;
    const auto *one = qobject_cast<QWidget *>(a.action->parent()), *other = qobject_cast<QWidget *>(b.action->parent());
    return one && other && (one == other || one->isAncestorOf(other) || other->isAncestorOf(one));
}

} // namespace

QString scopeName(KeyScope scope)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("triptych::ui::KeyScope", text); };
    switch (scope) {
    case KeyScope::Global:
        return tr("Everywhere");
    case KeyScope::Canvas:
        return tr("Waterfall, flame graph and charts");
    case KeyScope::Logs:
        return tr("Log lines");
    case KeyScope::Filter:
        return tr("Filter");
    case KeyScope::Table:
        return tr("Tables");
    }
    return {};
}

QAction *ActionCatalog::add(const Spec &spec, QWidget *pane, std::function<void()> run)
{
    const bool global = spec.scope == KeyScope::Global;
    QObject *owner = pane ? static_cast<QObject *>(pane) : this;
    auto *action = new QAction(spec.text, owner);
    action->setObjectName(spec.id);
    action->setShortcutContext(global ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    if (global && m_window)
        m_window->addAction(action);
    else if (!global && pane)
        pane->addAction(action);

    QString plain = spec.text;
    plain.remove(u'&');
    Entry entry{spec.id, plain, spec.menu, {}, spec.scope, action, spec.keys, spec.like};
    applyKeys(entry);
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

void ActionCatalog::follow(Preferences &preferences)
{
    m_preferences = &preferences;
    for (Entry &entry : m_entries)
        applyKeys(entry);
    connect(&preferences, &Preferences::changed, this, [this](const QString &name) {
        if (!name.startsWith(preference::kKeys))
            return;
        for (Entry &entry : m_entries)
            if (name == preference::kKeys + entry.binding())
                applyKeys(entry);
        Q_EMIT changed();
    });
}

QAction *ActionCatalog::find(const QString &id) const
{
    for (const Entry &entry : m_entries)
        if (entry.id == id)
            return entry.action;
    return nullptr;
}

QList<QKeySequence> ActionCatalog::keysOf(const Entry &entry) const
{
    const QVariant chosen = m_preferences ? m_preferences->value(preference::kKeys + entry.binding()) : QVariant();
    if (!chosen.isValid())
        return entry.usual;
    QList<QKeySequence> keys;
    for (const QString &text : chosen.toStringList())
        if (const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText); !key.isEmpty())
            keys.append(key);
    return keys;
}

void ActionCatalog::applyKeys(Entry &entry)
{
    if (!entry.action)
        return;
    const QList<QKeySequence> keys = keysOf(entry);
    entry.action->setShortcuts(keys);
    QStringList texts;
    for (const QKeySequence &key : keys)
        texts.append(key.toString(QKeySequence::NativeText));
    entry.keys = texts.join(QStringLiteral(", "));
}

void ActionCatalog::setKeys(const QString &id, const QList<QKeySequence> &keys)
{
    if (!m_preferences)
        return;
    QStringList texts;
    for (const QKeySequence &key : keys)
        texts.append(key.toString(QKeySequence::PortableText));
    // An empty list would be read back from the settings as nothing at all.
    m_preferences->set(preference::kKeys + id, texts.isEmpty() ? QStringList{QString()} : texts);
}

void ActionCatalog::resetKeys(const QString &id)
{
    if (m_preferences)
        m_preferences->remove(preference::kKeys + id);
}

void ActionCatalog::resetAllKeys()
{
    if (!m_preferences)
        return;
    const QStringList names = m_preferences->all().keys();
    for (const QString &name : names)
        if (name.startsWith(preference::kKeys))
            m_preferences->remove(name);
}

bool ActionCatalog::hasUsualKeys(const QString &id) const
{
    return !m_preferences || !m_preferences->value(preference::kKeys + id).isValid();
}

std::optional<ActionCatalog::Entry> ActionCatalog::conflict(const QString &id, const QKeySequence &key) const
{
    for (const Entry &mine : m_entries) {
        if (!mine.action || mine.binding() != id)
            continue;
        for (const Entry &other : m_entries)
            if (other.action && other.binding() != id && other.action->shortcuts().contains(key) && meet(mine, other))
                return other;
    }
    return std::nullopt;
}

} // namespace triptych::ui
