#include "made_records.h"
#include "native_languages.h"
#include "query/backend_query.h"
#include "query/describe.h"
#include "query/filter_text.h"
#include "query/syntax.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using query::Backend;
using query::BackendDialect;
using query::BackendQuery;
using telemetry::Table;

/// What a filter becomes for each backend: native text and remainder side by side, and that both together are the filter.
class tst_Backends : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nativeTextAndRemainder_data();
    void nativeTextAndRemainder();
    void hostileTextStaysText_data();
    void hostileTextStaysText();
    void aFilterWrittenOutIsTheSame();
    void clickHouseBindsEveryText();
    void servicesBecomeRequests();
    void tracesAreNamed();
    void whatIsLeftIsSaidInWords();
    void nativeAndRemainderAreTheFilter_data();
    void nativeAndRemainderAreTheFilter();
};

namespace {

const query::AliasTable &aliases()
{
    static const query::AliasTable table;
    return table;
}

BackendDialect dialect(Backend backend, Table table)
{
    BackendDialect out;
    out.table = table;
    if (backend == Backend::LogQl)
        out.labels = {"service_name", "region", "env"};
    return out;
}

BackendQuery compiled(Backend backend, const std::string &text, const BackendDialect &dialect)
{
    const auto filter = query::Filter::parse(text);
    if (!filter)
        qFatal("%s: %s", text.c_str(), filter.error().text().c_str());
    return *query::compileFor(backend, *filter, aliases(), dialect);
}

} // namespace

