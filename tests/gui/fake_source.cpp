#include "fake_answer.h"
#include "fake_source.h"

#include <algorithm>

namespace triptych::tests {

namespace {

Nanos ms(double value)
{
    return static_cast<Nanos>(value * FakeSource::kMs);
}

} // namespace

std::int32_t FakeSource::intern(std::string_view text)
{
    const auto found = std::find(columns.strings.begin(), columns.strings.end(), text);
    if (found != columns.strings.end())
        return static_cast<std::int32_t>(found - columns.strings.begin());
    columns.strings.emplace_back(text);
    return static_cast<std::int32_t>(columns.strings.size()) - 1;
}

void FakeSource::addSpan(std::string_view service, std::string_view name, SpanId parent, double afterMs,
                         double durationMs, SpanKind kind, StatusCode status)
{
    const std::uint64_t id = columns.size() + 1;
    columns.record.push_back(recordOf(SpanId{id}));
    columns.span.push_back(id);
    columns.parent.push_back(parent.value);
    columns.start.push_back(kStart + ms(afterMs));
    columns.duration.push_back(ms(durationMs));
    columns.name.push_back(intern(name));
    columns.service.push_back(intern(service));
    columns.kind.push_back(static_cast<std::uint8_t>(kind));
    columns.status.push_back(static_cast<std::uint8_t>(status));
    columns.sharedHalf.push_back(0);
    columns.resource.push_back(1);
    columns.import.push_back(1);
    columns.events.push_back(0);
    columns.links.push_back(0);
}

void FakeSource::addLog(double afterMs, Level level, LogKind kind, SpanId span, std::string_view service,
                        std::string_view body)
{
    LogRow log;
    log.record = RecordId{static_cast<std::int64_t>(1000 + logs.size())};
    log.time = kStart + ms(afterMs);
    log.level = level;
    log.kind = kind;
    log.trace = kTrace;
    log.span = span;
    log.service = service;
    log.body = body;
    log.line = static_cast<std::uint32_t>(logs.size() + 1);
    logs.push_back(log);
    const std::uint32_t row = span.empty() ? toInt(SpanIndex::None) : static_cast<std::uint32_t>(span.value - 1);
    columns.logMarks.push_back({row, log.time, level});
}

FakeSource::FakeSource()
{
    using enum SpanKind;
    const auto error = StatusCode::Error;
    columns.trace = kTrace;
    addSpan("kong-gateway", "POST /api/checkout", {}, 0, 1240, Server, error);                // 1
    addSpan("checkout", "CheckoutService/PlaceOrder", kRoot, 18, 1210, Server, error);         // 2
    addSpan("cart", "CartService/GetCart", kCheckout, 26, 64, Server);                         // 3
    addSpan("cart", "redis HGETALL cart:{id}", kCart, 30, 12, Client);                         // 4
    addSpan("inventory", "InventoryService/Reserve", kCart, 48, 38, Server);                   // 5
    addSpan("orders-db", "SELECT stock FOR UPDATE", SpanId{5}, 52, 30, Client);                // 6
    addSpan("pricing", "PricingService/Quote", kCheckout, 97, 118, Server);                    // 7
    addSpan("pricing", "GET /rates", SpanId{7}, 105, 44, Client);                              // 8
    addSpan("pricing", "SELECT price WHERE sku = ?", SpanId{7}, 152, 58, Client);              // 9
    addSpan("users", "UserService/Get", kCheckout, 219, 22, Server);                           // 10
    addSpan("payment", "PaymentService/Charge", kCheckout, 248, 868, Server, error);           // 11
    addSpan("fraud", "FraudService/Score", kPayment, 262, 96, Server);                         // 12
    addSpan("fraud", "model.infer", SpanId{12}, 274, 78);                                      // 13
    addSpan("payment", "POST psp.example/charges", kPayment, 366, 252, Client, error);         // 14
    addSpan("payment", "retry 1 POST psp.example/charges", kPayment, 634, 252, Client, error); // 15
    addSpan("payment", "retry 2 POST psp.example/charges", kPayment, 901, 206, Client, error); // 16
    addSpan("orders-db", "INSERT orders", kCheckout, 1122, 48, Client);                        // 17
    addSpan("kafka", "publish order.failed", kCheckout, 1174, 14, Producer);                   // 18
    addSpan("notify", "NotifyService/Send", kCheckout, 1190, 36, Consumer);                    // 19
    addSpan("notify", "POST mail/send", SpanId{19}, 1196, 26, Client);                         // 20
    columns.events[13] = 2;
    columns.links[13] = 1;
    columns.eventMarks = {{13, kStart + ms(612)}};

    const auto app = LogKind::Application, access = LogKind::Access;
    addLog(2, Level::Info, app, kRoot, "kong-gateway", "route checkout matched");
    addLog(22, Level::Info, app, kCheckout, "checkout", "PlaceOrder user=8841 items=3");
    addLog(60, Level::Warn, app, SpanId{5}, "inventory", "stock low sku=4411 left=2");
    addLog(120, Level::Info, app, SpanId{7}, "pricing", "quote currency=EUR rules=48");
    addLog(250, Level::Info, app, kPayment, "payment", "charge order=5f1c");
    addLog(366, Level::Info, app, kCharge, "payment", "charge 118.40 EUR attempt=1");
    addLog(612, Level::Warn, app, kCharge, "payment", "psp timeout after 246ms, will retry");
    addLog(615, Level::Error, access, {}, "envoy", "POST /charges 504 UT 246 x-b3-traceid=a3ce929d0e0e4736");
    addLog(618, Level::Warn, app, kCharge, "payment", R"({"err":"upstream request timeout","attempt":1,"ms":246})");
    addLog(640, Level::Warn, app, kPayment, "payment", "retry 1 of 2, backoff 16ms");
    addLog(1104, Level::Error, app, kPayment, "payment", "charge failed: 3 attempts, last 504");
    addLog(1180, Level::Error, app, kCheckout, "checkout", "order 5f1c rejected: payment unavailable");
    addLog(1192, Level::Info, app, SpanId{19}, "notify", "mail queued");
    addLog(1240, Level::Error, access, {}, "kong", "POST /api/checkout 502 1238ms 00-4bf92f3577b34da6a3ce929d0e0e4736");
    addLog(1241, Level::Error, access, {}, "mesh", "[2026-11-23T14:02:31.121Z] \"POST /charges\" 502 UT");

    LogRow guess;
    guess.record = RecordId{2000};
    guess.time = kStart + ms(400);
    guess.level = Level::Info;
    guess.service = "payment";
    guess.body = "gc pause 12ms";
    nearby.push_back(guess);

    for (int i = 0; i < 12; ++i) {
        TraceRow trace;
        trace.trace = i == 0 ? kTrace : TraceId{0x100ull + static_cast<std::uint64_t>(i), 0xabcdefull};
        trace.rootService = i % 3 == 2 ? "search" : "kong-gateway";
        trace.rootName = i % 3 == 2 ? "GET /search" : "POST /api/checkout";
        trace.start = kStart - static_cast<Nanos>(i) * 7'000 * kMs;
        trace.duration = ms(1240.0 / (i + 1));
        trace.spans = 20;
        trace.errors = i % 2 == 0 ? 6 : 0;
        trace.depth = 5;
        trace.logs = 15;
        trace.services = {"kong-gateway", "checkout", "payment"};
        traceRows.push_back(trace);
    }
}

SpanRow FakeSource::row(std::size_t index) const
{
    SpanRow span;
    span.record = columns.record[index];
    span.trace = columns.trace;
    span.span = SpanId{columns.span[index]};
    span.parent = SpanId{columns.parent[index]};
    span.service = columns.strings[static_cast<std::size_t>(columns.service[index])];
    span.name = columns.strings[static_cast<std::size_t>(columns.name[index])];
    span.kind = static_cast<SpanKind>(columns.kind[index]);
    span.status = static_cast<StatusCode>(columns.status[index]);
    span.start = columns.start[index];
    span.duration = columns.duration[index];
    span.events = columns.events[index];
    span.links = columns.links[index];
    return span;
}

base::Result<StoreInfo> FakeSource::info(std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    StoreInfo info;
    info.spans = columns.size();
    info.traces = traceRows.size();
    info.rootSpans = 1;
    info.errorSpans = 6;
    info.logs = info.logsWithTraceId = logs.size();
    info.services = {{"payment", 4, 4}, {"checkout", 1, 1}, {"kong-gateway", 1, 1}};
    info.time = {kStart - 100'000 * kMs, kStart + 2'000 * kMs};
    ImportRecord import;
    import.path = "bundle.tar.gz";
    import.format = "otlp-json";
    import.bytes = 123456;
    import.spans = info.spans;
    import.logs = info.logs;
    info.imports.push_back(import);
    return info;
}

base::Result<TracePage> FakeSource::traces(const query::Selection &, const TraceQuery &query, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    TracePage page;
    auto sorted = traceRows;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const TraceRow &a, const TraceRow &b) {
        const auto key = [&](const TraceRow &t) -> Nanos {
            switch (query.sort) {
            case TraceSort::Duration: return t.duration;
            case TraceSort::Spans: return t.spans;
            case TraceSort::Errors: return t.errors;
            case TraceSort::Start: break;
            }
            return t.start;
        };
        return query.order == Order::Ascending ? key(a) < key(b) : key(a) > key(b);
    });
    page.total = sorted.size();
    for (std::size_t i = query.offset; i < sorted.size() && page.rows.size() < query.limit; ++i) {
        sorted[i].extra.assign(query.extraTags.size(), "prod");
        page.rows.push_back(sorted[i]);
    }
    return page;
}

