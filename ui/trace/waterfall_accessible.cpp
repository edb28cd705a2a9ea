#include "ui/trace/waterfall_accessible.h"

#include "ui/common/accessible_rows.h"
#include "ui/trace/waterfall_view.h"

namespace triptych::ui {

namespace {

class WaterfallRows final : public AccessibleRows
{
public:
    explicit WaterfallRows(WaterfallView *view) : m_view(view) {}
    QWidget *view() const override { return m_view; }
    QWidget *viewport() const override { return m_view->viewport(); }
    qint64 count() const override { return rows().isNull() ? 0 : rows().rowCount(); }
    QString text(int row) const override { return m_view->state().describe(rows().at(row)).replace(u'\n', QStringLiteral(", ")); }
    QRect rect(int row) const override { return m_view->rowRect(rows().at(row)); }
    int at(const QPoint &point) const override { return rowOf(m_view->spanAtPoint(point)); }
    int current() const override { return rowOf(m_view->state().selected()); }
    void press(int row) override { m_view->activateRow(rows().at(row)); }
    void addState(int row, QAccessible::State &state) const override
    {
        const SpanIndex span = rows().at(row);
        if (span != SpanIndex::None && rows().hasChildren(span)) {
            state.expandable = true;
            state.expanded = !rows().isFolded(span);
            state.collapsed = rows().isFolded(span);
        }
        const QRect rect = m_view->rowRect(span);
        state.invisible = rect.bottom() < 0 || rect.top() > m_view->viewport()->height();
    }
    std::uint64_t version() const override { return rows().version(); }

private:
    const scene::RowLayout &rows() const { return m_view->state().rows(); }
    int rowOf(SpanIndex span) const { return span == SpanIndex::None || rows().isNull() ? -1 : int(rows().rowOf(span)); }

    WaterfallView *m_view;
};

QAccessibleInterface *waterfallInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<WaterfallView *>(object);
    return view ? accessibleRows(std::make_unique<WaterfallRows>(view), QAccessible::Tree, QAccessible::TreeItem) : nullptr;
}

} // namespace

void installWaterfallAccessibility()
{
    static const bool once = (QAccessible::installFactory(waterfallInterface), true);
    Q_UNUSED(once);
}

} // namespace triptych::ui
