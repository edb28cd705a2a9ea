#include "store/reader_impl.h"

#include <algorithm>

namespace triptych::store {

using base::Result;

std::string Reader::Impl::groupExpression(Table table, const std::string &key) const
{
    if (key == "service" || key == "name")
        return "pool_text(r." + key + ")";
    if (key == "kind")
        return "(['unspecified','internal','server','client','producer','consumer'])[r.kind + 1]";
    if (key == "status")
        return "(['unset','ok','error'])[r.status + 1]";
    const Catalogued::Ways ways = Catalogued(db).waysTo(table, key);
    std::vector<std::string> choices;
    std::string literal;
    for (const char ch : key)
        literal += ch == '\'' ? std::string("''") : std::string(1, ch);
    if (ways.records)
        choices.push_back(std::string(table == Table::Spans ? "span_tag" : "log_tag") + "(r.id, '" + literal + "')");
    else if (!ways.column.empty())
        choices.push_back("pool_text(" + ways.column + ")");
    if (ways.resources) {
        // Resources are few: a list lookup by number.
        std::string list;
        const std::shared_lock lock(db.mutex);
        for (std::size_t i = 0; i < db.resources.size(); ++i) {
            std::string value = "NULL";
            for (const Tag &t : db.resources.at(static_cast<std::int32_t>(i)).tags)
                if (t.key == key) {
                    value = "'";
                    for (const char ch : t.value)
                        value += ch == '\'' ? std::string("''") : ch == '\0' ? std::string() : std::string(1, ch);
                    value += "'";
                }
            list += (i ? "," : "") + value;
        }
        choices.push_back("([" + list + "]::VARCHAR[])[r.resource + 1]");
    }
    if (choices.empty())
        return "''";
    std::string all;
    for (const std::string &c : choices)
        all += c + ", ";
    return "coalesce(" + all + "'')";
}

Result<std::vector<Stats>> Reader::stats(const Selection &selection, const std::vector<std::string> &by, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    std::string keys, groups;
    for (std::size_t i = 0; i < by.size(); ++i) {
        // Numbers group faster than texts; names and services are numbers until the last step.
        const bool pooled = by[i] == "service" || by[i] == "name";
        keys += (pooled ? "r." + by[i] : m->groupExpression(Table::Spans, by[i])) + " AS g" + std::to_string(i) + ", ";
        groups += (i ? ", g" : "g") + std::to_string(i);
    }
    std::string heads;
    for (std::size_t i = 0; i < by.size(); ++i)
        heads += (by[i] == "service" || by[i] == "name" ? "pool_text(g" + std::to_string(i) + ")" : "g" + std::to_string(i)) + ", ";
    const std::string inner = "SELECT " + keys +
                              "count(*) AS n, count(*) FILTER (r.status = 2) AS bad, quantile_cont(r.duration, [0.5, 0.9, 0.95, 0.99]) AS q, max(r.duration) AS longest, "
                              "CAST(sum(t.self_time) AS BIGINT) AS self, min(r.start) AS a, max(r.start) AS b FROM span_rows r JOIN span_tree t ON t.id = r.id" +
                              condition.where() + (by.empty() ? "" : " GROUP BY " + groups);
    std::vector<Stats> out;
    Nanos from = 0, to = 0;
    const auto done = m->query("SELECT " + heads + "n, bad, q[1]::DOUBLE, q[2]::DOUBLE, q[3]::DOUBLE, q[4]::DOUBLE, longest, self, a, b FROM (" + inner + ") ORDER BY n DESC", condition.parameters(),
                               [&](const duck::Chunk &c) {
                                   const idx_t k = by.size();
                                   for (idx_t i = 0; i < c.size(); ++i) {
                                       if (c.column<std::int64_t>(k)[i] == 0)
                                           continue;
                                       Stats s;
                                       for (idx_t g = 0; g < k; ++g)
                                           s.group.emplace_back(c.text(g, i));
                                       s.count = static_cast<std::uint64_t>(c.column<std::int64_t>(k)[i]);
                                       s.errors = static_cast<std::uint64_t>(c.column<std::int64_t>(k + 1)[i]);
                                       s.p50 = c.column<double>(k + 2)[i];
                                       s.p90 = c.column<double>(k + 3)[i];
                                       s.p95 = c.column<double>(k + 4)[i];
                                       s.p99 = c.column<double>(k + 5)[i];
                                       s.max = c.column<std::int64_t>(k + 6)[i];
                                       s.selfTime = c.column<std::int64_t>(k + 7)[i];
                                       const Nanos a = c.column<std::int64_t>(k + 8)[i], b = c.column<std::int64_t>(k + 9)[i];
                                       if (a != 0) {
                                           from = from == 0 ? a : std::min(from, a);
                                           to = std::max(to, b);
                                       }
                                       out.push_back(std::move(s));
                                   }
                               },
                               stop);
    if (!done)
        return done.error();
    if (selection.range) {
        from = selection.range->from;
        to = selection.range->to;
    }
    const double seconds = static_cast<double>(std::max<Nanos>(to - from, 1'000'000'000)) / 1e9;
    for (Stats &s : out)
        s.rate = static_cast<double>(s.count) / seconds;
    return out;
}

} // namespace triptych::store