base::Result<SpanPage> FakeSource::spans(const query::Selection &, const SpanQuery &query, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    SpanPage page;
    page.total = columns.size();
    for (std::size_t i = query.offset; i < columns.size() && page.rows.size() < query.limit; ++i)
        page.rows.push_back(row(i));
    return page;
}

base::Result<TraceColumns> FakeSource::trace(TraceId id, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    if (!id.matches(kTrace))
        return base::Error{base::ErrorKind::NotFound, "no span of trace " + hex(id), {}, {}, {}};
    return columns;
}

base::Result<std::vector<TraceId>> FakeSource::findTraces(TraceId id, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    if (!id.matches(kTrace))
        return std::vector<TraceId>{};
    return std::vector<TraceId>{kTrace};
}

base::Result<SpanDetails> FakeSource::span(RecordId record, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    const auto found = std::find(columns.record.begin(), columns.record.end(), record);
    if (found == columns.record.end())
        return base::Error{base::ErrorKind::NotFound, "no such span", {}, {}, {}};
    SpanDetails details;
    details.row = row(static_cast<std::size_t>(found - columns.record.begin()));
    const bool error = details.row.status == StatusCode::Error;
    details.statusMessage = error ? "upstream request timeout" : "";
    details.spanTags = {{"http.request.method", "POST", ValueType::String},
                        {"http.response.status_code", error ? "504" : "200", ValueType::Int},
                        {"server.address", "psp.example", ValueType::String},
                        {"retry.count", "0", ValueType::Int}};
    details.resourceTags = {{"service.name", details.row.service, ValueType::String},
                            {"service.version", "2.14.1", ValueType::String},
                            {"k8s.pod.name", details.row.service + "-7d9c5b6f4-x2k8p", ValueType::String},
                            {"kuma.io/zone", "eu-west-1a", ValueType::String},
                            {"cloud.region", "eu-west-1", ValueType::String},
                            {"host.name", "ip-10-2-3-4", ValueType::String}};
    details.scopeName = "io.opentelemetry.http";
    details.importPath = "bundle.tar.gz!spans.json";
    for (std::uint32_t i = 0; i < details.row.events; ++i)
        details.events.push_back({details.row.start + ms(246), "exception", R"({"exception.type":"Timeout"})"});
    for (std::uint32_t i = 0; i < details.row.links; ++i)
        details.links.push_back({TraceId{0x77, 0x88}, SpanId{0x99}, "", R"({"kind":"follows"})"});
    details.usualDuration = 41 * kMs;
    return details;
}

