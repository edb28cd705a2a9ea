#include "sources/record_stream.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <charconv>
#include <limits>

namespace triptych::sources {

using base::Result;

namespace {

constexpr std::uint64_t kRowsOfPage = 200'000; // rows in order: each page sorts anew, so few and large
constexpr std::size_t kChunk = 4096;           // records whose tags are read at once
constexpr std::size_t kSeriesAtOnce = 500;
constexpr std::size_t kNoLimit = std::numeric_limits<std::int64_t>::max();

std::int64_t number(const std::optional<std::string> &cell)
{
    std::int64_t n = 0;
    if (cell)
        std::from_chars(cell->data(), cell->data() + cell->size(), n);
    return n;
}

std::uint64_t unsignedNumber(const std::optional<std::string> &cell)
{
    std::uint64_t n = 0;
    if (cell)
        std::from_chars(cell->data(), cell->data() + cell->size(), n);
    return n;
}

double real(const std::optional<std::string> &cell)
{
    double n = 0;
    if (cell)
        std::from_chars(cell->data(), cell->data() + cell->size(), n); // NaN and the infinities included
    return n;
}

template <typename Rows> std::string idList(const Rows &rows)
{
    std::string list;
    for (const auto &row : rows) {
        list += list.empty() ? "" : ",";
        list += std::to_string(toInt(row.record));
    }
    return list;
}

/// Tags of a resource or scope as the store keeps them, [[key, text, type], …]: text and type survive exactly.
std::vector<Tag> storedTags(const std::optional<std::string> &json)
{
    std::vector<Tag> tags;
    for (const QJsonValue entry : QJsonDocument::fromJson(QByteArray::fromStdString(json.value_or(std::string()))).array()) {
        const QJsonArray tag = entry.toArray();
        tags.push_back({tag.at(0).toString().toStdString(), tag.at(1).toString().toStdString(), static_cast<ValueType>(tag.at(2).toInt())});
    }
    return tags;
}

} // namespace

Result<void> RecordStream::each(const std::string &sql, const std::function<void(const Row &)> &visit, std::stop_token stop)
{
    const auto result = m_source.sql(sql, kNoLimit, stop);
    if (!result)
        return result.error();
    for (const Row &row : result->rows)
        visit(row);
    return {};
}

Result<void> RecordStream::loadShared(std::stop_token stop)
{
    if (m_loaded)
        return {};
    auto done = each("SELECT id, tags FROM resources", [this](const Row &r) { m_resources[number(r[0])] = storedTags(r[1]); }, stop);
    if (done)
        done = each("SELECT id, name, version, tags FROM scopes",
                    [this](const Row &r) { m_scopes[number(r[0])] = {r[1].value_or(""), r[2].value_or(""), storedTags(r[3])}; }, stop);
    if (done)
        done = each("SELECT id, path, format FROM imports", [this](const Row &r) { m_imports[number(r[0])] = {r[1].value_or(""), r[2].value_or("")}; }, stop);
    m_loaded = done.ok();
    return done;
}

Result<std::vector<SpanDetails>> RecordStream::details(const std::vector<SpanRow> &rows, std::stop_token stop)
{
    std::vector<SpanDetails> out(rows.size());
    if (rows.empty())
        return out;
    if (auto loaded = loadShared(stop); !loaded)
        return loaded.error();
    std::vector<RecordId> records;
    std::unordered_map<std::int64_t, std::size_t> place;
    bool events = false, links = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out[i].row = rows[i];
        records.push_back(rows[i].record);
        place[toInt(rows[i].record)] = i;
        events = events || rows[i].events > 0;
        links = links || rows[i].links > 0;
    }
    auto tags = m_source.tags(Table::Spans, records, stop);
    if (!tags)
        return tags.error();
    for (std::size_t i = 0; i < rows.size(); ++i)
        out[i].spanTags = std::move((*tags)[i]);
    const std::string ids = idList(rows);
    auto done = each("SELECT r.id, r.resource, r.scope, r.import, m.text, t.text FROM span_rows r LEFT JOIN strings m ON m.id = r.status_message "
                     "LEFT JOIN strings t ON t.id = r.trace_state WHERE r.id IN (" + ids + ")",
                     [&](const Row &r) {
                         SpanDetails &d = out[place[number(r[0])]];
                         d.resourceTags = m_resources[number(r[1])];
                         const Scope &scope = m_scopes[number(r[2])];
                         d.scopeName = scope.name;
                         d.scopeVersion = scope.version;
                         d.scopeTags = scope.tags;
                         d.importPath = m_imports[number(r[3])].path;
                         d.statusMessage = r[4].value_or("");
                         d.traceState = r[5].value_or("");
                     },
                     stop);
    if (done && events)
        done = each("SELECT e.id, e.time, n.text, e.tags FROM span_events e LEFT JOIN strings n ON n.id = e.name WHERE e.id IN (" + ids + ") ORDER BY e.id, e.time",
                    [&](const Row &r) { out[place[number(r[0])]].events.push_back({number(r[1]), r[2].value_or(""), r[3].value_or("")}); }, stop);
    if (done && links)
        done = each("SELECT id, trace_hi, trace_lo, span, trace_state, tags FROM span_links WHERE id IN (" + ids + ") ORDER BY id",
                    [&](const Row &r) {
                        out[place[number(r[0])]].links.push_back({TraceId{unsignedNumber(r[1]), unsignedNumber(r[2])}, SpanId{unsignedNumber(r[3])}, r[4].value_or(""), r[5].value_or("")});
                    },
                    stop);
    if (!done)
        return done.error();
    return out;
}

