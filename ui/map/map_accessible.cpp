#include "ui/map/map_accessible.h"

#include "ui/map/map_canvas.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>

namespace triptych::ui {

namespace {

/// One node; knows it by number only.
class NodeAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    NodeAccessible(MapCanvas *canvas, std::uint32_t node) : m_canvas(canvas), m_node(node) {}

    bool isValid() const override { return m_canvas->map() && m_node < m_canvas->map()->graph.nodes.size(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_canvas); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? m_canvas->painter().nodeText(m_node) : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        const QRect rect = isValid() ? m_canvas->itemRect(item()).toRect() : QRect();
        return {m_canvas->mapToGlobal(rect.topLeft()), rect.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.selected = m_canvas->selected() == item();
        state.focused = state.selected && m_canvas->hasFocus();
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
            m_canvas->reveal(item());
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    MapItem item() const { return {MapItem::Kind::Node, m_node}; }

    MapCanvas *m_canvas;
    std::uint32_t m_node;
};

class MapAccessible : public QAccessibleWidget
{
public:
    explicit MapAccessible(MapCanvas *canvas) : QAccessibleWidget(canvas, QAccessible::List), m_canvas(canvas) {}
    ~MapAccessible() override
    {
        for (const QAccessible::Id id : std::as_const(m_nodes))
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return m_canvas->map() ? int(m_canvas->map()->graph.nodes.size()) : 0; }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        auto &id = m_nodes[index];
        if (!id)
            id = QAccessible::registerAccessibleInterface(new NodeAccessible(m_canvas, std::uint32_t(index)));
        return QAccessible::accessibleInterface(id);
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const MapItem item = m_canvas->itemAt(m_canvas->mapFromGlobal(QPoint(x, y)));
        return item.isNode() ? child(int(item.index)) : nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        return m_canvas->selected().isNode() ? child(int(m_canvas->selected().index)) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (auto it = m_nodes.constBegin(); it != m_nodes.constEnd(); ++it)
            if (QAccessible::accessibleInterface(it.value()) == wanted)
                return it.key();
        return -1;
    }

private:
    MapCanvas *m_canvas;
    mutable QHash<int, QAccessible::Id> m_nodes;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *canvas = qobject_cast<MapCanvas *>(object);
    return canvas ? new MapAccessible(canvas) : nullptr;
}

} // namespace

void installMapAccessibility()
{
    static const bool once = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(once);
}

} // namespace triptych::ui
