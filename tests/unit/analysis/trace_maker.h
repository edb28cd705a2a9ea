#pragma once
#include "analysis/trace_table.h"

#include <charconv>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::tests
{

using analysis::SpanIndex;
using analysis::TraceTable;
using telemetry::Nanos;

/// Columns from text: one span per line, `service/name id parent start duration [words]`; ids in hex, `-` for none,
/// `_` in names for a blank.
/// Words: error, shared (Zipkin's server half), client, server, consumer, res=N, in=N (import). Lines in order of start.
inline std::shared_ptr<telemetry::TraceColumns> columnsFrom(std::string_view text)
{
    auto c = std::make_shared<telemetry::TraceColumns>();
    c->trace = {0, 1};
    std::map<std::string, std::int32_t> pool{{"", 0}};
    const auto intern = [&](const std::string &s) {
        const auto [it, fresh] = pool.try_emplace(s, static_cast<std::int32_t>(c->strings.size()));
        if (fresh)
            c->strings.push_back(s);
        return it->second;
    };
    const auto id = [](const std::string &s) { return s == "-" ? 0 : std::stoull(s, nullptr, 16); };
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string what, own, parent, word;
        Nanos start = 0, duration = 0;
        if (!(words >> what >> own >> parent >> start >> duration))
            continue;
        std::replace(what.begin(), what.end(), '_', ' ');
        const auto slash = what.find('/');
        c->record.push_back(telemetry::RecordId(static_cast<std::int64_t>(c->record.size())));
        c->service.push_back(intern(what.substr(0, slash)));
        c->name.push_back(intern(what.substr(slash + 1)));
        c->span.push_back(id(own));
        c->parent.push_back(id(parent));
        c->start.push_back(start);
        c->duration.push_back(duration);
        c->kind.push_back(0);
        c->status.push_back(0);
        c->sharedHalf.push_back(0);
        c->resource.push_back(0);
        c->import.push_back(0);
        c->events.push_back(0);
        c->links.push_back(0);
        while (words >> word) {
            if (word == "error")
                c->status.back() = 2;
            else if (word == "shared")
                c->sharedHalf.back() = 1;
            else if (word == "client")
                c->kind.back() = 3;
            else if (word == "server")
                c->kind.back() = 2;
            else if (word == "consumer")
                c->kind.back() = 5;
            else if (word.starts_with("in="))
                c->import.back() = std::stoi(word.substr(3));
            else if (word.starts_with("res="))
                c->resource.back() = std::stoi(word.substr(4));
        }
    }
    return c;
}

inline std::shared_ptr<const TraceTable> tableFrom(std::string_view text, analysis::Skew skew = analysis::Skew::Adjust)
{
    return TraceTable::build(columnsFrom(text), skew);
}

/// The waterfall as indented text: `service/name start+duration` and what is unusual.
inline std::string treeText(const TraceTable &t)
{
    using analysis::NodeFlag;
    std::string out;
    for (const std::uint32_t node : t.order()) {
        const SpanIndex i{node};
        out += std::string(t.indent(i) * 2, ' ');
        out += t.isSpan(i) ? std::string(t.serviceText(i)) + '/' + t.nameText(i) : t.nameText(i);
        out += ' ' + std::to_string(t.start(i)) + '+' + std::to_string(t.duration(i));
        for (const auto &[flag, name] : {std::pair(NodeFlag::Orphan, " orphan"),
                                         {NodeFlag::CycleBroken, " cycle"},
                                         {NodeFlag::Moved, " moved"},
                                         {NodeFlag::Error, " error"},
                                         {NodeFlag::ErrorBelow, " error-below"},
                                         {NodeFlag::DuplicateId, " duplicate"},
                                         {NodeFlag::Negative, " negative"}})
            if (t.has(i, flag))
                out += name;
        out += '\n';
    }
    return out;
}

/// Deterministic numbers, the same on every machine (SplitMix64).
class Numbers
{
public:
    explicit Numbers(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next()
    {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }

private:
    std::uint64_t m_state;
};

/// Columns of `n` spans with the parent of span i (id i + 1) given by parentOf(i) (-1: root), in order of start.
template <typename ParentOf, typename StartOf, typename DurationOf>
std::shared_ptr<telemetry::TraceColumns> columnsOf(std::uint32_t n, ParentOf parentOf, StartOf startOf,
                                                   DurationOf durationOf)
{
    auto c = std::make_shared<telemetry::TraceColumns>();
    c->trace = {0, 1};
    c->strings = {"", "a", "b", "op"};
    for (std::uint32_t i = 0; i < n; ++i) {
        c->record.push_back(telemetry::RecordId(i));
        c->span.push_back(i + 1);
        c->parent.push_back(static_cast<std::uint64_t>(parentOf(i) + 1));
        c->start.push_back(startOf(i));
        c->duration.push_back(durationOf(i));
    }
    c->name.assign(n, 3);
    c->service.assign(n, 1);
    for (auto *column : {&c->kind, &c->status, &c->sharedHalf})
        column->assign(n, 0);
    c->resource.assign(n, 0);
    c->import.assign(n, 0);
    c->events.assign(n, 0);
    c->links.assign(n, 0);
    return c;
}

} // namespace triptych::tests
