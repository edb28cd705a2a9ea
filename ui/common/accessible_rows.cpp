#include "ui/common/accessible_rows.h"

#include <QAccessibleWidget>
#include <QHash>
#include <QWidget>
#include <algorithm>
#include <limits>

namespace triptych::ui {

namespace {

/// One row.
class RowAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    RowAccessible(AccessibleRows &rows, int row, QAccessible::Role role) : m_rows(rows), m_row(row), m_role(role) {}

    bool isValid() const override { return m_row < m_rows.count(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_rows.view()); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return m_role; }
    QString text(QAccessible::Text kind) const override { return kind == QAccessible::Name && isValid() ? m_rows.text(m_row) : QString(); }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        const QRect rect = isValid() ? m_rows.rect(m_row) : QRect();
        return {m_rows.viewport()->mapToGlobal(rect.topLeft()), rect.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.selected = m_row == m_rows.current();
        state.focused = state.selected && m_rows.view()->hasFocus();
        if (isValid())
            m_rows.addState(m_row, state);
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
            m_rows.press(m_row);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    AccessibleRows &m_rows;
    int m_row;
    QAccessible::Role m_role;
};

class ViewAccessible : public QAccessibleWidget
{
public:
    ViewAccessible(std::unique_ptr<AccessibleRows> rows, QAccessible::Role list, QAccessible::Role row)
        : QAccessibleWidget(rows->view(), list), m_rows(std::move(rows)), m_role(row)
    {
    }
    ~ViewAccessible() override { forget(); }

    int childCount() const override { return int(std::min<qint64>(m_rows->count(), std::numeric_limits<int>::max())); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (m_version != m_rows->version() || m_known.size() > kMostKept) {
            forget();
            m_version = m_rows->version();
        }
        auto &id = m_known[index];
        if (!id)
            id = QAccessible::registerAccessibleInterface(new RowAccessible(*m_rows, index, m_role));
        return QAccessible::accessibleInterface(id);
    }
    QAccessibleInterface *childAt(int x, int y) const override { return child(m_rows->at(m_rows->viewport()->mapFromGlobal(QPoint(x, y)))); }
    QAccessibleInterface *focusChild() const override { return child(m_rows->current()); }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (auto it = m_known.constBegin(); it != m_known.constEnd(); ++it)
            if (QAccessible::accessibleInterface(it.value()) == wanted)
                return it.key();
        return -1;
    }

private:
    static constexpr qsizetype kMostKept = 4096; // a reader that walks millions of rows must not keep them all

    void forget() const
    {
        for (const QAccessible::Id id : std::as_const(m_known))
            QAccessible::deleteAccessibleInterface(id);
        m_known.clear();
    }

    std::unique_ptr<AccessibleRows> m_rows;
    QAccessible::Role m_role;
    mutable QHash<int, QAccessible::Id> m_known;
    mutable std::uint64_t m_version = 0;
};

} // namespace

QAccessibleInterface *accessibleRows(std::unique_ptr<AccessibleRows> rows, QAccessible::Role list, QAccessible::Role row)
{
    return new ViewAccessible(std::move(rows), list, row);
}

} // namespace triptych::ui
