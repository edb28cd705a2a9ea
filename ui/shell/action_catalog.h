#pragma once
#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <QVector>
#include <functional>

class QWidget;

namespace triptych::ui {

/// Where an action's key works: everywhere, or only in a pane that has the focus (UX: single keys are scoped).
enum class KeyScope { Global, Canvas, Logs, Filter, Table };

/// Every command, defined once: menus, palette and shortcut sheet are made from it. GUI thread.
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
    };
    /// Registers a command. Scope Global: the shortcut works in the whole window. Else `pane` is given and the
    /// shortcut works while it or a child has the focus (Qt::WidgetWithChildrenShortcut).
    /// A second command of the same id replaces the first (a page that was made again).
    QAction *add(const Spec &spec, QWidget *pane, std::function<void()> run);
    /// The window that carries the keys of Global commands, those added earlier included.
    void setWindow(QWidget *window);
    /// Only listed in the sheet: mouse gestures and keys a canvas reads itself (hold W to zoom).
    void describe(const QString &keys, const QString &text, KeyScope scope);

    struct Entry {
        QString id, text, menu, keys;
        KeyScope scope;
        QAction *action; ///< null for described gestures
    };
    QVector<Entry> entries() const { return m_entries; }
    QAction *find(const QString &id) const;

Q_SIGNALS:
    void changed();

private:
    QVector<Entry> m_entries;
    QWidget *m_window = nullptr;
};

} // namespace triptych::ui
