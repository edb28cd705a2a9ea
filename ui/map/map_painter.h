#pragma once
#include "scene/service_map.h"
#include "ui/theme/theme.h"

#include <QPainterPath>
#include <memory>

class QPainter;

namespace triptych::ui {

/// Errors of all calls, 0 to 1.
inline double errorShare(const telemetry::CallFigures &calls)
{
    return calls.count == 0 ? 0 : double(calls.errors) / double(calls.count);
}

/// A node or an edge of the map, or nothing.
struct MapItem {
    enum class Kind : std::uint8_t { None, Node, Edge };
    Kind kind = Kind::None;
    std::uint32_t index = 0;
    bool operator==(const MapItem &) const = default;
    bool isNode() const { return kind == Kind::Node; }
    bool isEdge() const { return kind == Kind::Edge; }
};
/// What the labels and colours of edges tell first.
enum class MapEmphasis : std::uint8_t { Errors, Latency };

/// Paints a service map in its own coordinates; window, picture and SVG alike. GUI thread.
class MapPainter
{
public:
    explicit MapPainter(const Theme &theme) : m_theme(theme) {}

    enum class Density { Roomy, Close };
    static scene::MapMeasures measures(Density density);
    /// Places of the labels: chosen once per map, so that they do not cover boxes or each other.
    void setMap(std::shared_ptr<const scene::ServiceMap> map);
    void setEmphasis(MapEmphasis emphasis);
    /// Nodes with this text in their name have it marked, the others stand back; empty: none do.
    void setMatch(const QString &text) { m_match = text; }
    /// The nodes with this text in their name, ascending; none for none.
    std::vector<std::uint32_t> matches(const QString &text) const;

    /// `visible`, in map coordinates, bounds what is painted.
    void paint(QPainter &painter, const QRectF &visible, MapItem selected, MapItem hovered, bool focused) const;
    QRectF box(std::uint32_t node) const;
    const QPainterPath &path(std::uint32_t edge) const { return m_paths[edge]; }
    /// The label of an edge; empty where it has none.
    QRectF label(std::uint32_t edge) const { return m_labels[edge]; }
    QString nodeText(std::uint32_t node) const; ///< figures in a sentence, for tooltips and readers
    QString edgeText(std::uint32_t edge) const;

private:
    bool isMatch(std::uint32_t node, const QString &text) const;
    bool isLabelled(std::uint32_t edge) const;
    void placeLabels();
    QColor edgeColour(std::uint32_t edge) const;
    void paintEdge(QPainter &painter, std::uint32_t edge, bool strong) const;
    void paintLabel(QPainter &painter, std::uint32_t edge) const;
    void paintNode(QPainter &painter, std::uint32_t node, MapItem selected, MapItem hovered, bool focused) const;

    const Theme &m_theme;
    std::shared_ptr<const scene::ServiceMap> m_map;
    MapEmphasis m_emphasis = MapEmphasis::Errors;
    std::vector<QPainterPath> m_paths;
    std::vector<QRectF> m_labels;
    QString m_match;
};

} // namespace triptych::ui
