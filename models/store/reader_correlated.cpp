#include "store/access_place.h"
#include "store/reader_impl.h"
#include "telemetry/clock_text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;
using telemetry::clock_text::kSecond;

namespace {

// A line is weighed against so many spans at most: those whose time is right, the shortest first.
constexpr std::size_t kMostCandidates = 2'000, kMostPlaced = 2'000;

using TagList = std::vector<Tag>;

std::string firstOf(const TagList &tags, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys)
        for (const Tag &tag : tags)
            if (tag.key == key && !tag.value.empty())
                return tag.value;
    return {};
}

Nanos durationIn(const std::string &text, double unit)
{
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && value > 0 && value < 1e9 ? static_cast<Nanos>(value * unit) : 0;
}

std::string pathOf(const TagList &tags)
{
    const std::string path = firstOf(tags, {"url.path", "http.target", "http.route"});
    return path.substr(0, path.find('?'));
}

} // namespace

/// Tags of a record and of the resource beneath it.
std::vector<Tag> Reader::Impl::allTags(Table table, std::int64_t record, std::int32_t resource)
{
    TagList tags;
    if (const auto block = db.blocks->get(table, record / telemetry::kRecordsPerBlock))
        for (const TagView &t : block->tags(static_cast<std::uint32_t>(record % telemetry::kRecordsPerBlock)))
            tags.push_back({std::string(t.key), std::string(t.value), t.type});
    const std::shared_lock lock(db.mutex);
    const TagList &below = db.resources.at(resource).tags;
    tags.insert(tags.end(), below.begin(), below.end());
    return tags;
}

Result<void> Reader::Impl::placeAccessLines(TraceId trace, std::vector<MatchedLog> &lines, const std::unordered_map<std::int64_t, std::int32_t> &resources, std::stop_token stop)
{
    std::vector<std::size_t> loose;
    Nanos first = std::numeric_limits<Nanos>::max(), last = 0;
    for (std::size_t i = 0; i < lines.size() && loose.size() < kMostPlaced; ++i)
        if (lines[i].match == LogMatch::Access && lines[i].row.span.empty() && lines[i].row.time != 0) {
            loose.push_back(i);
            first = std::min(first, lines[i].row.time);
            last = std::max(last, lines[i].row.time);
        }
    if (loose.empty())
        return {};
    std::vector<AccessCandidate> candidates;
    std::vector<std::pair<std::int64_t, std::int32_t>> records;
    // A span may end long after the line and begin before it; what is wholly elsewhere is left out.
    const auto done = query("SELECT r.id, r.span, r.start, r.duration, r.kind, r.service, r.name, r.resource FROM span_rows r WHERE " + traceCondition("r.", trace) +
                                " AND r.start <= ? AND r.start + greatest(r.duration, 0) >= ? ORDER BY r.duration LIMIT " + std::to_string(kMostCandidates),
                            {last + 2 * kSecond, first - 2 * kSecond},
                            [&](const duck::Chunk &c) {
                                const std::shared_lock lock(db.mutex);
                                for (idx_t i = 0; i < c.size(); ++i) {
                                    AccessCandidate one;
                                    one.span = {c.column<std::uint64_t>(1)[i]};
                                    one.start = c.column<std::int64_t>(2)[i];
                                    one.duration = c.column<std::int64_t>(3)[i];
                                    one.kind = static_cast<SpanKind>(c.column<std::uint8_t>(4)[i]);
                                    one.service = db.strings.text(c.column<std::int32_t>(5)[i]);
                                    one.name = db.strings.text(c.column<std::int32_t>(6)[i]);
                                    records.emplace_back(c.column<std::int64_t>(0)[i], c.column<std::int32_t>(7)[i]);
                                    candidates.push_back(std::move(one));
                                }
                            },
                            stop);
    if (!done)
        return done;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const TagList tags = allTags(Table::Spans, records[i].first, records[i].second);
        AccessCandidate &one = candidates[i];
        one.peerService = firstOf(tags, {"service.peer.name", "peer.service"});
        one.host = firstOf(tags, {"host.name", "k8s.node.name", "host"});
        one.pod = firstOf(tags, {"k8s.pod.name", "pod"});
        one.path = pathOf(tags);
        for (const char *key : {"network.peer.address", "net.peer.ip", "net.sock.peer.addr", "server.address", "net.peer.name", "client.address", "http.client_ip", "host.ip", "k8s.pod.ip"})
            if (std::string address = firstOf(tags, {key}); !address.empty())
                one.addresses.push_back(addressOf(address));
    }
    for (const std::size_t i : loose) {
        if (stop.stop_requested())
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        MatchedLog &line = lines[i];
        const auto resource = resources.find(toInt(line.row.record));
        const TagList tags = allTags(Table::Logs, toInt(line.row.record), resource == resources.end() ? 0 : resource->second);
        AccessFacts facts;
        facts.time = line.row.time;
        facts.duration = durationIn(firstOf(tags, {"http.server.request.duration_ms"}), 1e6);
        if (facts.duration == 0)
            facts.duration = durationIn(firstOf(tags, {"http.server.request.duration"}), 1e9);
        facts.service = firstOf(tags, {"kuma.destination_service"});
        if (facts.service.empty())
            facts.service = line.row.service;
        facts.caller = firstOf(tags, {"kuma.source_service"});
        facts.upstream = addressOf(firstOf(tags, {"upstream.address"}));
        facts.client = addressOf(firstOf(tags, {"client.address"}));
        facts.host = firstOf(tags, {"host.name", "k8s.node.name", "host"});
        facts.pod = firstOf(tags, {"k8s.pod.name", "pod"});
        facts.path = pathOf(tags);
        if (const auto place = placeAccessLine(facts, candidates)) {
            line.placed = candidates[place->candidate].span;
            line.why = place->why;
        }
    }
    return {};
}

