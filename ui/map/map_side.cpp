#include "ui/map/map_side.h"

#include "items/cell_text.h"
#include "query/compose.h"
#include "ui/common/elided_label.h"
#include "ui/common/flat_button.h"
#include "ui/common/state_pane.h"
#include "ui/common/text_label.h"
#include "ui/map/map_painter.h"
#include "ui/map/map_row.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace triptych::ui {

using telemetry::CallFigures;
using telemetry::ServiceNode;

namespace {

constexpr double kFailingShown = 0.01;

QWidget *line(QWidget *parent)
{
    auto *line = new QWidget(parent);
    line->setFixedHeight(1);
    line->setBackgroundRole(QPalette::Midlight);
    line->setAutoFillBackground(true);
    return line;
}

} // namespace

MapSide::MapSide(Context &context, QWidget *parent)
    : QScrollArea(parent), m_context(context), m_body(new QWidget), m_layout(new QVBoxLayout(m_body))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("The chosen service or call"));
    m_body->setBackgroundRole(QPalette::Base);
    m_body->setAutoFillBackground(true);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    setWidget(m_body);
    // Swatches are colours of the theme.
    connect(&context.theme, &Theme::changed, this, [this] { m_body->update(); });
}

void MapSide::clear()
{
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // it may be the row that was just pressed
        }
        delete item;
    }
}

QColor MapSide::swatchOf(std::uint32_t node) const
{
    const ServiceNode &n = m_map->graph.nodes[node];
    return n.hasSpans() ? m_context.theme.service(items::textOf(n.name)) : m_context.theme.color(Role::LineStrong);
}

void MapSide::addTitle(const QString &name, const QColor &swatch, const QString &note)
{
    auto *row = new QWidget;
    row->setFixedHeight(metrics::kPaneHeader);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(metrics::kMargin, 0, metrics::kPadding, 0);
    layout->setSpacing(metrics::kPadding);
    auto *dot = new QWidget;
    dot->setFixedSize(metrics::kPadding, metrics::kPadding);
    QPalette palette = dot->palette();
    palette.setColor(QPalette::Window, swatch);
    dot->setPalette(palette);
    dot->setBackgroundRole(QPalette::Window); // or it would take the role of what it stands in
    dot->setAutoFillBackground(true);
    layout->addWidget(dot);
    auto *title = new ElidedLabel(m_context.theme, name);
    title->setFont(m_context.theme.strong());
    layout->addWidget(title, 1);
    if (!note.isEmpty())
        layout->addWidget(new TextLabel(m_context.theme, note, m_context.theme.small(), Role::TextSecondary));
    m_layout->addWidget(row);
    m_layout->addWidget(line(m_body));
}

void MapSide::addFigures(const CallFigures &calls)
{
    auto *grid = new QWidget;
    auto *layout = new QGridLayout(grid);
    layout->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    layout->setHorizontalSpacing(metrics::kMargin);
    layout->setVerticalSpacing(metrics::kGrid / 2);
    const bool failing = errorShare(calls) >= kFailingShown;
    const std::tuple<QString, QString, Role> all[] = {
        {tr("Rate"), items::rateText(calls.rate), Role::Text},
        {tr("Errors"), items::percentText(errorShare(calls)), failing ? Role::Error : Role::Text},
        {tr("p50"), items::durationText(calls.p50), Role::Text},
        {tr("p95"), items::durationText(calls.p95), Role::Text},
    };
    int column = 0;
    for (const auto &[name, value, role] : all) {
        layout->addWidget(new TextLabel(m_context.theme, name, m_context.theme.small(), Role::TextSecondary), 0, column);
        layout->addWidget(new TextLabel(m_context.theme, value, m_context.theme.strong(), role), 1, column);
        layout->setColumnStretch(column++, 1);
    }
    m_layout->addWidget(grid);
    m_layout->addWidget(line(m_body));
}

void MapSide::addHeading(const QString &text)
{
    auto *label = new TextLabel(m_context.theme, text, m_context.theme.strong());
    label->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, 0);
    label->setFixedHeight(metrics::kPaneHeader);
    m_layout->addWidget(label);
    m_layout->addWidget(line(m_body));
}

void MapSide::addRow(const QString &name, const QColor &swatch, const CallFigures &calls, MapItem goal)
{
    const bool leads = goal.kind != MapItem::Kind::None;
    auto *row = new MapRow(m_context.theme, name, swatch,
                           {items::rateText(calls.rate), items::durationText(calls.p95), items::percentText(errorShare(calls))},
                           leads ? MapRow::Leads::ToItem : MapRow::Leads::Nowhere);
    row->setFailing(errorShare(calls) >= kFailingShown);
    row->setToolTip(items::plainToolTip(row->accessibleName()));
    connect(row, &QAbstractButton::clicked, this, [this, goal] { Q_EMIT itemWanted(goal); });
    m_layout->addWidget(row);
}

