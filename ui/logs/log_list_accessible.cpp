#include "ui/logs/log_list_accessible.h"

#include "ui/common/accessible_rows.h"
#include "ui/logs/log_list.h"

namespace triptych::ui {

namespace {

class LogRows final : public AccessibleRows
{
public:
    explicit LogRows(LogList *list) : m_list(list) {}
    QWidget *view() const override { return m_list; }
    QWidget *viewport() const override { return m_list->viewport(); }
    qint64 count() const override { return m_list->rowCount(); }
    QString text(int row) const override { return m_list->describe(row); }
    QRect rect(int row) const override { return m_list->rowRect(row); }
    int at(const QPoint &point) const override { return int(m_list->rowAt(point)); }
    int current() const override { return int(m_list->current()); }
    void press(int row) override { m_list->moveTo(row); }
    void addState(int row, QAccessible::State &state) const override
    {
        state.expandable = true;
        state.expanded = row == m_list->openRow();
        state.collapsed = !state.expanded;
        state.invisible = m_list->rowRect(row).isEmpty();
    }

private:
    LogList *m_list;
};

QAccessibleInterface *logListInterface(const QString &, QObject *object)
{
    auto *list = qobject_cast<LogList *>(object);
    return list ? accessibleRows(std::make_unique<LogRows>(list), QAccessible::List, QAccessible::ListItem) : nullptr;
}

} // namespace

void installLogListAccessibility()
{
    static const bool once = (QAccessible::installFactory(logListInterface), true);
    Q_UNUSED(once);
}

} // namespace triptych::ui
