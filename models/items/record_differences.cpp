#include "items/record_differences.h"

#include "telemetry/human_text.h"
#include "telemetry/import_origin.h"

#include <algorithm>
#include <map>

namespace triptych::items {

namespace {

using telemetry::SpanDetails;
using telemetry::Tag;

/// Collects the facts in the order in which the first record that has them tells them.
class Facts
{
public:
    explicit Facts(std::size_t records) : m_records(records) {}

    void add(std::size_t record, const std::string &key, const std::string &value, const std::string &filterKey = {})
    {
        if (value.empty())
            return;
        const auto [at, isNew] = m_at.try_emplace(key, m_facts.size());
        if (isNew)
            m_facts.push_back({key, filterKey, std::vector<std::optional<std::string>>(m_records), false});
        auto &told = m_facts[at->second].values[record];
        told = told ? *told + ", " + value : value; // a key that a record tells twice
    }
    std::vector<RecordFact> take()
    {
        for (RecordFact &fact : m_facts)
            fact.differs = std::adjacent_find(fact.values.begin(), fact.values.end(), std::not_equal_to<>()) != fact.values.end();
        std::stable_partition(m_facts.begin(), m_facts.end(), [](const RecordFact &fact) { return fact.differs; });
        return std::move(m_facts);
    }

private:
    std::size_t m_records;
    std::vector<RecordFact> m_facts;
    std::map<std::string, std::size_t> m_at;
};

std::string numberOrNothing(std::size_t n)
{
    return n == 0 ? std::string() : std::to_string(n);
}

bool unites(telemetry::SpanKind a, telemetry::SpanKind b)
{
    return a == b || a == telemetry::SpanKind::Unspecified || b == telemetry::SpanKind::Unspecified;
}

} // namespace

std::size_t SpanRecords::differing() const
{
    return static_cast<std::size_t>(std::count_if(facts.begin(), facts.end(), [](const RecordFact &fact) { return fact.differs; }));
}

SpanRecords heldTogether(const std::vector<SpanDetails> &records)
{
    SpanRecords out;
    Facts facts(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        const SpanDetails &r = records[i];
        out.inputs.emplace_back(telemetry::importOrigin(r.importPath));
        facts.add(i, "name", r.row.name, "name");
        facts.add(i, "service", r.row.service, "service");
        // To the nanosecond: what is rounded for reading must not hide what is not the same.
        facts.add(i, "start", telemetry::formatDateTime(r.row.start, 9));
        facts.add(i, "duration", telemetry::formatDuration(r.row.duration) + " (" + std::to_string(r.row.duration) + " ns)");
        facts.add(i, "kind", std::string(telemetry::name(r.row.kind)), "kind");
        facts.add(i, "status", std::string(telemetry::name(r.row.status)), "status");
        facts.add(i, "status message", r.statusMessage);
        facts.add(i, "parent id", r.row.parent.empty() ? std::string() : telemetry::hex(r.row.parent));
        facts.add(i, "tracestate", r.traceState);
        facts.add(i, "events", numberOrNothing(r.events.size()));
        facts.add(i, "links", numberOrNothing(r.links.size()));
        facts.add(i, "scope", r.scopeName);
        facts.add(i, "scope version", r.scopeVersion);
        for (const auto *tags : {&r.spanTags, &r.resourceTags, &r.scopeTags})
            for (const Tag &tag : *tags)
                facts.add(i, tag.key, tag.value, tag.key);
    }
    out.facts = facts.take();
    return out;
}

base::Result<SpanRecords> recordsOfSpan(sources::Source &source, const telemetry::SpanRow &span, std::stop_token stop)
{
    const auto filter = query::Filter::parse("trace:" + telemetry::hex(span.trace) + " span:" + telemetry::hex(span.span));
    if (!filter)
        return filter.error();
    auto page = source.stored().spans({*filter, std::nullopt}, {}, stop);
    if (!page)
        return page.error();
    std::erase_if(page->rows, [&](const telemetry::SpanRow &row) { return row.span != span.span || !unites(row.kind, span.kind); });
    std::sort(page->rows.begin(), page->rows.end(), [](const auto &a, const auto &b) { return a.record < b.record; });
    auto records = source.stored().spanDetails(page->rows, stop);
    if (!records)
        return records.error();
    if (records->empty())
        return base::Error{base::ErrorKind::NotFound, "no record of span " + telemetry::hex(span.span) + " is here", {}, {}, {}};
    return heldTogether(*records);
}

} // namespace triptych::items