Result<void> Reader::Impl::addGuesses(TraceId trace, SpanId span, std::size_t room, std::vector<MatchedLog> &out, std::stop_token stop)
{
    std::int64_t record = -1, start = 0, duration = 0;
    std::int32_t service = 0, resource = 0;
    auto done = query("SELECT r.id, r.start, r.duration, r.service, r.resource FROM span_rows r WHERE " + traceCondition("r.", trace) + " AND r.span = " + std::to_string(span.value) + "::UBIGINT LIMIT 1", {},
                      [&](const duck::Chunk &c) {
                          if (c.size() == 0)
                              return;
                          record = c.column<std::int64_t>(0)[0];
                          start = c.column<std::int64_t>(1)[0];
                          duration = c.column<std::int64_t>(2)[0];
                          service = c.column<std::int32_t>(3)[0];
                          resource = c.column<std::int32_t>(4)[0];
                      },
                      stop);
    if (!done || record < 0)
        return done;
    const TagList own = allTags(Table::Spans, record, resource);
    struct Where {
        std::string pod, host;
    };
    const auto whereOf = [](const TagList &tags) { return Where{firstOf(tags, {"k8s.pod.name", "k8s.pod.uid", "pod"}), firstOf(tags, {"host.name", "k8s.node.name", "host"})}; };
    const Where here = whereOf(own);
    struct Line {
        LogRow row;
        std::int32_t service, resource;
    };
    std::vector<Line> lines;
    // Lines of the service, and lines that name no service, of which host or pod must tell.
    const std::size_t most = room * 4 + 1000;
    done = query(std::string("SELECT ") + logColumns() + ", r.resource FROM log_rows r WHERE r.trace_lo = 0 AND r.trace_hi = 0 AND r.service IN (0, " + std::to_string(service) +
                     ") AND r.time >= ? AND r.time <= ? ORDER BY r.time, r.id LIMIT " + std::to_string(most),
                 {start, start + std::max<std::int64_t>(0, duration)},
                 [&](const duck::Chunk &c) {
                     const std::shared_lock lock(db.mutex);
                     for (idx_t i = 0; i < c.size(); ++i)
                         lines.push_back({logRow(c, i), c.column<std::int32_t>(7)[i], c.column<std::int32_t>(10)[i]});
                 },
                 stop);
    if (!done)
        return done;
    for (Line &line : lines) {
        if (room == 0)
            break;
        const Where there = whereOf(allTags(Table::Logs, toInt(line.row.record), line.resource));
        const bool samePod = !here.pod.empty() && here.pod == there.pod, sameHost = !here.host.empty() && here.host == there.host;
        const bool otherPod = !here.pod.empty() && !there.pod.empty() && !samePod, otherHost = !here.host.empty() && !there.host.empty() && !sameHost;
        const bool sameService = service > 0 && line.service == service;
        if (otherPod || (otherHost && !samePod) || (!sameService && !samePod && !sameHost))
            continue;
        MatchedLog guess{std::move(line.row), LogMatch::Guess, {}, {}};
        guess.why = sameService ? "service" : "";
        if (samePod || sameHost)
            guess.why += std::string(guess.why.empty() ? "" : ", ") + (samePod ? "pod" : "host");
        guess.why += " and time";
        out.push_back(std::move(guess));
        --room;
    }
    return {};
}

Result<std::vector<MatchedLog>> Reader::logsOf(TraceId trace, std::optional<SpanId> span, Guess guess, std::size_t limit, std::stop_token stop)
{
    std::vector<MatchedLog> out;
    std::unordered_map<std::int64_t, std::int32_t> resources;
    const std::string first = span ? "r.span <> " + std::to_string(span->value) + "::UBIGINT, " : std::string();
    auto done = m->query(std::string("SELECT ") + Impl::logColumns() + ", r.resource FROM log_rows r WHERE " + traceCondition("r.", trace) + " ORDER BY " + first + "r.time, r.id LIMIT " + std::to_string(limit), {},
                         [&](const duck::Chunk &c) {
                             const std::shared_lock lock(m->db.mutex);
                             for (idx_t i = 0; i < c.size(); ++i) {
                                 MatchedLog log{m->logRow(c, i), LogMatch::Trace, {}, {}};
                                 if (span && !span->empty() && log.row.span == *span)
                                     log.match = LogMatch::Span;
                                 else if (log.row.kind == LogKind::Access)
                                     log.match = LogMatch::Access;
                                 if (log.match == LogMatch::Access && log.row.span.empty())
                                     resources.emplace(toInt(log.row.record), c.column<std::int32_t>(10)[i]);
                                 out.push_back(std::move(log));
                             }
                         },
                         stop);
    if (done)
        done = m->placeAccessLines(trace, out, resources, stop);
    if (done && span && out.size() < limit && (guess == Guess::Always || (guess == Guess::WhenNoIds && out.empty())))
        done = m->addGuesses(trace, *span, limit - out.size(), out, stop);
    if (!done)
        return done.error();
    // Tier by tier; in the tier of access logs, what was placed on this span stands first. Time orders the rest.
    const auto tier = [&span](const MatchedLog &log) {
        const bool here = span && !log.placed.empty() && log.placed == *span;
        return 2 * static_cast<int>(log.match) + (log.match == LogMatch::Access && !here ? 1 : 0);
    };
    std::stable_sort(out.begin(), out.end(), [&](const MatchedLog &a, const MatchedLog &b) { return tier(a) < tier(b); });
    for (MatchedLog &log : out) {
        if (stop.stop_requested())
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        m->addBody(log.row);
    }
    return out;
}

} // namespace triptych::store
