#include "ui/trace/waterfall_accessible.h"

#include "ui/trace/waterfall_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <algorithm>
#include <limits>

namespace triptych::ui {

namespace {

/// One row. Lives until the rows change; knows its row by number only.
class RowAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    RowAccessible(WaterfallView *view, std::int64_t row) : m_view(view), m_row(row) {}

    bool isValid() const override { return span() != SpanIndex::None; }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::TreeItem; }
    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name)
            return m_view->state().describe(span()).replace(u'\n', QStringLiteral(", "));
        return {};
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        const QRect row = m_view->rowRect(span());
        return {m_view->viewport()->mapToGlobal(row.topLeft()), row.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        const SpanIndex of = span();
        state.selected = of != SpanIndex::None && of == m_view->state().selected();
        state.focused = state.selected && m_view->hasFocus();
        const auto &rows = m_view->state().rows();
        if (of != SpanIndex::None && rows.hasChildren(of)) {
            state.expandable = true;
            state.expanded = !rows.isFolded(of);
            state.collapsed = rows.isFolded(of);
        }
        state.invisible = m_view->rowRect(of).bottom() < 0 || m_view->rowRect(of).top() > m_view->viewport()->height();
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
            m_view->activateRow(span());
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    SpanIndex span() const
    {
        const auto &rows = m_view->state().rows();
        return rows.isNull() ? SpanIndex::None : rows.at(m_row);
    }

    WaterfallView *m_view;
    std::int64_t m_row;
};

class WaterfallAccessible : public QAccessibleWidget
{
public:
    explicit WaterfallAccessible(WaterfallView *view) : QAccessibleWidget(view, QAccessible::Tree), m_view(view) {}
    ~WaterfallAccessible() override { forget(); }

    int childCount() const override
    {
        const auto &rows = m_view->state().rows();
        return rows.isNull() ? 0 : static_cast<int>(std::min<std::int64_t>(rows.rowCount(), std::numeric_limits<int>::max()));
    }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        const auto version = m_view->state().rows().version();
        if (m_version != version || m_rows.size() > kMostKept) {
            forget();
            m_version = version;
        }
        auto &id = m_rows[index];
        if (!id)
            id = QAccessible::registerAccessibleInterface(new RowAccessible(m_view, index));
        return QAccessible::accessibleInterface(id);
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const SpanIndex span = m_view->spanAtPoint(m_view->viewport()->mapFromGlobal(QPoint(x, y)));
        return span == SpanIndex::None ? nullptr : child(static_cast<int>(m_view->state().rows().rowOf(span)));
    }
    QAccessibleInterface *focusChild() const override
    {
        const SpanIndex span = m_view->state().selected();
        return span == SpanIndex::None ? nullptr : child(static_cast<int>(m_view->state().rows().rowOf(span)));
    }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (auto it = m_rows.constBegin(); it != m_rows.constEnd(); ++it)
            if (QAccessible::accessibleInterface(it.value()) == wanted)
                return it.key();
        return -1;
    }

private:
    static constexpr qsizetype kMostKept = 4096; // a reader that walks a million rows must not keep them all

    void forget() const
    {
        for (const QAccessible::Id id : std::as_const(m_rows))
            QAccessible::deleteAccessibleInterface(id);
        m_rows.clear();
    }

    WaterfallView *m_view;
    mutable QHash<int, QAccessible::Id> m_rows;
    mutable std::uint64_t m_version = 0;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<WaterfallView *>(object);
    return view ? new WaterfallAccessible(view) : nullptr;
}

} // namespace

void installWaterfallAccessibility()
{
    static const bool once = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(once);
}

} // namespace triptych::ui
