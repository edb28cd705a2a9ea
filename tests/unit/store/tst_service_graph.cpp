#include "store/call_collector.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::telemetry;
using store::CallCollector;
using store::CallSpan;

namespace {

struct Row {
    std::uint64_t trace, span, parent;
    const char *service, *name;
    Nanos duration;
    bool error = false;
    const char *callee = nullptr;
    ServiceNode::Kind kind = ServiceNode::Kind::Peer;
    bool consumes = false, serverHalf = false;
};

ServiceGraph graphOf(const std::vector<Row> &rows)
{
    CallCollector calls;
    std::vector<std::string> names;
    for (const Row &row : rows) {
        CallSpan span;
        span.traceLo = row.trace;
        span.span = row.span;
        span.parent = row.parent;
        span.start = 1'000'000'000;
        span.duration = row.duration;
        span.node = calls.node(row.service);
        span.name = static_cast<std::int32_t>(names.size());
        const auto known = std::find(names.begin(), names.end(), row.name);
        if (known == names.end())
            names.push_back(row.name);
        else
            span.name = static_cast<std::int32_t>(known - names.begin());
        span.error = row.error;
        span.consumes = row.consumes;
        span.serverHalf = row.serverHalf;
        if (row.callee)
            span.callee = calls.callee(row.callee, row.kind, {});
        calls.add(span);
    }
    return *calls.graph(TimeRange{0, 2'000'000'000}, [&](std::int32_t name) { return names.at(static_cast<std::size_t>(name)); }, {});
}

/// A line a node: name, spans, requests, errors; then a line an edge: count, errors, p50, p95.
std::string textOf(const ServiceGraph &graph)
{
    std::string text;
    for (const auto &node : graph.nodes)
        text += node.name + (node.hasSpans() ? " " : " (no spans) ") + std::to_string(node.spans) + ' ' +
                std::to_string(node.requests.count) + ' ' + std::to_string(node.requests.errors) + '\n';
    for (const auto &edge : graph.edges)
        text += graph.nodes[edge.from].name + " > " + graph.nodes[edge.to].name + ' ' + std::to_string(edge.calls.count) + ' ' +
                std::to_string(edge.calls.errors) + ' ' + std::to_string(edge.calls.p50) + ' ' + std::to_string(edge.calls.p95) + '\n';
    return text;
}

} // namespace

class ServiceGraphTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void callsBetweenServicesAreCounted()
    {
        std::vector<Row> rows;
        for (std::uint64_t trace : {7u, 8u})
            for (const Row &row : {Row{trace, 1, 0, "web", "get", 1000}, Row{trace, 2, 1, "shop", "list", 100},
                                   Row{trace, 3, 2, "shop", "own", 50, true}, Row{trace, 4, 3, "db", "q", 10, true},
                                   Row{trace, 5, 3, "db", "q", 30}, Row{trace, 6, 99, "mail", "lost", 5}})
                rows.push_back(row);
        const ServiceGraph graph = graphOf(rows);
        QCOMPARE(textOf(graph), std::string("db 4 4 2\nmail 2 2 0\nshop 4 2 0\nweb 2 2 0\n"
                                            "shop > db 4 2 20 30\nweb > shop 2 0 100 100\n"));
        QCOMPARE(graph.traces, 2u);
        QCOMPARE(graph.edges[1].calls.rate, 1.0); // two calls in the two seconds asked for
    }

    void childrenMayComeBeforeTheirParents()
    {
        QCOMPARE(textOf(graphOf({{7, 2, 1, "b", "x", 5}, {7, 1, 0, "a", "x", 9}})), std::string("a 1 1 0\nb 1 1 0\na > b 1 0 5 5\n"));
    }

    void spansOfOtherTracesWithTheSameIdAreNoParents()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "a", "x", 9}, {8, 2, 1, "b", "x", 5}})), std::string("a 1 1 0\nb 1 1 0\n"));
    }

    void aCalleeWithoutSpansIsKnownByItsCallersTags()
    {
        const ServiceGraph graph = graphOf({{7, 1, 0, "shop", "get", 100},
                                            {7, 2, 1, "shop", "SELECT items", 40, true, "orders", ServiceNode::Kind::Database},
                                            {7, 3, 1, "shop", "SELECT items", 20, false, "orders", ServiceNode::Kind::Database}});
        QCOMPARE(textOf(graph), std::string("orders (no spans) 0 2 1\nshop 3 1 0\nshop > orders 2 1 30 39\n"));
        QCOMPARE(graph.nodes[0].operations.size(), std::size_t(1));
        QCOMPARE(graph.nodes[0].operations[0].name, std::string("SELECT items"));
    }

    void anAnsweredClientIsNotCountedTwice()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "shop", "call", 100, false, "payment"}, {7, 2, 1, "payment", "charge", 80}})),
                 std::string("payment 1 1 0\nshop 1 1 0\nshop > payment 1 0 80 80\n"));
    }

    void anUnansweredClientCallsTheServiceOfThatName()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "shop", "call", 100, false, "payment"}, {8, 2, 0, "payment", "charge", 80}})),
                 std::string("payment 1 1 0\nshop 1 1 0\nshop > payment 1 0 100 100\n"));
    }

    void aWrapperAroundAClientIsOneCall()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "shop", "orm", 50, false, "orders", ServiceNode::Kind::Database},
                                 {7, 2, 1, "shop", "sql", 40, false, "orders", ServiceNode::Kind::Database}})),
                 std::string("orders (no spans) 0 1 0\nshop 2 1 0\nshop > orders 1 0 40 40\n"));
    }

    void aClientSpanUnderAServiceOfItsOwnIsTheCallee()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "shop", "get", 50},
                                 {7, 2, 1, "shop-db", "sql", 40, false, "orders", ServiceNode::Kind::Database}})),
                 std::string("shop 1 1 0\nshop-db 1 1 0\nshop > shop-db 1 0 40 40\n"));
    }

    void aQueueStandsBetweenProducerAndConsumerOfDifferentTraces()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "shop", "send", 5, false, "mails", ServiceNode::Kind::Queue},
                                 {8, 2, 0, "mailer", "receive", 9, false, "mails", ServiceNode::Kind::Queue, true}})),
                 std::string("mailer 1 1 0\nmails (no spans) 0 1 0\nshop 1 1 0\nmails > mailer 1 0 9 9\nshop > mails 1 0 5 5\n"));
    }

    void aServerHalfThatSharesAnIdIsCalledByItsClientHalf()
    {
        QCOMPARE(textOf(graphOf({{7, 1, 0, "web", "call", 10}, {7, 1, 0, "shop", "serve", 8, false, nullptr, {}, false, true},
                                 {7, 2, 1, "db", "q", 3}})),
                 std::string("db 1 1 0\nshop 1 1 0\nweb 1 1 0\nshop > db 1 0 3 3\nweb > shop 1 0 8 8\n"));
    }
};
TRIPTYCH_TEST(ServiceGraphTest)
#include "tst_service_graph.moc"