void MapSide::addVerbs(const CallFigures &calls)
{
    auto *buttons = new QWidget;
    auto *grid = new QGridLayout(buttons);
    grid->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    grid->setSpacing(metrics::kPadding);
    const auto add = [&](const QString &text, Verb verb, FlatButton::Kind kind, int row, int column) {
        auto *button = new FlatButton(m_context.theme, text, kind);
        connect(button, &QPushButton::clicked, this, [this, verb] { act(verb); });
        grid->addWidget(button, row, column);
    };
    const bool failing = calls.errors > 0;
    add(failing ? tr("Failing traces") : tr("Traces"), failing ? Verb::FailingTraces : Verb::Traces, FlatButton::Kind::Soft, 0, 0);
    add(tr("Flame graph"), Verb::Flame, FlatButton::Kind::Outlined, 0, 1);
    add(tr("Logs"), Verb::Logs, FlatButton::Kind::Outlined, 0, 2);
    add(tr("Filter to this"), Verb::Filter, FlatButton::Kind::Outlined, 1, 0);
    add(tr("Exclude"), Verb::Exclude, FlatButton::Kind::Outlined, 1, 1);
    if (failing)
        add(tr("All traces"), Verb::Traces, FlatButton::Kind::Outlined, 1, 2);
    grid->setColumnStretch(3, 1);
    m_layout->addWidget(buttons);
}

void MapSide::showNode(std::uint32_t node)
{
    const auto &graph = m_map->graph;
    const ServiceNode &n = graph.nodes[node];
    QString note;
    if (!n.hasSpans())
        note = n.system.empty() ? tr("no spans of its own") : tr("%1, no spans of its own").arg(items::textOf(n.system));
    addTitle(items::textOf(n.name), swatchOf(node), note);
    addFigures(n.requests);
    m_subject = n.name;
    if (!n.hasSpans()) { // its callers' spans are what can be filtered
        m_subject.clear();
        for (const auto &edge : graph.edges)
            if (edge.to == node && m_subject.empty())
                m_subject = graph.nodes[edge.from].name;
    }
    if (!n.operations.empty()) {
        addHeading(tr("Operations"));
        for (const auto &operation : n.operations)
            addRow(items::textOf(operation.name), {}, operation.requests, {});
        m_layout->addWidget(line(m_body));
    }
    for (const bool callers : {true, false}) {
        bool any = false;
        for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
            const auto &edge = graph.edges[e];
            if ((callers ? edge.to : edge.from) != node)
                continue;
            if (!any)
                addHeading(callers ? tr("Called by") : tr("Calls"));
            any = true;
            const std::uint32_t other = callers ? edge.from : edge.to;
            addRow(items::textOf(graph.nodes[other].name), swatchOf(other), edge.calls, {MapItem::Kind::Edge, e});
        }
        if (any)
            m_layout->addWidget(line(m_body));
    }
    addVerbs(n.requests);
}

void MapSide::showEdge(std::uint32_t index)
{
    const auto &graph = m_map->graph;
    const auto &edge = graph.edges[index];
    const QString from = items::textOf(graph.nodes[edge.from].name), to = items::textOf(graph.nodes[edge.to].name);
    addTitle(from + QStringLiteral(" → ") + to, swatchOf(edge.to), tr("%1 calls").arg(items::countText(edge.calls.count)));
    addFigures(edge.calls);
    addHeading(tr("Ends"));
    addRow(from, swatchOf(edge.from), graph.nodes[edge.from].requests, {MapItem::Kind::Node, edge.from});
    addRow(to, swatchOf(edge.to), graph.nodes[edge.to].requests, {MapItem::Kind::Node, edge.to});
    m_layout->addWidget(line(m_body));
    m_subject = graph.nodes[graph.nodes[edge.to].hasSpans() ? edge.to : edge.from].name;
    addVerbs(edge.calls);
}

void MapSide::show(const std::shared_ptr<const scene::ServiceMap> &map, MapItem item)
{
    clear();
    m_map = map;
    m_subject.clear();
    if (!map || item.kind == MapItem::Kind::None) {
        auto *nothing = new StatePane(m_context.theme);
        nothing->showEmpty(tr("Nothing selected"), tr("Choose a service or a call: its figures, who calls it and what it calls stand here. Arrow keys walk the map."));
        m_layout->addWidget(nothing, 1);
        return;
    } else if (item.isNode()) {
        showNode(item.index);
    } else {
        showEdge(item.index);
    }
    m_layout->addStretch();
}

void MapSide::act(Verb verb)
{
    if (m_subject.empty())
        return;
    session::Session &session = m_context.session;
    const std::string key = m_key.toStdString();
    session.setFilter(query::combined(session.filter(), key, m_subject, verb == Verb::Exclude ? query::Combine::AndNot : query::Combine::And));
    if (verb == Verb::FailingTraces)
        session.setFilter(query::combined(session.filter(), "status", "error", query::Combine::And));
    switch (verb) {
    case Verb::Filter:
    case Verb::Exclude: break;
    case Verb::Traces:
    case Verb::FailingTraces: session.setPage(session::Page::Traces); break;
    case Verb::Flame: session.setPage(session::Page::Flame); break;
    case Verb::Logs: session.setPage(session::Page::Logs); break;
    }
}

} // namespace triptych::ui
