#pragma once
#include "ui/common/context.h"
#include "ui/map/map_painter.h"

#include <QScrollArea>

class QVBoxLayout;

namespace triptych::ui {

/// What is known of the chosen node or edge, and what to do with it. GUI thread.
class MapSide : public QScrollArea
{
    Q_OBJECT
public:
    explicit MapSide(Context &context, QWidget *parent = nullptr);

    /// What the map's nodes are values of: a service, or the tag they were grouped by.
    void setKey(const QString &key) { m_key = key; }
    void show(const std::shared_ptr<const scene::ServiceMap> &map, MapItem item);

    enum class Verb : std::uint8_t { Filter, Exclude, Traces, FailingTraces, Flame, Logs };
    /// Filters to the node (of an edge: what is called, or its caller where that has no spans) and goes there.
    void act(Verb verb);

Q_SIGNALS:
    void itemWanted(MapItem item);

private:
    void clear();
    void addTitle(const QString &name, const QColor &swatch, const QString &note);
    void addFigures(const telemetry::CallFigures &calls);
    void addHeading(const QString &text);
    void addRow(const QString &name, const QColor &swatch, const telemetry::CallFigures &calls, MapItem goal);
    void addVerbs(const telemetry::CallFigures &calls);
    void showNode(std::uint32_t node);
    void showEdge(std::uint32_t edge);
    QColor swatchOf(std::uint32_t node) const;

    Context &m_context;
    QString m_key = QStringLiteral("service");
    std::shared_ptr<const scene::ServiceMap> m_map;
    std::string m_subject; // value of m_key that the verbs are about
    QWidget *m_body;
    QVBoxLayout *m_layout;
};

} // namespace triptych::ui
