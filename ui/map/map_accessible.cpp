#include "ui/map/map_accessible.h"

#include "ui/common/accessible_rows.h"
#include "ui/map/map_canvas.h"

namespace triptych::ui {

namespace {

class MapNodes final : public AccessibleRows
{
public:
    explicit MapNodes(MapCanvas *canvas) : m_canvas(canvas) {}
    QWidget *view() const override { return m_canvas; }
    QWidget *viewport() const override { return m_canvas; }
    qint64 count() const override { return m_canvas->map() ? qint64(m_canvas->map()->graph.nodes.size()) : 0; }
    QString text(int row) const override { return m_canvas->painter().nodeText(std::uint32_t(row)); }
    QRect rect(int row) const override { return m_canvas->itemRect(item(row)).toRect(); }
    int at(const QPoint &point) const override { return indexOf(m_canvas->itemAt(point)); }
    int current() const override { return indexOf(m_canvas->selected()); }
    void press(int row) override { m_canvas->reveal(item(row)); }

private:
    static MapItem item(int row) { return {MapItem::Kind::Node, std::uint32_t(row)}; }
    static int indexOf(const MapItem &item) { return item.isNode() ? int(item.index) : -1; }

    MapCanvas *m_canvas;
};

QAccessibleInterface *mapInterface(const QString &, QObject *object)
{
    auto *canvas = qobject_cast<MapCanvas *>(object);
    return canvas ? accessibleRows(std::make_unique<MapNodes>(canvas), QAccessible::List, QAccessible::ListItem) : nullptr;
}

} // namespace

void installMapAccessibility()
{
    static const bool once = (QAccessible::installFactory(mapInterface), true);
    Q_UNUSED(once);
}

} // namespace triptych::ui