Result<std::vector<LogDetails>> RecordStream::details(const std::vector<LogRow> &rows, std::stop_token stop)
{
    std::vector<LogDetails> out(rows.size());
    if (rows.empty())
        return out;
    if (auto loaded = loadShared(stop); !loaded)
        return loaded.error();
    std::vector<RecordId> records;
    std::unordered_map<std::int64_t, std::size_t> place;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out[i].row = rows[i];
        records.push_back(rows[i].record);
        place[toInt(rows[i].record)] = i;
        const Import &import = m_imports[rows[i].import];
        out[i].importPath = import.path;
        out[i].importFormat = import.format;
    }
    auto tags = m_source.tags(Table::Logs, records, stop);
    if (!tags)
        return tags.error();
    for (std::size_t i = 0; i < rows.size(); ++i)
        out[i].logTags = std::move((*tags)[i]);
    const auto done = each("SELECT r.id, r.resource, r.scope, coalesce(x.severity, 0), coalesce(x.observed, 0), n.text FROM log_rows r LEFT JOIN log_extra x ON x.id = r.id LEFT JOIN strings n ON n.id = r.event_name "
                           "WHERE r.id IN (" + idList(rows) + ")",
                           [&](const Row &r) {
                               LogDetails &d = out[place[number(r[0])]];
                               d.resourceTags = m_resources[number(r[1])];
                               d.scopeTags = m_scopes[number(r[2])].tags;
                               d.severity = static_cast<int>(number(r[3]));
                               d.observed = number(r[4]);
                               d.eventName = r[5].value_or("");
                           },
                           stop);
    if (!done)
        return done.error();
    return out;
}

Result<void> RecordStream::spans(const query::Selection &selection, SpanSort sort, std::uint64_t limit, const SpanVisitor &visit, std::stop_token stop)
{
    SpanQuery query;
    query.sort = sort;
    for (query.offset = 0; query.offset < limit; query.offset += query.limit) {
        query.limit = std::min(kRowsOfPage, limit - query.offset);
        const auto page = m_source.spans(selection, query, stop);
        if (!page)
            return page.error();
        for (std::size_t at = 0; at < page->rows.size(); at += kChunk) {
            const std::size_t end = std::min(at + kChunk, page->rows.size());
            const auto chunk = details(std::vector<SpanRow>(page->rows.begin() + static_cast<std::ptrdiff_t>(at), page->rows.begin() + static_cast<std::ptrdiff_t>(end)), stop);
            if (!chunk)
                return chunk.error();
            for (const SpanDetails &span : *chunk)
                if (!visit(span))
                    return {};
        }
        if (page->rows.size() < query.limit)
            break;
    }
    return {};
}

