#include "items/row_colouring.h"

#include <algorithm>
#include <set>

namespace triptych::items {

namespace {

constexpr std::size_t kMostAtOnce = 200;   // rows in one question: a screen of the highest window
constexpr std::size_t kMostKnown = 50'000; // rows remembered; beyond it what was seen longest ago is asked again

/// `trace:(a OR b)`, so that the store looks at these records only.
template <typename Ids> std::string oneOf(const char *key, const Ids &ids)
{
    std::string text = std::string(key) + ":(";
    for (auto id = ids.begin(); id != ids.end(); ++id)
        text += (id == ids.begin() ? "" : " OR ") + telemetry::hex(*id);
    return text + ')';
}

} // namespace

RowColouring::RowColouring(base::JobPool &pool, session::ColourRules &rules, QObject *parent)
    : QObject(parent), m_changed(rules), m_job(pool), m_rules(rules.active())
{
    connect(&rules, &session::ColourRules::changed, this, [this] {
        m_rules = m_changed.active();
        forget();
        Q_EMIT changed();
    });
}

void RowColouring::setSource(std::shared_ptr<sources::Source> source)
{
    m_source = std::move(source);
    forget();
}

void RowColouring::forget()
{
    m_job.cancel();
    m_known.clear();
    m_wanted.clear();
}

const session::ColourRule *RowColouring::ofTrace(telemetry::TraceId trace)
{
    return of({trace, {}, telemetry::RecordId::None});
}

const session::ColourRule *RowColouring::ofSpan(const telemetry::SpanRow &row)
{
    return of({row.trace, row.span, row.record});
}

const session::ColourRule *RowColouring::of(const Row &row)
{
    if (m_rules.empty() || !m_source)
        return nullptr;
    if (const auto known = m_known.find(row); known != m_known.end())
        return known->second < 0 ? nullptr : &m_rules[static_cast<std::size_t>(known->second)];
    if (std::find(m_wanted.begin(), m_wanted.end(), row) == m_wanted.end())
        m_wanted.push_back(row);
    if (!std::exchange(m_posted, true)) // all rows of one painting in one question
        QMetaObject::invokeMethod(this, [this] {
            m_posted = false;
            ask();
        }, Qt::QueuedConnection);
    return nullptr;
}

RowColouring::Found RowColouring::found(sources::Source &source, const std::vector<session::ColourRule> &rules, const std::vector<Row> &rows,
                                        std::stop_token stop)
{
    Found out;
    std::set<telemetry::TraceId> traces;
    std::set<telemetry::SpanId> spans;
    std::map<telemetry::RecordId, Row> byRecord;
    for (const Row &row : rows) {
        out[row] = -1;
        traces.insert(row.trace);
        if (row.isTrace())
            continue;
        spans.insert(row.span);
        byRecord[row.record] = row;
    }
    const bool ofTraces = byRecord.empty();
    const auto reach = query::Filter::parse(oneOf("trace", traces) + (ofTraces ? std::string() : ' ' + oneOf("span", spans)));
    if (!reach)
        return out;
    const auto take = [&](const Row &row, std::size_t rule) {
        if (int &now = out[row]; now < 0)
            now = static_cast<int>(rule);
    };
    for (std::size_t rule = 0; rule < rules.size() && !stop.stop_requested(); ++rule) {
        const auto filter = query::Filter::parse(rules[rule].filter);
        if (!filter)
            continue;
        const query::Selection selection{reach->and_(*filter), std::nullopt};
        // A rule about log lines may make no sense of spans: it colours none of them.
        if (ofTraces) {
            telemetry::TraceQuery query;
            query.limit = traces.size();
            if (const auto page = source.traces(selection, query, stop))
                for (const telemetry::TraceRow &found : page->rows)
                    take({found.trace, {}, telemetry::RecordId::None}, rule);
            continue;
        }
        telemetry::SpanQuery query;
        query.limit = rows.size() * 2; // ids that two records share
        if (const auto page = source.spans(selection, query, stop))
            for (const telemetry::SpanRow &found : page->rows)
                if (const auto row = byRecord.find(found.record); row != byRecord.end())
                    take(row->second, rule);
    }
    return out;
}

void RowColouring::ask()
{
    if (m_job.running() || m_wanted.empty() || !m_source)
        return;
    std::vector<Row> rows(m_wanted.end() - static_cast<std::ptrdiff_t>(std::min(m_wanted.size(), kMostAtOnce)), m_wanted.end());
    m_wanted.clear(); // rows that were scrolled past are asked for when they are painted again
    m_job.start([source = m_source, rules = m_rules, rows = std::move(rows)](std::stop_token stop) { return found(source->stored(), rules, rows, stop); },
                [this](Found answer) {
                    if (m_known.size() > kMostKnown)
                        m_known.clear();
                    m_known.merge(answer);
                    Q_EMIT changed();
                    ask();
                });
}

} // namespace triptych::items
