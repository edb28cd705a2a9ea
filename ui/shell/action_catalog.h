#pragma once
#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QVector>
#include <functional>
#include <optional>

class QWidget;

namespace triptych::ui {

class Preferences;

/// Where an action's key works: everywhere, or only in a pane that has the focus (UX: single keys are scoped).
enum class KeyScope { Global, Canvas, Logs, Filter, Table };
/// For people: "Everywhere", "Log lines" …
QString scopeName(KeyScope scope);

/// Every command, defined once: menus, palette, shortcut sheet and the table of keys are made from it. Its keys are those
/// that the user chose, else the usual ones. GUI thread.
class ActionCatalog : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    struct Spec {
        QString id;        ///< stable, e.g. "trace.zoomIn"
        QString text;      ///< menu text with &mnemonic
        QString menu;      ///< "File", "Edit", "View", "Go", "Trace", "Logs", "Tools", "Help"; empty: palette and sheet only
        QList<QKeySequence> keys;
        KeyScope scope = KeyScope::Global;
        QString icon = {};
        QString like = {}; ///< the command that this one is in another pane: it shares its keys and is not listed by itself
    };
    /// Registers a command. Scope Global: the shortcut works in the whole window. Else `pane` is given and the
    /// shortcut works while it or a child has the focus (Qt::WidgetWithChildrenShortcut).
    /// A second command of the same id replaces the first (a page that was made again).
    QAction *add(const Spec &spec, QWidget *pane, std::function<void()> run);
    /// The window that carries the keys of Global commands, those added earlier included.
    void setWindow(QWidget *window);
    /// Takes the user's keys from there, now and whenever they change.
    void follow(Preferences &preferences);
    /// Only listed in the sheet: mouse gestures and keys a canvas reads itself (hold W to zoom).
    void describe(const QString &keys, const QString &text, KeyScope scope);

    struct Entry {
        QString id, text, menu, keys;
        KeyScope scope;
        QAction *action; ///< null for described gestures
        QList<QKeySequence> usual = {};
        QString like = {};
        const QString &binding() const { return like.isEmpty() ? id : like; }
    };
    QVector<Entry> entries() const { return m_entries; }
    QAction *find(const QString &id) const;

    /// The user's keys of a command, for it and those like it; kept in the preferences.
    void setKeys(const QString &id, const QList<QKeySequence> &keys);
    void resetKeys(const QString &id);
    void resetAllKeys();
    bool hasUsualKeys(const QString &id) const;
    /// Another command whose key this is where `id` works, if there is one.
    std::optional<Entry> conflict(const QString &id, const QKeySequence &key) const;

Q_SIGNALS:
    void changed();

private:
    void applyKeys(Entry &entry);
    QList<QKeySequence> keysOf(const Entry &entry) const;

    QVector<Entry> m_entries;
    QWidget *m_window = nullptr;
    QPointer<Preferences> m_preferences;
};

} // namespace triptych::ui