Result<void> RecordStream::series(const std::optional<TimeRange> &range, const SeriesVisitor &visit, std::stop_token stop)
{
    if (auto loaded = loadShared(stop); !loaded)
        return loaded;
    std::vector<std::pair<std::int64_t, SeriesDetails>> all;
    auto done = each("SELECT id, name, unit, description, type, temporality, monotonic, resource, scope, tags FROM series ORDER BY resource, scope, id",
                     [&](const Row &r) {
                         SeriesDetails d;
                         d.series.name = r[1].value_or("");
                         d.series.unit = r[2].value_or("");
                         d.series.description = r[3].value_or("");
                         d.series.type = static_cast<MetricType>(number(r[4]));
                         d.series.temporality = static_cast<Temporality>(number(r[5]));
                         d.series.monotonic = r[6] == "true";
                         d.resourceTags = m_resources[number(r[7])];
                         const Scope &scope = m_scopes[number(r[8])];
                         d.scopeName = scope.name;
                         d.scopeVersion = scope.version;
                         d.scopeTags = scope.tags;
                         d.series.tags = storedTags(r[9]);
                         all.emplace_back(number(r[0]), std::move(d));
                     },
                     stop);
    const std::string within = range ? " AND time >= " + std::to_string(range->from) + " AND time < " + std::to_string(range->to) : std::string();
    for (std::size_t at = 0; at < all.size() && done; at += kSeriesAtOnce) {
        const std::size_t end = std::min(at + kSeriesAtOnce, all.size());
        std::unordered_map<std::int64_t, SeriesDetails *> place;
        std::string ids;
        for (std::size_t i = at; i < end; ++i) {
            place[all[i].first] = &all[i].second;
            ids += (ids.empty() ? "" : ",") + std::to_string(all[i].first);
        }
        done = each("SELECT series, time, start, value, count, detail FROM samples WHERE series IN (" + ids + ")" + within + " ORDER BY series, time",
                    [&](const Row &r) { place[number(r[0])]->samples.push_back({0, number(r[1]), number(r[2]), real(r[3]), unsignedNumber(r[4]), r[5].value_or("")}); }, stop);
        if (done)
            done = each("SELECT series, time, value, trace_hi, trace_lo, span, tags FROM exemplars WHERE series IN (" + ids + ")" + within + " ORDER BY series, time",
                        [&](const Row &r) {
                            place[number(r[0])]->exemplars.push_back({0, number(r[1]), real(r[2]), TraceId{unsignedNumber(r[3]), unsignedNumber(r[4])}, SpanId{unsignedNumber(r[5])}, r[6].value_or("")});
                        },
                        stop);
        for (std::size_t i = at; i < end && done; ++i) {
            SeriesDetails whole = std::move(all[i].second);
            std::vector<SampleRow> samples = std::move(whole.samples);
            for (std::size_t from = 0; from < samples.size(); from += kChunk) {
                whole.samples.assign(samples.begin() + static_cast<std::ptrdiff_t>(from), samples.begin() + static_cast<std::ptrdiff_t>(std::min(from + kChunk, samples.size())));
                if (!visit(whole))
                    return {};
                whole.exemplars.clear();
            }
        }
    }
    return done;
}

Result<void> RecordStream::logs(const std::vector<RecordId> &records, const LogVisitor &visit, std::stop_token stop)
{
    for (std::size_t at = 0; at < records.size(); at += kChunk) {
        const std::size_t end = std::min(at + kChunk, records.size());
        const auto rows = m_source.logRows(std::vector<RecordId>(records.begin() + static_cast<std::ptrdiff_t>(at), records.begin() + static_cast<std::ptrdiff_t>(end)), stop);
        if (!rows)
            return rows.error();
        const auto chunk = details(*rows, stop);
        if (!chunk)
            return chunk.error();
        for (const LogDetails &log : *chunk)
            if (!visit(log))
                return {};
    }
    return {};
}

Result<std::vector<SpanDetails>> LocalSource::spanDetails(const std::vector<SpanRow> &rows, std::stop_token stop)
{
    return RecordStream(*this).details(rows, stop);
}

} // namespace triptych::sources
