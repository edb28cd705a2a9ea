#include "analysis/derived_spans.h"

#include "telemetry/service_name.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

namespace triptych::analysis {

using telemetry::LogRow;
using telemetry::Nanos;
using telemetry::RecordId;
using telemetry::TraceColumns;

namespace {

constexpr std::size_t kMostDerived = 64;
constexpr Nanos kMillisecond = 1'000'000, kSecond = 1'000'000'000;

struct Found {
    LogRow line;
    Nanos start = 0, duration = 0;
};

Nanos durationOf(const std::string &text, Nanos unit)
{
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || !(value > 0) || value > 1e9)
        return 0;
    return static_cast<Nanos>(value * static_cast<double>(unit));
}

std::uint32_t firstRoot(const TraceColumns &columns)
{
    for (std::uint32_t row = 0; row < columns.size(); ++row)
        if (columns.parent[row] == 0)
            return row;
    return 0;
}

/// Some proxies write when a request came, some when its answer was sent: what fits into the trace decides.
Nanos startOf(const LogRow &line, Nanos duration, Nanos rootStart, Nanos rootEnd)
{
    const Nanos slack = (rootEnd - rootStart) / 20 + kMillisecond;
    const bool asStart = line.time >= rootStart - slack && line.time + duration <= rootEnd + slack;
    return asStart ? line.time : line.time - duration;
}

/// The shortest client span around that time, else the root.
std::uint32_t callerAt(const TraceColumns &columns, Nanos start, Nanos duration, std::uint32_t root)
{
    std::uint32_t best = root;
    for (std::uint32_t row = 0; row < columns.size(); ++row) {
        const bool calls = columns.kind[row] == static_cast<std::uint8_t>(telemetry::SpanKind::Client);
        const bool around = columns.start[row] <= start + kMillisecond
            && columns.start[row] + columns.duration[row] >= start + duration - kMillisecond;
        if (calls && around && (best == root || columns.duration[row] < columns.duration[best]))
            best = row;
    }
    return best;
}

void append(TraceColumns &c, const Found &found, std::uint64_t parent)
{
    // Ids of logs are small numbers; far from what tracers draw at random, and checked all the same.
    std::uint64_t id = 0xacce550000000000ull + static_cast<std::uint64_t>(toInt(found.line.record));
    while (std::find(c.span.begin(), c.span.end(), id) != c.span.end())
        ++id;
    const auto intern = [&c](const std::string &text) {
        const auto index = std::find(c.strings.begin(), c.strings.end(), text) - c.strings.begin();
        if (static_cast<std::size_t>(index) == c.strings.size())
            c.strings.push_back(text);
        return static_cast<std::int32_t>(index);
    };
    c.record.push_back(RecordId::None);
    c.span.push_back(id);
    c.parent.push_back(parent);
    c.start.push_back(found.start);
    c.duration.push_back(found.duration);
    c.name.push_back(intern("access log (derived)"));
    c.service.push_back(intern(found.line.service));
    c.kind.push_back(static_cast<std::uint8_t>(telemetry::SpanKind::Server));
    c.status.push_back(static_cast<std::uint8_t>(found.line.level >= telemetry::Level::Error ? telemetry::StatusCode::Error
                                                                                            : telemetry::StatusCode::Unset));
    c.sharedHalf.push_back(0);
    c.resource.push_back(0);
    c.import.push_back(found.line.import);
    c.events.push_back(0);
    c.links.push_back(0);
}

} // namespace

std::vector<std::size_t> derivableLines(const TraceColumns &columns, const std::vector<LogRow> &lines)
{
    std::set<std::string_view> known;
    for (const std::int32_t service : columns.service)
        known.insert(columns.strings[static_cast<std::size_t>(service)]);
    const auto isKnown = [&known](std::string_view service) {
        return known.contains(service) || known.contains(telemetry::plainService(service));
    };
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < lines.size() && out.size() < kMostDerived; ++i)
        if (lines[i].kind == telemetry::LogKind::Access && lines[i].time != 0 && !lines[i].service.empty() && !isKnown(lines[i].service))
            out.push_back(i);
    return out;
}

std::vector<RecordId> addDerivedSpans(TraceColumns &columns, const std::vector<TimedLine> &lines)
{
    std::vector<RecordId> derived;
    if (columns.size() == 0)
        return derived;
    const std::uint32_t root = firstRoot(columns);
    const Nanos rootStart = columns.start[root], rootEnd = rootStart + std::max<Nanos>(0, columns.duration[root]);
    std::map<std::pair<std::string, std::uint64_t>, Found> longest; // by service and the span that called it
    for (const TimedLine &line : lines) {
        Nanos duration = durationOf(line.milliseconds, kMillisecond);
        if (duration == 0)
            duration = durationOf(line.seconds, kSecond);
        if (duration == 0)
            continue;
        Nanos start = startOf(line.row, duration, rootStart, rootEnd);
        const std::uint32_t caller = callerAt(columns, start, duration, root);
        // Logs round to milliseconds; one outside of the caller would be taken for another machine's clock.
        const Nanos from = columns.start[caller], room = columns.duration[caller] - duration;
        if (room >= 0 && start >= from - 2 * kMillisecond && start <= from + room + 2 * kMillisecond)
            start = std::clamp(start, from, from + room);
        Found &best = longest[{line.row.service, columns.span[caller]}];
        if (duration > best.duration)
            best = {line.row, start, duration};
    }
    for (const auto &[place, found] : longest) {
        append(columns, found, place.second);
        derived.push_back(found.line.record);
    }
    return derived;
}

} // namespace triptych::analysis