base::Result<void> FakeSource::eachTrace(const query::Selection &, const std::function<void(const TraceColumns &)> &visit,
                                         std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    visit(columns);
    return {};
}

Histogram FakeSource::histogram(int bins, bool ofLogs) const
{
    Histogram histogram;
    histogram.range = {kStart - 100'000 * kMs, kStart + 2'000 * kMs};
    histogram.width = std::max<Nanos>(1, histogram.range.length() / std::max(1, bins));
    histogram.bins.resize(static_cast<std::size_t>(std::max(1, bins)));
    const auto count = [&](Nanos time, bool warning, bool error) {
        const auto bin = std::clamp<Nanos>((time - histogram.range.from) / histogram.width, 0, bins - 1);
        auto &b = histogram.bins[static_cast<std::size_t>(bin)];
        ++b.total;
        b.warnings += warning;
        b.errors += error;
    };
    if (ofLogs) {
        for (const LogRow &log : logs)
            count(log.time, log.level == Level::Warn, log.level >= Level::Error);
    } else {
        for (const TraceRow &trace : traceRows)
            count(trace.start, false, trace.errors > 0);
    }
    return histogram;
}

base::Result<Histogram> FakeSource::spanHistogram(const query::Selection &, int bins, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    return histogram(bins, false);
}