void tst_Backends::nativeTextAndRemainder_data()
{
    QTest::addColumn<int>("backend");
    QTest::addColumn<int>("table");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("native");
    QTest::addColumn<QString>("remainder");
    const auto row = [](Backend backend, Table table, const char *filter, const char *native, const char *remainder = "") {
        QTest::addRow("%s %s %s", query::name(backend).data(), table == Table::Logs ? "logs" : "spans", filter)
            << static_cast<int>(backend) << static_cast<int>(table) << QString::fromUtf8(filter) << QString::fromUtf8(native) << QString::fromUtf8(remainder);
    };
    const auto spans = [&row](Backend backend, const char *filter, const char *native, const char *remainder = "") { row(backend, Table::Spans, filter, native, remainder); };
    const auto logs = [&row](Backend backend, const char *filter, const char *native, const char *remainder = "") { row(backend, Table::Logs, filter, native, remainder); };

    spans(Backend::TraceQl, "", "{}");
    spans(Backend::TraceQl, "service:checkout status:error duration:>250ms",
          R"({ resource.service.name = "checkout" && status = error && duration >= 250000001ns })");
    spans(Backend::TraceQl, "span.\"user.id\":17", R"({ (span.user.id = "17" || span.user.id = 17 || span.user.id = 17.0) })");
    spans(Backend::TraceQl, "-service:checkout -kind:server", R"({ resource.service.name != "checkout" && kind != server })");
    spans(Backend::TraceQl, "resource.\"team\":pay*", R"({ resource.team =~ "(?s)^pay.*$" })");
    spans(Backend::TraceQl, "-span.\"env\":prod service:a", R"({ resource.service.name = "a" })", "-span.\"env\":prod");
    spans(Backend::TraceQl, "service:a OR depth:1", "{}", "service:a OR depth:[1 TO 1]");
    spans(Backend::TraceQl, "level:error", "{}");
    spans(Backend::TraceQl, "-\"GET /\"", R"({ name !~ "^(?s:.*)(?:[Gg][Ee][Tt] /)(?s:.*)$" })");
    logs(Backend::LogQl, "", R"({service_name=~".+"})");
    logs(Backend::LogQl, "service:checkout declined", R"({service_name="checkout"} |~ "(?is)declined")", "\"declined\"");
    logs(Backend::LogQl, "-service:checkout \"http.route\":/cart", R"({service_name!="checkout", service_name=~".+"} | http_route="/cart")");
    logs(Backend::LogQl, "\"user.id\":17 OR \"user.id\":18", R"({service_name=~".+"} | (user_id="17" or user_id="18"))");
    logs(Backend::LogQl, "-\"user.id\":17", R"({service_name=~".+"} | user_id!="17")");
    logs(Backend::LogQl, "-\"size\":>1KiB", R"({service_name=~".+"} | (size="" or size <= 1024B))", "-\"size\":>1KiB");
    logs(Backend::LogQl, "declined OR timeout", R"({service_name=~".+"} |~ "(?is)declined|(?is)timeout")", "\"declined\" OR \"timeout\"");
    logs(Backend::LogQl, "declined OR level:error", R"({service_name=~".+"})", "\"declined\" OR level:error");
    logs(Backend::LogQl, "\"region\":eu-*", R"({region=~"(?s)eu-.*"})");
    spans(Backend::PromQl, "service:checkout name:http_requests_total \"code\":/^5../",
          R"({service="checkout", __name__="http_requests_total", code=~"(?s).*(?:^5..).*"} or {service_name="checkout", __name__="http_requests_total", code=~"(?s).*(?:^5..).*"} or {dd_service="checkout", __name__="http_requests_total", code=~"(?s).*(?:^5..).*"})");
    spans(Backend::PromQl, "-\"env\":prod", R"({__name__=~".+", env!="prod"})");
    spans(Backend::Jaeger, "", "every trace");
    spans(Backend::Jaeger, "service:checkout \"http.status_code\":500 duration:>=250ms", R"(service="checkout" tags={"http.status_code":"500"} minDuration=250ms)",
          "service:checkout \"http.status_code\":500 duration:>=250ms");
    spans(Backend::Jaeger, "service:(a OR b) name:x", "service=\"a\" operation=\"x\"\nservice=\"b\" operation=\"x\"", "(service:a OR service:b) name:x");
    spans(Backend::Jaeger, "service:a service:b", "");
    spans(Backend::Jaeger, "service:a status:error", "service=\"a\" tags={\"error\":\"true\"}\nservice=\"a\"", "service:a status:error");
    spans(Backend::Zipkin, "service:Checkout status:error \"http.method\":GET duration:[1ms TO 1s]",
          R"(serviceName="checkout" annotationQuery="error and http.method=GET" minDuration=1000 maxDuration=1000000)",
          "service:Checkout status:error \"http.method\":GET duration:[1ms TO 1s]");
    spans(Backend::Zipkin, "duration:<1s", "every trace", "duration:<1s");
    spans(Backend::ClickHouse, "", "1");
    spans(Backend::ClickHouse, "service:checkout -status:ok duration:<1s", "ServiceName = {f0:String} AND NOT (StatusCode IN ('Ok', 'STATUS_CODE_OK')) AND Duration <= 999999999");
    spans(Backend::ClickHouse, "span.\"env\":prod", "SpanAttributes[{f0:String}] = {f1:String}");
    spans(Backend::ClickHouse, "-span.\"env\":prod", "NOT (SpanAttributes[{f0:String}] = {f1:String})");
    spans(Backend::ClickHouse, "span.\"n\":>=500", "ifNull(toFloat64OrNull(SpanAttributes[{f0:String}]) >= {f1:Float64}, 0)");
    logs(Backend::ClickHouse, "declined level:error", "positionCaseInsensitive(Body, {f0:String}) > 0 AND (SeverityNumber = 0 OR SeverityNumber BETWEEN 17 AND 20)", "level:error");
    spans(Backend::Datadog, "service:checkout status:error duration:>250ms", "service:checkout status:error @duration:>=250000001");
    spans(Backend::Datadog, "-\"team\":pay*", "-(team:pay* OR @team:pay*)");
    spans(Backend::Datadog, "\"team\":\"a b\"", "(team:\"a b\" OR @team:\"a b\")");
    logs(Backend::Datadog, "\"card declined\" level:error", "(*card* *declined*) status:error", "\"card declined\" level:error");
    spans(Backend::Lucene, "service:checkout -kind:client", "resource.attributes.service.name:checkout AND (*:* NOT kind:Client)");
    spans(Backend::Lucene, "span.\"http.route\":\"/a b\" duration:[1ms TO 2ms]", "attributes.http.route:\"/a b\" AND duration:[1000000 TO 2000000]");
    logs(Backend::Lucene, "declined", "(body.text:*declined* OR _exists_:body.structured)", "\"declined\"");
}

