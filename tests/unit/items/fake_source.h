#pragma once
#include "sources/source.h"

#include <atomic>
#include <numeric>
#include <optional>

namespace triptych::tests {

using namespace telemetry;

/// Answers what item models ask: `traceCount` traces of falling duration, `logCountAnswer` lines, two facets.
class ItemSource : public sources::Source
{
public:
    std::uint64_t traceCount = 1000;
    std::int64_t lineCount = 1000;
    std::optional<base::Error> fail;
    std::atomic<int> traceCalls{0}, rowCalls{0};
    std::vector<query::Selection> facetQuestions;

    std::uint64_t version() const override { return 1; }
    std::string title() const override { return "items"; }
    base::Result<StoreInfo> info(std::stop_token) override { return StoreInfo{}; }
    base::Result<TracePage> traces(const query::Selection &selection, const TraceQuery &query, std::stop_token) override
    {
        ++traceCalls;
        if (fail)
            return *fail;
        TracePage page;
        page.total = selection.filter.text().find("region") != std::string::npos ? 0 : traceCount;
        for (auto i = query.offset; i < std::min(page.total, query.offset + query.limit); ++i) {
            TraceRow row;
            const auto n = query.order == Order::Descending ? i : traceCount - 1 - i;
            row.trace = {1, n + 1};
            row.rootService = "checkout";
            row.rootName = "POST /" + std::to_string(n);
            row.start = 1'795'442'551'118'000'000;
            row.duration = Nanos((traceCount - n) * 1'000'000);
            row.spans = 20;
            row.errors = n % 2;
            row.services = {"checkout", "payment"};
            row.extra.assign(query.extraTags.size(), "eu-west-1");
            page.rows.push_back(row);
        }
        return page;
    }
    base::Result<SpanPage> spans(const query::Selection &, const SpanQuery &query, std::stop_token) override
    {
        SpanPage page;
        page.total = 3;
        for (auto i = query.offset; i < std::min<std::uint64_t>(3, query.offset + query.limit); ++i) {
            SpanRow row;
            row.service = "payment";
            row.name = "Charge " + std::to_string(i);
            row.duration = Nanos(3 - i) * 1'000'000;
            row.status = i == 0 ? StatusCode::Error : StatusCode::Ok;
            page.rows.push_back(row);
        }
        return page;
    }
    base::Result<TraceColumns> trace(TraceId, std::stop_token) override { return TraceColumns{}; }
    base::Result<std::vector<TraceId>> findTraces(TraceId, std::stop_token) override { return std::vector<TraceId>{}; }
    base::Result<SpanDetails> span(RecordId, std::stop_token) override { return SpanDetails{}; }
    base::Result<void> eachTrace(const query::Selection &, const std::function<void(const TraceColumns &)> &,
                                 std::stop_token) override
    {
        return {};
    }
    base::Result<Histogram> spanHistogram(const query::Selection &, int, std::stop_token) override { return Histogram{}; }
    base::Result<std::vector<ScatterPoint>> scatter(const query::Selection &, std::size_t, std::stop_token) override
    {
        return std::vector<ScatterPoint>{};
    }
    base::Result<std::vector<Facet>> facets(Table, const query::Selection &selection,
                                            const std::vector<std::string> &keys, std::size_t, std::stop_token) override
    {
        facetQuestions.push_back(selection);
        std::vector<Facet> all;
        for (const auto &key : keys)
            if (key == "status")
                all.push_back({key, {{"ok", 80}, {"error", 20}}, 2, 0});
            else if (key == "service")
                all.push_back({key, {{"checkout", 60}, {"payment", 30}}, 7, 10});
        return all;
    }
    base::Result<std::vector<TagKey>> tagKeys(const query::Selection &, std::stop_token) override
    {
        return std::vector<TagKey>{{"service.name", TagScope::Resource, 100, 100, 7},
                                   {"cloud.region", TagScope::Resource, 100, 100, 3},
                                   {"request.id", TagScope::Span, 100, 0, 90'000}};
    }
    base::Result<std::vector<TagValue>> tagValues(const std::string &, const query::Selection &, std::size_t,
                                                  std::stop_token) override
    {
        return std::vector<TagValue>{};
    }
    base::Result<std::vector<Stats>> stats(const query::Selection &, const std::vector<std::string> &by,
                                           std::stop_token) override
    {
        std::vector<Stats> all(2);
        for (int i = 0; i < 2; ++i) {
            all[i].group.assign(by.size(), i == 0 ? "checkout" : "payment");
            all[i].count = i == 0 ? 100 : 50;
            all[i].errors = i == 0 ? 0 : 10;
            all[i].rate = 2.5;
            all[i].p50 = 12e6;
            all[i].max = 40'000'000;
        }
        return all;
    }
    base::Result<std::vector<RecordId>> logIds(const query::Selection &, Order order, std::stop_token) override
    {
        std::vector<RecordId> ids(static_cast<std::size_t>(lineCount));
        for (std::size_t i = 0; i < ids.size(); ++i)
            ids[i] = RecordId(order == Order::Ascending ? std::int64_t(i) : lineCount - 1 - std::int64_t(i));
        return ids;
    }
    base::Result<std::uint64_t> logCount(const query::Selection &, std::stop_token) override
    {
        return std::uint64_t(lineCount);
    }
    base::Result<std::vector<LogRow>> logRows(const std::vector<RecordId> &records, std::stop_token) override
    {
        ++rowCalls;
        std::vector<LogRow> rows;
        for (const RecordId record : records) {
            LogRow row;
            row.record = record;
            row.time = 1'795'442'551'118'000'000 + toInt(record);
            row.level = toInt(record) % 10 == 0 ? Level::Error : Level::Info;
            row.service = "payment";
            row.body = "line " + std::to_string(toInt(record));
            rows.push_back(row);
        }
        return rows;
    }
    base::Result<LogDetails> log(RecordId record, std::stop_token) override
    {
        LogDetails details;
        details.row.record = record;
        details.resourceTags = {{"cloud.region", "eu-west-1", ValueType::String}};
        return details;
    }
    base::Result<Histogram> logHistogram(const query::Selection &, int, std::stop_token) override { return Histogram{}; }
    base::Result<std::vector<MatchedLog>> logsOf(TraceId, std::optional<SpanId>, Guess, std::size_t,
                                                 std::stop_token) override
    {
        return std::vector<MatchedLog>{};
    }
    base::Result<SqlResult> sql(const std::string &, std::size_t, std::stop_token) override { return SqlResult{}; }
};

} // namespace triptych::tests