base::Result<std::vector<ScatterPoint>> FakeSource::scatter(const query::Selection &, std::size_t, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    std::vector<ScatterPoint> points;
    for (const TraceRow &trace : traceRows)
        points.push_back({trace.trace, trace.start, trace.duration, trace.errors > 0});
    return points;
}

base::Result<std::vector<Facet>> FakeSource::facets(Table, const query::Selection &, const std::vector<std::string> &keys,
                                                    std::size_t, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    std::vector<Facet> facets;
    for (const std::string &key : keys)
        facets.push_back({key, {{"checkout", 120}, {"payment", 80}, {"pricing", 12}}, 5, 7});
    return facets;
}

base::Result<std::vector<TagKey>> FakeSource::tagKeys(const query::Selection &, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    return std::vector<TagKey>{{"service.name", TagScope::Resource, 20, 15, 9},
                               {"http.request.method", TagScope::Span, 20, 0, 3},
                               {"kuma.io/zone", TagScope::Resource, 20, 0, 2}};
}

base::Result<std::vector<TagValue>> FakeSource::tagValues(const std::string &, const query::Selection &, std::size_t,
                                                          std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    return std::vector<TagValue>{{"checkout", 12, 4}, {"payment", 6, 3}};
}

base::Result<std::vector<Stats>> FakeSource::stats(const query::Selection &, const std::vector<std::string> &by,
                                                   std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    Stats stats;
    stats.group.assign(by.size(), "payment");
    stats.count = 4;
    stats.errors = 4;
    stats.rate = 0.5;
    stats.p50 = 252e6;
    stats.p90 = stats.p95 = stats.p99 = 868e6;
    stats.max = 868 * kMs;
    stats.selfTime = 710 * kMs;
    return std::vector<Stats>{stats};
}

base::Result<SqlResult> FakeSource::sql(const std::string &, std::size_t, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    SqlResult result;
    result.columns = {"service", "n"};
    result.numeric = {false, true};
    result.rows = {{"checkout", "12"}, {"payment", std::nullopt}};
    return result;
}

} // namespace triptych::tests