void tst_Backends::nativeTextAndRemainder()
{
    QFETCH(int, backend);
    QFETCH(int, table);
    QFETCH(QString, filter);
    QFETCH(QString, native);
    QFETCH(QString, remainder);
    const auto which = static_cast<Backend>(backend);
    const BackendQuery q = compiled(which, filter.toStdString(), dialect(which, static_cast<Table>(table)));
    QCOMPARE(QString::fromStdString(q.text), native);
    QCOMPARE(QString::fromStdString(q.remainder.text()), remainder);
}

void tst_Backends::hostileTextStaysText_data()
{
    QTest::addColumn<int>("backend");
    for (const Backend backend : query::allBackends())
        QTest::newRow(query::name(backend).data()) << static_cast<int>(backend);
}

/// A tag that holds the text is found by it, and only where it is that text: no quote, star or keyword of the target leaks.
void tst_Backends::hostileTextStaysText()
{
    QFETCH(int, backend);
    const auto which = static_cast<Backend>(backend);
    const Table table = which == Backend::LogQl ? Table::Logs : Table::Spans;
    for (const char *text : made::hostileTexts()) {
        std::string written = "\"";
        for (const char *c = text; *c != '\0'; ++c)
            written += *c == '\n' ? "\\n" : *c == '\t' ? "\\t" : *c == '"' || *c == '\\' ? std::string("\\") + *c : std::string(1, *c);
        const BackendQuery q = compiled(which, "\"k\":" + written + "\"", dialect(which, table));
        made::Record same, other;
        for (made::Record *record : {&same, &other}) {
            record->view.table = table;
            record->service = record->name = "x";
            record->tags = {{"k", record == &same ? text : std::string(text) + "!", {}}};
            if (which == Backend::LogQl)
                record->tags.push_back({"service_name", "x", {}}); // every stream has it
            record->connect();
        }
        for (const made::Record *record : {&same, &other}) {
            const std::optional<bool> found = which == Backend::TraceQl   ? native::traceQl(q.text, record->view)
                                              : which == Backend::LogQl   ? native::logQl(q.text, record->view)
                                              : which == Backend::PromQl  ? native::promQl(q, record->view)
                                              : which == Backend::Jaeger  ? native::jaeger(q, record->view)
                                              : which == Backend::Zipkin  ? native::zipkin(q, record->view)
                                              : which == Backend::Datadog ? native::datadog(q.text, record->view)
                                              : which == Backend::Lucene  ? native::lucene(q.text, record->view)
                                                                          : std::optional(q.parameters.back().value == text);
            QVERIFY2(found, q.text.c_str());
            const bool local = query::Evaluator(q.remainder, aliases()).matches(record->view);
            if (which != Backend::ClickHouse)
                QVERIFY2((*found && local) == (record == &same), (std::string(text) + " became " + q.text).c_str());
            else
                QVERIFY(*found);
        }
    }
}

void tst_Backends::aFilterWrittenOutIsTheSame()
{
    made::Maker maker(7);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = maker.filter();
        const auto filter = query::Filter::parse(text);
        QVERIFY2(filter.ok(), text.c_str());
        const std::string written = query::filterText(*filter->root());
        const auto again = query::Filter::parse(written);
        QVERIFY2(again.ok(), (text + " became " + written).c_str());
        QCOMPARE(QString::fromStdString(query::treeText(*again)), QString::fromStdString(query::treeText(*filter)));
    }
    for (const char *text : {"@name:x", "\"a:b\":c", "resource.\"a b\":c", "a\\:b:c", "x:\\*", "x:a\\*b*", "x:\"OR\"", "OR\\x*", "\\-x*", "/a\\/b/i", "x:[* TO 5}",
                             "x:[\"a b\" TO \"*\"]", "x:>\"a b\"", "x:\"\"", "@resource.x:1", "-(a OR -b)", "x:(a OR \"b c\" OR >5)", "((a b) OR c) d"}) {
        const auto filter = query::Filter::parse(text);
        QVERIFY2(filter.ok(), text);
        const auto again = query::Filter::parse(query::filterText(*filter->root()));
        QVERIFY2(again.ok(), text);
        QCOMPARE(QString::fromStdString(query::treeText(*again)), QString::fromStdString(query::treeText(*filter)));
    }
}

