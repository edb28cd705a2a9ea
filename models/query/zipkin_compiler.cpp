#include "query/alternatives.h"
#include "query/compilers.h"
#include "query/value_forms.h"
#include "telemetry/letters.h"

#include <algorithm>

namespace triptych::query {

using telemetry::lower;

namespace {

using telemetry::TagScope;

struct ZipkinRequest {
    std::string service, spanName;
    std::vector<std::string> terms; ///< of the annotation query
    std::optional<std::int64_t> minDuration, maxDuration; ///< µs
    bool operator==(const ZipkinRequest &) const = default;

    /// All conditions hold for one trace, not for one span, so two of a kind do not contradict each other; but only one
    /// can be written, and the first stands. Durations are narrowed where one span must satisfy both.
    Joined join(const ZipkinRequest &other)
    {
        Joined out = Joined::Whole;
        const auto first = [&out](std::string &mine, const std::string &theirs) {
            if (mine.empty())
                mine = theirs;
            else if (!theirs.empty() && mine != theirs)
                out = Joined::Less;
        };
        first(service, other.service);
        first(spanName, other.spanName);
        const auto key = [](const std::string &term) { return term.substr(0, term.find('=')); };
        for (const std::string &term : other.terms) {
            const auto have = std::find_if(terms.begin(), terms.end(), [&](const std::string &one) { return key(one) == key(term); });
            if (have == terms.end())
                terms.push_back(term);
            else if (*have != term)
                out = Joined::Less;
        }
        if (other.minDuration)
            minDuration = std::max(minDuration.value_or(*other.minDuration), *other.minDuration);
        if (other.maxDuration)
            maxDuration = std::min(maxDuration.value_or(*other.maxDuration), *other.maxDuration);
        return minDuration && maxDuration && *minDuration > *maxDuration ? Joined::Never : out;
    }
};

using ZipkinOptions = Choices<ZipkinRequest>;

class Zipkin
{
public:
    Zipkin(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_dialect(dialect) {}

    /// The conditions hold for some spans of a trace, not for one.
    ZipkinOptions operator()(const Leaf &leaf) const { return options(leaf).as(Power::Nearly, {}); }

private:
    ZipkinOptions options(const Leaf &leaf) const
    {
        if (leaf.text)
            return ZipkinOptions::nothing("Zipkin does not search within names");
        const Term &term = *leaf.term;
        if (!term.key.intrinsic)
            return leaf.negated ? ZipkinOptions::nothing("Zipkin cannot ask for what a span lacks") : tag(term);
        switch (*term.key.intrinsic) {
        case Intrinsic::Service:
            return service(term.value, leaf.negated);
        case Intrinsic::Name:
            return spanName(term.value, leaf.negated);
        case Intrinsic::Duration:
            return leaf.negated ? ZipkinOptions::nothing("Zipkin asks for a shortest duration only") : duration(term.value);
        case Intrinsic::Status:
            if (namesThat(term.value, {"unset", "ok", "error"}, leaf.negated) == std::vector<std::string_view>{"error"})
                return annotated("error");
            return ZipkinOptions::nothing("Zipkin finds errors, no other status");
        case Intrinsic::Level:
            return leaf.negated ? ZipkinOptions::always() : ZipkinOptions::never(); // spans have none
        case Intrinsic::Trace:
            return ZipkinOptions::nothing("a trace is fetched by its id, not searched for");
        default:
            return ZipkinOptions::nothing("Zipkin has no such field");
        }
    }

    static bool isTrimmed(std::string_view text)
    {
        return !text.empty() && static_cast<unsigned char>(text.front()) > ' ' && static_cast<unsigned char>(text.back()) > ' ';
    }

    ZipkinOptions service(const Value &value, bool negated) const
    {
        if (m_dialect.services.empty()) {
            const auto *exact = std::get_if<Exact>(&value);
            if (negated || !exact || !isTrimmed(exact->text))
                return ZipkinOptions::nothing("Zipkin finds a service by its whole name only");
            ZipkinRequest request;
            request.service = lower(exact->text);
            return ZipkinOptions::one(std::move(request));
        }
        if (negated || holdsFor(value, ""))
            return ZipkinOptions::nothing("Zipkin cannot ask for spans without a service");
        ZipkinOptions out = ZipkinOptions::never();
        for (const std::string &name : m_dialect.services)
            if (holdsFor(value, name))
                out.any.emplace_back().service = name;
        return out;
    }

    static ZipkinOptions spanName(const Value &value, bool negated)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (negated || !exact || !isTrimmed(exact->text) || lower(exact->text) == "all")
            return ZipkinOptions::nothing("Zipkin finds a span by its whole name only");
        ZipkinRequest request;
        request.spanName = lower(exact->text);
        return ZipkinOptions::one(std::move(request));
    }

