#pragma once
#include "base/result.h"
#include "query/aliases.h"
#include "query/filter.h"
#include "telemetry/answers.h"
#include "telemetry/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A tag filter in the words of a backend. Pure: no network, no state.
namespace triptych::query {

enum class Backend : std::uint8_t { TraceQl, LogQl, PromQl, Jaeger, Zipkin, ClickHouse, Datadog, Lucene };
/// As the command line spells it: `traceql`.
std::string_view name(Backend backend);
/// For people: `TraceQL`, `Jaeger's search`.
std::string_view title(Backend backend);
std::optional<Backend> backendFromText(std::string_view text);
const std::vector<Backend> &allBackends();

/// What a compiler must know of the server it writes for. The defaults are the current release of each with the
/// collector's own schema; a source that asked the server fills in what it found.
struct BackendDialect {
    /// Which records are asked for. Jaeger, Zipkin and TraceQL hold spans only, LogQL and PromQL none.
    telemetry::Table table = telemetry::Table::Spans;

    /// TraceQL. V2_1: bare names of intrinsics, no tags of events and scopes, no `nil`. V2_7: tags of events, links and
    /// scopes. V3: `= nil`, so that a negated tag can be said.
    enum class Tempo : std::uint8_t { V2_1, V2_7, V3 };
    Tempo tempo = Tempo::V3;

    /// LogQL: index labels (as Loki spells them), for the stream selector; PromQL: every label name there is, so that
    /// spellings that nobody has are left out. Empty: Loki's defaults; for PromQL, unknown.
    std::vector<std::string> labels;
    /// LogQL: the label that every stream has.
    std::string everyStreamLabel = "service_name";
    /// LogQL: fields inside the lines are searched too, by parsing them; else only labels and structured metadata.
    enum class LineFields : std::uint8_t { NotSearched, Json, Logfmt };
    LineFields lineFields = LineFields::NotSearched;
    /// PromQL: label names keep their dots and are quoted (Prometheus 3 without translation).
    bool utf8Labels = false;

    /// Jaeger, Zipkin: names of services, if known: conditions on the service become one request for each that fits.
    std::vector<std::string> services;
    /// Jaeger: `Equal`: tag values are compared as text. `Regex`: stores on Elasticsearch read them as an expression.
    enum class JaegerTags : std::uint8_t { Equal, Regex };
    JaegerTags jaegerTags = JaegerTags::Equal;
    /// Jaeger: `error` and `span.kind` are searchable tags. True of every store but the memory of version 2, which reads
    /// `error=true` wrongly; unless set, searches for errors are sent both with and without it.
    bool statusTags = false;
    /// Jaeger, Zipkin: at most so many requests for one filter; what would need more is evaluated here.
    std::size_t mostRequests = 12;

    /// Lucene: which documents. Jaeger's own index needs a JSON query, see BackendQuery::text.
    enum class Documents : std::uint8_t { Otel, Ecs, Jaeger };
    Documents documents = Documents::Otel;

    /// ClickHouse: a schema of before 2024 lacks the columns ScopeName and ScopeVersion; attributes may be of type JSON.
    enum class Attributes : std::uint8_t { Map, Json };
    Attributes attributes = Attributes::Map;
    bool scopeColumns = true;
    bool eventNameColumn = false; ///< otel_logs has EventName
    bool scopeAttributes = false; ///< otel_traces has ScopeAttributes; otel_logs always has
};

/// One search of Jaeger. All conditions hold for one span of each trace wanted. Empty fields are not sent.
struct JaegerSearch {
    std::string service, operation;
    std::vector<std::pair<std::string, std::string>> tags; ///< `tags` (v1) or `query.attributes` (v3) as a JSON object
    std::optional<telemetry::Nanos> minDuration, maxDuration; ///< inclusive
    bool operator==(const JaegerSearch &) const = default;
};

/// One search of Zipkin. Empty fields are not sent.
struct ZipkinSearch {
    std::string service, spanName;           ///< lower case, as Zipkin has them
    std::string annotationQuery;             ///< `error and http.method=GET`, before URL-encoding
    std::optional<std::int64_t> minDuration, maxDuration; ///< µs; maxDuration only beside minDuration
    bool operator==(const ZipkinSearch &) const = default;
};

/// A bound parameter of ClickHouse: `{name:type}` in the text, `param_name` in the request. Not yet escaped.
struct NamedParameter {
    std::string name, type, value;
    bool operator==(const NamedParameter &) const = default;
};

/// A part of the filter that is decided here, for people: “`size:>1KiB`: Tempo knows no sizes”.
struct LocalPart {
    std::string term; ///< in the filter's language
    std::string why;  ///< a clause without a full stop
};

/// What to ask a backend, and what to test on arrival. What the backend answers is a superset of the matches, and of
/// those `remainder` keeps exactly the matches. Where `caveats` is empty this holds for all data but tags that are lists:
/// some backends test their elements, we their whole text.
struct BackendQuery {
    Backend backend = Backend::TraceQl;
    /// The query in the target's language, complete for its use:
    /// TraceQL `{ … }`; LogQL selector with its pipeline; PromQL selectors joined by ` or `; ClickHouse a condition for
    /// WHERE (`1` for all); Datadog and Lucene a search text (`*` for all). With Documents::Jaeger, the `query` object
    /// of an _search request as JSON. For Jaeger and Zipkin the parameters of each request as people read them.
    std::string text;
    std::vector<NamedParameter> parameters; ///< ClickHouse
    std::vector<std::string> selectors;     ///< PromQL: `{…}` of each alternative, without name conflicts
    std::vector<JaegerSearch> jaeger;       ///< answers are united; never empty unless `nothing`
    std::vector<ZipkinSearch> zipkin;
    bool nothing = false; ///< no record there can match: do not ask

    Filter remainder;                  ///< to be tested on arrival (Evaluator); empty: the backend decides all
    std::vector<LocalPart> localParts; ///< what of it can thin out the answer, so that a limit may hide matches
    std::vector<std::string> caveats;  ///< sentences: where this server's search sees less than the filter means

    /// Whether what the backend counts and cuts off are the matches themselves.
    bool decidesAll() const { return localParts.empty(); }
};

/// Errors: BadQuery where the filter cannot be used with this backend at all (it parsed, so never today).
base::Result<BackendQuery> compileFor(Backend backend, const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect = {});

/// Traces of which every match is part, where the filter names one (`trace:…` beside other terms): they are fetched by
/// their ids instead of searched for. The ids are readings of one text; nothing if the filter names none.
std::optional<std::vector<telemetry::TraceId>> requiredTraces(const Filter &filter);

/// “Evaluated here: …, because …”: what BackendQuery leaves to us, a sentence a line; empty if nothing.
std::string inWords(const BackendQuery &query);

/// The level of TraceQL of a Tempo that calls itself `version` (`2.3.1`, `v2.7.0`); the current one if unreadable.
BackendDialect::Tempo tempoDialect(std::string_view version);

} // namespace triptych::query
