#include "app/cli/rows.h"
#include "telemetry/human_text.h"

#include <cstdio>

namespace triptych::cli {

using namespace telemetry;

namespace {

std::string_view kindName(ServiceNode::Kind kind)
{
    switch (kind) {
    case ServiceNode::Kind::Service: return "service";
    case ServiceNode::Kind::Database: return "database";
    case ServiceNode::Kind::Queue: return "queue";
    case ServiceNode::Kind::Peer: return "peer";
    }
    return "service";
}

void writeFigures(JsonWriter &json, const CallFigures &figures)
{
    json.field("count", figures.count).field("errors", figures.errors).field("rate", figures.rate);
    json.field("p50", figures.p50).field("p95", figures.p95);
}

void writeGraphJson(Output &out, const ServiceGraph &graph)
{
    JsonWriter json(out);
    json.beginObject().field("traces", graph.traces).field("spans", graph.spans);
    json.time("from", graph.extent.from).time("to", graph.extent.to);
    json.key("nodes").beginArray();
    for (const ServiceNode &node : graph.nodes) {
        json.beginObject().field("name", node.name).field("kind", kindName(node.kind)).field("system", node.system).field("spans", node.spans);
        writeFigures(json, node.requests);
        json.endObject();
    }
    json.endArray().key("edges").beginArray();
    for (const ServiceEdge &edge : graph.edges) {
        json.beginObject().field("from", graph.nodes[edge.from].name).field("to", graph.nodes[edge.to].name);
        writeFigures(json, edge.calls);
        json.endObject();
    }
    json.endArray().endObject();
    json.end();
}

std::string rateText(double rate)
{
    char text[32];
    std::snprintf(text, sizeof text, rate < 10 ? "%.2f /s" : "%.0f /s", rate);
    return text;
}

std::vector<std::string> cells(const CallFigures &figures)
{
    return {formatCount(figures.count), rateText(figures.rate), formatCount(figures.errors), formatDuration(figures.p50), formatDuration(figures.p95)};
}

void addFigures(TextTable &table, const char *what)
{
    for (const char *title : {what, "rate", "errors", "p50", "p95"})
        table.column(title, TextTable::Align::Right);
}

void writeTables(Output &out, const ServiceGraph &graph)
{
    TextTable edges;
    edges.column("from");
    edges.column("to");
    addFigures(edges, "calls");
    for (const ServiceEdge &edge : graph.edges) {
        std::vector<std::string> row{graph.nodes[edge.from].name, graph.nodes[edge.to].name};
        for (std::string &cell : cells(edge.calls))
            row.push_back(std::move(cell));
        edges.row(std::move(row));
    }
    TextTable nodes;
    nodes.column("node");
    nodes.column("kind");
    addFigures(nodes, "requests");
    for (const ServiceNode &node : graph.nodes) {
        std::vector<std::string> row{node.name, node.system.empty() ? std::string(kindName(node.kind)) : node.system};
        for (std::string &cell : cells(node.requests))
            row.push_back(std::move(cell));
        nodes.row(std::move(row));
    }
    nodes.print(out);
    out.write("\n");
    edges.print(out);
}

} // namespace

int runServicemap(Context &context)
{
    auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    if (const auto text = context.arguments.value("trace")) {
        const auto trace = findTrace(input->asked(), *text, context.stop);
        if (!trace)
            return context.fail(trace.error());
        const auto filter = query::Filter::parse("trace:" + telemetry::hex(*trace));
        if (!filter)
            return context.fail(filter.error());
        input->selection.filter = input->selection.filter.and_(*filter);
    }
    const auto graph = input->source->serviceGraph(input->selection, context.arguments.value("by").value_or(""), nullptr, context.stop);
    if (!graph)
        return context.fail(graph.error());
    if (context.json)
        writeGraphJson(context.out, *graph);
    else
        writeTables(context.out, *graph);
    return input->exit();
}

} // namespace triptych::cli
