#include "items/rule_colours.h"

#include "query/compose.h"

#include <algorithm>

namespace triptych::items {

namespace {

constexpr std::uint64_t kMostSpans = 2'000'000; // of one trace and rule

base::Result<std::vector<telemetry::RecordId>> recordsOf(sources::Source &source, telemetry::Table table, const query::Selection &selection,
                                                         std::stop_token stop)
{
    if (table == telemetry::Table::Logs)
        return source.logIds(selection, telemetry::Order::Ascending, stop);
    telemetry::SpanQuery query;
    query.limit = kMostSpans;
    auto page = source.spans(selection, query, stop);
    if (!page)
        return page.error();
    std::vector<telemetry::RecordId> records;
    records.reserve(page->rows.size());
    for (const telemetry::SpanRow &row : page->rows)
        records.push_back(row.record);
    return records;
}

} // namespace

RuleColours::RuleColours(std::vector<session::ColourRule> rules, const std::vector<std::vector<telemetry::RecordId>> &found)
    : m_rules(std::move(rules))
{
    for (std::size_t rule = 0; rule < found.size(); ++rule)
        for (const telemetry::RecordId record : found[rule])
            m_of.emplace_back(record, static_cast<std::uint8_t>(rule));
    std::sort(m_of.begin(), m_of.end());
    const auto same = [](const auto &a, const auto &b) { return a.first == b.first; };
    m_of.erase(std::unique(m_of.begin(), m_of.end(), same), m_of.end());
}

const session::ColourRule *RuleColours::ruleOf(telemetry::RecordId record) const
{
    const auto at = std::lower_bound(m_of.begin(), m_of.end(), std::pair(record, std::uint8_t(0)));
    return at != m_of.end() && at->first == record ? &m_rules[at->second] : nullptr;
}

RuleColouring::RuleColouring(base::JobPool &pool, session::ColourRules &rules, QObject *parent)
    : QObject(parent), m_rules(rules), m_job(pool)
{
    connect(&rules, &session::ColourRules::changed, this, &RuleColouring::ask);
}

void RuleColouring::askLogs(std::shared_ptr<sources::Source> source, const query::Selection &selection)
{
    m_source = std::move(source);
    m_selection = selection;
    m_table = telemetry::Table::Logs;
    ask();
}

void RuleColouring::askSpans(std::shared_ptr<sources::Source> source, telemetry::TraceId trace)
{
    m_source = std::move(source);
    m_selection = {};
    if (auto of = query::Filter::parse(query::termText("trace", telemetry::hex(trace))))
        m_selection.filter = std::move(*of);
    m_table = telemetry::Table::Spans;
    ask();
}

void RuleColouring::ask()
{
    constexpr std::size_t kMostRules = 255;
    auto rules = m_rules.active();
    rules.resize(std::min(rules.size(), kMostRules));
    if (!m_source || rules.empty()) {
        m_job.cancel();
        if (std::exchange(m_colours, nullptr))
            Q_EMIT changed();
        return;
    }
    using Answer = base::Result<std::shared_ptr<const RuleColours>>;
    m_job.start(
        [source = m_source, selection = m_selection, table = m_table, rules](std::stop_token stop) -> Answer {
            std::vector<std::vector<telemetry::RecordId>> found;
            for (const session::ColourRule &rule : rules) {
                const auto filter = query::Filter::parse(rule.filter);
                if (!filter)
                    return filter.error();
                query::Selection narrower = selection;
                narrower.filter = selection.filter.and_(*filter);
                auto records = recordsOf(*source, table, narrower, stop);
                // A rule about spans may make no sense of logs: it colours none of them.
                if (!records && records.error().kind == base::ErrorKind::Stopped)
                    return records.error();
                found.push_back(records ? std::move(*records) : std::vector<telemetry::RecordId>());
            }
            return std::make_shared<const RuleColours>(rules, found);
        },
        [this](Answer answer) {
            if (!answer)
                return;
            m_colours = std::move(*answer);
            Q_EMIT changed();
        });
}

} // namespace triptych::items