void tst_Backends::clickHouseBindsEveryText()
{
    const BackendQuery q = compiled(Backend::ClickHouse, "service:\"'; DROP TABLE x; --\" \"k'`\\\\\":\"{f0:String}\" env:*", {});
    QVERIFY(q.text.find("DROP") == std::string::npos);
    QVERIFY(q.text.find('`') == std::string::npos);
    QCOMPARE(q.parameters.front().value, std::string("'; DROP TABLE x; --"));
    for (const query::NamedParameter &one : q.parameters)
        QVERIFY(q.text.find("{" + one.name + ":" + one.type + "}") != std::string::npos);
}

void tst_Backends::servicesBecomeRequests()
{
    BackendDialect known;
    known.services = {"cart", "checkout", "payment"};
    QCOMPARE(compiled(Backend::Jaeger, "service:c*", known).text, std::string("service=\"cart\"\nservice=\"checkout\""));
    QCOMPARE(compiled(Backend::Jaeger, "-service:c*", known).text, std::string("service=\"payment\""));
    QVERIFY(compiled(Backend::Jaeger, "service:nosuch", known).nothing);
    known.mostRequests = 2;
    const BackendQuery many = compiled(Backend::Jaeger, "-service:x name:y", known);
    QCOMPARE(many.text, std::string("operation=\"y\"")); // what would need more requests is left to us
    QCOMPARE(many.localParts.size(), std::size_t(1));
    known.statusTags = true;
    QCOMPARE(compiled(Backend::Jaeger, "service:cart status:error kind:server", known).text, std::string("service=\"cart\" tags={\"error\":\"true\",\"span.kind\":\"server\"}"));
}

void tst_Backends::tracesAreNamed()
{
    const auto named = [](const char *text) { return query::requiredTraces(*query::Filter::parse(text)); };
    QCOMPARE(named("service:a trace:4bf92f3577b34da6a3ce929d0e0e4736")->size(), std::size_t(1));
    QVERIFY(!named("service:a"));
    QVERIFY(!named("-trace:12"));
    QVERIFY(!named("trace:12 OR service:a"));
}

void tst_Backends::whatIsLeftIsSaidInWords()
{
    const BackendQuery q = compiled(Backend::Zipkin, "service:a -env:prod", {});
    QVERIFY(!q.decidesAll());
    QCOMPARE(query::inWords(q), std::string("-env:prod is evaluated here: Zipkin cannot ask for what a span lacks.\nThe limit on what is fetched may hide matches."));
    QVERIFY(compiled(Backend::TraceQl, "service:a", {}).decidesAll());
    QVERIFY(query::inWords(compiled(Backend::TraceQl, "service:a", {})).empty());
    QVERIFY(query::inWords(compiled(Backend::TraceQl, "level:error", {})).starts_with("Nothing is asked"));
}

void tst_Backends::nativeAndRemainderAreTheFilter_data()
{
    QTest::addColumn<QString>("which");
    for (const char *which : {"traceql", "traceql 2.1", "logql", "promql", "jaeger", "jaeger with services", "zipkin", "datadog spans", "datadog logs", "lucene spans", "lucene logs", "jaeger index"})
        QTest::newRow(which) << QString::fromLatin1(which);
}

