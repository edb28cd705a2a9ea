#include "ui/logs/log_list_accessible.h"

#include "ui/logs/log_list.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <algorithm>
#include <limits>

namespace triptych::ui {

namespace {

/// One line, known by its number only.
class LineAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    LineAccessible(LogList *list, qint64 row) : m_list(list), m_row(row) {}

    bool isValid() const override { return m_row < m_list->rowCount(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_list); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text kind) const override { return kind == QAccessible::Name ? m_list->describe(m_row) : QString(); }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        const QRect row = m_list->rowRect(m_row);
        return {m_list->viewport()->mapToGlobal(row.topLeft()), row.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.selected = m_row == m_list->current();
        state.focused = state.selected && m_list->hasFocus();
        state.expandable = true;
        state.expanded = m_row == m_list->openRow();
        state.collapsed = !state.expanded;
        state.invisible = m_list->rowRect(m_row).isEmpty();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &action) override
    {
        if (action == pressAction() && isValid())
            m_list->moveTo(m_row);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    LogList *m_list;
    qint64 m_row;
};

class LogListAccessible : public QAccessibleWidget
{
public:
    explicit LogListAccessible(LogList *list) : QAccessibleWidget(list, QAccessible::List), m_list(list) {}
    ~LogListAccessible() override { forget(); }

    int childCount() const override { return int(std::min<qint64>(m_list->rowCount(), std::numeric_limits<int>::max())); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (m_lines.size() > kMostKept)
            forget();
        auto &id = m_lines[index];
        if (!id)
            id = QAccessible::registerAccessibleInterface(new LineAccessible(m_list, index));
        return QAccessible::accessibleInterface(id);
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        return child(int(m_list->rowAt(m_list->viewport()->mapFromGlobal(QPoint(x, y)))));
    }
    QAccessibleInterface *focusChild() const override { return child(int(m_list->current())); }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (auto it = m_lines.constBegin(); it != m_lines.constEnd(); ++it)
            if (QAccessible::accessibleInterface(it.value()) == wanted)
                return it.key();
        return -1;
    }

private:
    static constexpr qsizetype kMostKept = 4096; // a reader that walks millions of lines must not keep them all

    void forget() const
    {
        for (const QAccessible::Id id : std::as_const(m_lines))
            QAccessible::deleteAccessibleInterface(id);
        m_lines.clear();
    }

    LogList *m_list;
    mutable QHash<int, QAccessible::Id> m_lines;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *list = qobject_cast<LogList *>(object);
    return list ? new LogListAccessible(list) : nullptr;
}

} // namespace

void installLogListAccessibility()
{
    static const bool once = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(once);
}

} // namespace triptych::ui
