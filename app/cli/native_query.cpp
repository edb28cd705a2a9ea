#include "app/cli/native_query.h"

#include <utility>
#include <vector>

namespace triptych::cli {

using query::Backend;
using query::BackendDialect;
using query::BackendQuery;
using telemetry::Table;

namespace {

struct Kind {
    const char *name; ///< key in JSON
    BackendDialect dialect;
};

/// The kinds of records that a backend holds.
std::vector<Kind> kindsOf(Backend backend)
{
    Kind spans{"spans", {}}, logs{"logs", {}};
    logs.dialect.table = Table::Logs;
    switch (backend) {
    case Backend::LogQl:
        return {logs};
    case Backend::PromQl:
        return {{"series", logs.dialect}};
    case Backend::ClickHouse:
    case Backend::Datadog:
        return {spans, logs};
    case Backend::Lucene: {
        Kind jaeger{"jaegerIndex", {}};
        jaeger.dialect.documents = BackendDialect::Documents::Jaeger;
        return {spans, logs, jaeger};
    }
    default:
        return {spans};
    }
}

BackendQuery compiled(Backend backend, const query::Filter &filter, const BackendDialect &dialect)
{
    const auto result = query::compileFor(backend, filter, query::AliasTable(), dialect);
    return result ? *result : BackendQuery{};
}

void writeRequests(JsonWriter &json, const BackendQuery &q)
{
    const auto number = [&json](const char *name, const std::optional<std::int64_t> &value) {
        if (value)
            json.field(name, *value);
    };
    if (q.backend == Backend::Jaeger) {
        json.key("requests").beginArray();
        for (const query::JaegerSearch &one : q.jaeger) {
            json.beginObject().field("service", one.service).field("operation", one.operation).key("tags").beginObject();
            for (const auto &[key, value] : one.tags)
                json.field(key, value);
            json.endObject();
            number("minDuration", one.minDuration);
            number("maxDuration", one.maxDuration);
            json.endObject();
        }
        json.endArray();
    }
    if (q.backend == Backend::Zipkin) {
        json.key("requests").beginArray();
        for (const query::ZipkinSearch &one : q.zipkin) {
            json.beginObject().field("serviceName", one.service).field("spanName", one.spanName).field("annotationQuery", one.annotationQuery);
            number("minDuration", one.minDuration);
            number("maxDuration", one.maxDuration);
            json.endObject();
        }
        json.endArray();
    }
    if (q.backend == Backend::ClickHouse) {
        json.key("parameters").beginArray();
        for (const query::NamedParameter &one : q.parameters)
            json.beginObject().field("name", one.name).field("type", one.type).field("value", one.value).endObject();
        json.endArray();
    }
    if (q.backend == Backend::PromQl) {
        json.key("selectors").beginArray();
        for (const std::string &one : q.selectors)
            json.text(one);
        json.endArray();
    }
}

} // namespace

void printNativeQuery(Output &out, Backend backend, const query::Filter &filter)
{
    for (const Kind &kind : kindsOf(backend)) {
        const BackendQuery q = compiled(backend, filter, kind.dialect);
        out.write(std::string(title(backend)) + ", " + kind.name + ":\n");
        if (!q.nothing)
            out.write(terminalLines(q.text) + "\n");
        for (const query::NamedParameter &one : q.parameters)
            out.write("  " + one.name + ": " + terminalText(one.value) + "\n");
        if (const std::string words = query::inWords(q); !words.empty())
            out.write(terminalLines(words) + "\n");
        else if (!q.nothing)
            out.write("Nothing is left to evaluate here.\n");
        out.write("\n");
    }
}

void writeNativeQuery(JsonWriter &json, Backend backend, const query::Filter &filter)
{
    json.beginObject();
    for (const Kind &kind : kindsOf(backend)) {
        const BackendQuery q = compiled(backend, filter, kind.dialect);
        json.key(kind.name).beginObject().field("query", q.text).key("nothing").boolean(q.nothing);
        writeRequests(json, q);
        json.field("remainder", q.remainder.text()).key("evaluatedHere").beginArray();
        for (const query::LocalPart &part : q.localParts)
            json.beginObject().field("term", part.term).field("why", part.why).endObject();
        json.endArray().key("caveats").beginArray();
        for (const std::string &caveat : q.caveats)
            json.text(caveat);
        json.endArray().endObject();
    }
    json.endObject();
}

} // namespace triptych::cli