    /// Zipkin counts µs; a span without a duration is found by no search for one.
    static ZipkinOptions duration(const Value &value)
    {
        const WholeRange range = wholeRange(value);
        if (!range.low || *range.low < 1)
            return ZipkinOptions::nothing("Zipkin asks for a longest duration only beside a shortest");
        ZipkinRequest request;
        request.minDuration = (*range.low - 1) / 1000 + 1;
        if (range.high)
            request.maxDuration = *range.high / 1000;
        if (request.maxDuration && *request.maxDuration < *request.minDuration)
            return ZipkinOptions::never();
        return ZipkinOptions::one(std::move(request));
    }

    static ZipkinOptions annotated(std::string term)
    {
        ZipkinRequest request;
        request.terms.push_back(std::move(term));
        return ZipkinOptions::one(std::move(request));
    }

    /// Whether a text can stand in an annotation query, whose terms are joined by " and ".
    static bool canStand(std::string_view text) { return isTrimmed(text) && (" " + std::string(text) + " ").find(" and ") == std::string::npos; }

    /// What is not written as a tag, or not read as one.
    static bool isLifted(std::string_view key)
    {
        return key == "service.name" || key == "host.ip" || key == "service.peer.name" || key.starts_with("network.local.") || key.starts_with("network.peer.") ||
               key.starts_with("otel.scope.") || key.starts_with("otel.library.") || key.starts_with("otel.status_");
    }

    ZipkinOptions tag(const Term &term) const
    {
        const Key &key = term.key;
        const auto *exact = std::get_if<Exact>(&term.value);
        if ((!exact && !std::holds_alternative<Exists>(term.value)) || (exact && !canStand(exact->text)))
            return ZipkinOptions::nothing("Zipkin compares tags for equality only");
        if (key.scope == TagScope::Link || key.scope == TagScope::Event || key.scope == TagScope::Scope)
            return ZipkinOptions::nothing("Zipkin does not search there");
        std::vector<std::string> keys;
        if (key.scope != TagScope::Log) // no span has such tags
            keys = keySpellings(key, m_aliases);
        if (key.scope != TagScope::Any && !key.exact)
            keys.push_back(key.text);
        std::vector<ZipkinOptions> all;
        for (const std::string &one : keys) {
            if (isLifted(one))
                return ZipkinOptions::nothing("Zipkin does not keep it as a tag");
            if (!canStand(one) || one.find('=') != std::string::npos)
                return ZipkinOptions::nothing("the key cannot be written in an annotation query");
            all.push_back(annotated(exact ? one + "=" + exact->text : one));
        }
        ZipkinOptions out = either(std::move(all));
        if (key.scope != TagScope::Any)
            out = std::move(out).as(Power::Wider, "Zipkin does not tell the tags of spans and resources apart");
        return out;
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
};

std::string zipkinText(const ZipkinSearch &search)
{
    std::string out;
    const auto add = [&out](std::string_view name, const std::string &value) { out += (out.empty() ? "" : " ") + std::string(name) + "=" + value; };
    if (!search.service.empty())
        add("serviceName", goQuoted(search.service));
    if (!search.spanName.empty())
        add("spanName", goQuoted(search.spanName));
    if (!search.annotationQuery.empty())
        add("annotationQuery", goQuoted(search.annotationQuery));
    if (search.minDuration)
        add("minDuration", std::to_string(*search.minDuration));
    if (search.maxDuration)
        add("maxDuration", std::to_string(*search.maxDuration));
    return out.empty() ? "every trace" : out;
}

} // namespace

void compileToZipkin(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    for (const ZipkinRequest &request : requests<ZipkinRequest>(filter, Zipkin(aliases, dialect), dialect.mostRequests, out)) {
        ZipkinSearch search{request.service, request.spanName, {}, request.minDuration, request.maxDuration};
        for (const std::string &term : request.terms)
            search.annotationQuery += (search.annotationQuery.empty() ? "" : " and ") + term;
        out.text += (out.text.empty() ? "" : "\n") + zipkinText(search);
        out.zipkin.push_back(std::move(search));
    }
}

} // namespace triptych::query