void tst_Backends::nativeAndRemainderAreTheFilter()
{
    QFETCH(QString, which);
    const std::string name = which.toStdString();
    made::Maker maker(42);
    const bool isLogs = name == "logql" || name == "promql" || name.ends_with("logs");
    std::deque<made::Record> records = isLogs ? maker.logs(120) : maker.spans(120);
    BackendDialect dialect;
    dialect.table = isLogs ? Table::Logs : Table::Spans;
    Backend backend = *query::backendFromText(name.substr(0, name.find(' ')));
    if (name == "traceql 2.1") {
        dialect.tempo = BackendDialect::Tempo::V2_1;
        for (made::Record &r : records) { // whose events and scopes it does not search
            r.view.eventList = {};
            r.view.scopeName = {};
        }
    }
    if (name == "jaeger with services")
        dialect.services = {"checkout", "payment", "Payment", "a\"b"};
    if (name == "jaeger index") {
        backend = Backend::Lucene;
        dialect.documents = BackendDialect::Documents::Jaeger;
    }
    if (name.starts_with("jaeger") || name == "zipkin")
        for (made::Record &r : records) { // decoders lift what these keep as tags, and they count µs
            r.view.duration = r.view.duration / 1000 * 1000;
            if (name == "zipkin" && r.view.duration == 0)
                r.view.duration = 1000;
            if (name == "zipkin")
                r.view.eventList = {}; // annotations have no tags
        }
    if (name.starts_with("lucene"))
        for (made::Record &r : records)
            r.view.eventList = {}; // documents of their own
    if (name == "logql" || name == "promql") // every tag is a label there
        for (made::Record &r : records) {
            std::vector<telemetry::Tag> labels;
            for (const auto &tags : {r.tags, r.resourceTags})
                for (const telemetry::Tag &tag : tags)
                    if (std::none_of(labels.begin(), labels.end(), [&](const telemetry::Tag &have) { return have.key == query::labelName(tag.key); }) && !tag.value.empty())
                        labels.push_back({query::labelName(tag.key), tag.value, {}});
            r.resourceTags.clear();
            r.tags = labels;
            r.connect();
        }
    if (name == "promql")
        for (made::Record &r : records) {
            r.tags.push_back({"__name__", "requests_total", {}});
            r.connect();
        }
    if (name == "logql")
        for (made::Record &r : records) { // what the line itself adds
            r.tags.push_back({"detected_level", r.view.level == telemetry::Level::Unknown ? "unknown" : std::string(telemetry::name(r.view.level)), {}});
            if (!r.view.trace.empty())
                r.tags.push_back({"trace_id", telemetry::hex(r.view.trace), {}});
            if (!r.view.span.empty())
                r.tags.push_back({"span_id", telemetry::hex(r.view.span), {}});
            r.connect();
        }
    int asked = 0, matched = 0, narrowed = 0;
    for (int i = 0; i < 500; ++i) {
        const std::string text = maker.filter();
        const query::Filter filter = *query::Filter::parse(text);
        if (name == "promql" && (text.find("service") != std::string::npos || text.find("kind") != std::string::npos || text.find("status:") != std::string::npos || text.find("name:") != std::string::npos))
            continue; // labels of metrics stand for these fields there
        if ((name == "logql" || name == "promql") && (text.find("resource.") != std::string::npos || text.find("scope.") != std::string::npos))
            continue; // labels do not tell scopes apart
        const BackendQuery q = *query::compileFor(backend, filter, aliases(), dialect);
        const query::Evaluator whole(filter, aliases()), rest(q.remainder, aliases());
        for (const made::Record &r : records) {
            std::optional<bool> native = false;
            if (!q.nothing)
                native = backend == Backend::TraceQl    ? native::traceQl(q.text, r.view)
                         : backend == Backend::LogQl    ? native::logQl(q.text, r.view)
                         : backend == Backend::PromQl   ? native::promQl(q, r.view)
                         : backend == Backend::Jaeger   ? std::optional(native::jaeger(q, r.view))
                         : backend == Backend::Zipkin   ? std::optional(native::zipkin(q, r.view))
                         : backend == Backend::Datadog  ? native::datadog(q.text, r.view)
                         : name == "jaeger index"       ? native::jaegerIndex(q.text, r.view)
                                                        : native::lucene(q.text, r.view);
            QVERIFY2(native, (text + " became " + q.text).c_str());
            const bool wanted = whole.matches(r.view), kept = *native && rest.matches(r.view);
            if (wanted && !*native)
                QFAIL((text + " became " + q.text + ", which misses span " + telemetry::hex(r.view.span)).c_str());
            if (wanted != kept)
                QFAIL((text + " became " + q.text + " and " + q.remainder.text() + ", which together are another filter for span " + telemetry::hex(r.view.span)).c_str());
            matched += wanted ? 1 : 0;
            narrowed += *native ? 0 : 1;
            ++asked;
        }
    }
    QVERIFY(matched > 1000 && narrowed > asked / 10); // neither filters that find nothing, nor compilers that say nothing
}

TRIPTYCH_TEST(tst_Backends)
#include "tst_backends.moc"
