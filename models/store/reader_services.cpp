#include "store/call_collector.h"
#include "store/reader_impl.h"

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// Tags that say whom a span talks to, the one that names it best first (OpenTelemetry's present and former names).
constexpr const char *kPeers[] = {"peer.service"};
constexpr const char *kQueues[] = {"messaging.destination.name", "messaging.destination"};
constexpr const char *kDatabases[] = {"db.namespace", "db.name", "db.instance"};
constexpr const char *kDatabaseSystems[] = {"db.system.name", "db.system", "db.type"};
constexpr const char *kQueueSystems[] = {"messaging.system"};
constexpr const char *kHosts[] = {"server.address", "net.peer.name", "peer.hostname", "http.host", "net.peer.ip"};

/// `coalesce(…)` over the tags that any span has; `''` if none.
template <std::size_t n> std::string firstOfKeys(const Database &db, const std::function<std::string(const std::string &)> &expression, const char *const (&keys)[n])
{
    const Catalogued catalogued(db);
    std::string out;
    for (const char *key : keys) {
        const auto ways = catalogued.waysTo(Table::Spans, key);
        if (!ways.column.empty() || ways.records)
            out += "nullif(" + expression(key) + ", ''), ";
    }
    return out.empty() ? "''" : "coalesce(" + out + "'')";
}

} // namespace

Result<ServiceGraph> Reader::serviceGraph(const Selection &selection, const std::string &groupBy, base::Progress *progress, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    std::string from = " FROM span_rows r";
    if (!condition.all())
        from += " SEMI JOIN (SELECT r.trace_hi AS hi, r.trace_lo AS lo FROM span_rows r" + condition.where() + ") x ON r.trace_hi = x.hi AND r.trace_lo = x.lo";
    else if (progress)
        if (const auto spans = m->number("SELECT count(*) FROM span_rows", {}, stop))
            progress->total = static_cast<std::uint64_t>(*spans);
    const auto expression = [this](const std::string &key) { return m->groupExpression(Table::Spans, key); };
    const auto asked = [&](const auto &keys) { return "CASE WHEN r.kind >= 3 THEN " + firstOfKeys(m->db, expression, keys) + " ELSE '' END"; };
    const std::string group = groupBy.empty() || groupBy == "service" ? std::string("''") : m->groupExpression(Table::Spans, groupBy);

    CallCollector calls;
    std::unordered_map<std::int32_t, std::uint32_t> services;
    const auto serviceNode = [&](std::int32_t service) {
        const auto it = services.find(service);
        if (it != services.end())
            return it->second;
        return services.emplace(service, calls.node(m->db.strings.text(service))).first->second;
    };
    constexpr auto kProducer = static_cast<std::uint8_t>(SpanKind::Producer), kConsumer = static_cast<std::uint8_t>(SpanKind::Consumer);
    const auto calleeOf = [&](const duck::Chunk &c, idx_t i) {
        const std::string_view peer = c.text(11, i), queue = c.text(12, i), database = c.text(13, i), dbSystem = c.text(14, i), queueSystem = c.text(15, i),
                               host = c.text(16, i);
        using Kind = ServiceNode::Kind;
        const std::uint8_t kind = c.column<std::uint8_t>(7)[i];
        if (!queue.empty() || !queueSystem.empty())
            return calls.callee(!queue.empty() ? queue : queueSystem, Kind::Queue, queueSystem);
        if (kind == kConsumer || kind == kProducer)
            return CallSpan::kNone; // nothing says from or to where
        if (!dbSystem.empty() || !database.empty())
            return calls.callee(!peer.empty() ? peer : !database.empty() ? database : dbSystem, Kind::Database, dbSystem);
        if (!peer.empty() || !host.empty())
            return calls.callee(!peer.empty() ? peer : host, Kind::Peer, {});
        return CallSpan::kNone;
    };
    const std::string sql = "SELECT r.trace_lo, r.span, r.parent, r.start, r.duration, r.name, r.service, r.kind, r.status, r.shared, " + group + ", " + asked(kPeers) + ", " +
                            asked(kQueues) + ", " + asked(kDatabases) + ", " + asked(kDatabaseSystems) + ", " + asked(kQueueSystems) + ", " + asked(kHosts) + from;
    const auto done = m->query(sql, condition.parameters(),
                               [&](const duck::Chunk &c) {
                                   const std::shared_lock lock(m->db.mutex);
                                   for (idx_t i = 0; i < c.size(); ++i) {
                                       CallSpan span;
                                       span.traceLo = c.column<std::uint64_t>(0)[i];
                                       span.span = c.column<std::uint64_t>(1)[i];
                                       span.parent = c.column<std::uint64_t>(2)[i];
                                       span.start = c.column<std::int64_t>(3)[i];
                                       span.duration = c.column<std::int64_t>(4)[i];
                                       span.name = c.column<std::int32_t>(5)[i];
                                       const std::string_view groupName = c.text(10, i);
                                       span.node = groupName.empty() ? serviceNode(c.column<std::int32_t>(6)[i]) : calls.node(groupName);
                                       const std::uint8_t kind = c.column<std::uint8_t>(7)[i];
                                       span.error = c.column<std::uint8_t>(8)[i] == static_cast<std::uint8_t>(StatusCode::Error);
                                       span.serverHalf = c.column<std::uint8_t>(9)[i] != 0;
                                       span.consumes = kind == kConsumer;
                                       if (kind >= static_cast<std::uint8_t>(SpanKind::Client))
                                           span.callee = calleeOf(c, i);
                                       calls.add(span);
                                   }
                                   if (progress)
                                       progress->done += c.size();
                               },
                               stop);
    if (!done)
        return done.error();
    auto graph = calls.graph(selection.range, [this](std::int32_t name) { return m->text(name); }, stop);
    if (!graph)
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    return std::move(*graph);
}

} // namespace triptych::store
