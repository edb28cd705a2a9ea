#include "query/alternatives.h"
#include "query/compilers.h"
#include "query/value_forms.h"

#include <algorithm>

namespace triptych::query {

namespace {

using telemetry::TagScope;

/// JaegerSearch with what a product of alternatives needs.
struct JaegerRequest {
    JaegerSearch search;
    bool operator==(const JaegerRequest &) const = default;

    Joined join(const JaegerRequest &other)
    {
        JaegerSearch &a = search;
        const JaegerSearch &b = other.search;
        if ((!a.service.empty() && !b.service.empty() && a.service != b.service) ||
            (!a.operation.empty() && !b.operation.empty() && a.operation != b.operation))
            return Joined::Never;
        if (a.service.empty())
            a.service = b.service;
        if (a.operation.empty())
            a.operation = b.operation;
        // Two values of one key cannot be written; the span may hold both, in different scopes. The first stands.
        Joined out = Joined::Whole;
        for (const auto &tag : b.tags) {
            const auto have = std::find_if(a.tags.begin(), a.tags.end(), [&tag](const auto &one) { return one.first == tag.first; });
            if (have == a.tags.end())
                a.tags.push_back(tag);
            else if (have->second != tag.second)
                out = Joined::Less;
        }
        if (b.minDuration)
            a.minDuration = std::max(a.minDuration.value_or(*b.minDuration), *b.minDuration);
        if (b.maxDuration)
            a.maxDuration = std::min(a.maxDuration.value_or(*b.maxDuration), *b.maxDuration);
        return a.minDuration && a.maxDuration && *a.minDuration > *a.maxDuration ? Joined::Never : out;
    }
};

using JaegerOptions = Choices<JaegerRequest>;

class Jaeger
{
public:
    Jaeger(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_dialect(dialect) {}

    /// Some stores let the conditions hold for several spans of a trace.
    JaegerOptions operator()(const Leaf &leaf) const { return options(leaf).as(Power::Nearly, {}); }

private:
    JaegerOptions options(const Leaf &leaf) const
    {
        if (leaf.text)
            return JaegerOptions::nothing("Jaeger does not search within names");
        const Term &term = *leaf.term;
        if (!term.key.intrinsic)
            return leaf.negated ? JaegerOptions::nothing("Jaeger cannot ask for what a span lacks") : tag(term);
        switch (*term.key.intrinsic) {
        case Intrinsic::Service:
            return service(term.value, leaf.negated);
        case Intrinsic::Name:
            return operation(term.value, leaf.negated);
        case Intrinsic::Duration:
            return duration(term.value, leaf.negated);
        case Intrinsic::Status:
            return status(term.value, leaf.negated);
        case Intrinsic::Kind:
            return kind(term.value, leaf.negated);
        case Intrinsic::Level:
            return leaf.negated ? JaegerOptions::always() : JaegerOptions::never(); // spans have none
        case Intrinsic::Trace:
            return JaegerOptions::nothing("a trace is fetched by its id, not searched for");
        default:
            return JaegerOptions::nothing("Jaeger has no such field");
        }
    }

    JaegerOptions service(const Value &value, bool negated) const
    {
        if (m_dialect.services.empty()) {
            const auto *exact = std::get_if<Exact>(&value);
            if (negated || !exact || exact->text.empty())
                return JaegerOptions::nothing("Jaeger finds a service by its whole name only");
            JaegerRequest request;
            request.search.service = exact->text;
            return JaegerOptions::one(std::move(request));
        }
        JaegerOptions out = JaegerOptions::never();
        for (const std::string &name : m_dialect.services)
            if (holdsFor(value, name) != negated)
                out.any.emplace_back().search.service = name;
        return out;
    }

    static JaegerOptions operation(const Value &value, bool negated)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (negated || !exact || exact->text.empty())
            return JaegerOptions::nothing("Jaeger finds an operation by its whole name only");
        JaegerRequest request;
        request.search.operation = exact->text;
        return JaegerOptions::one(std::move(request));
    }

    /// Jaeger's zero means "not asked", and no span is shorter than that.
    static JaegerOptions duration(const Value &value, bool negated)
    {
        const WholeRange range = wholeRange(value);
        const auto atLeast = [](std::int64_t low) {
            JaegerRequest request;
            if (low > 0)
                request.search.minDuration = low;
            return JaegerOptions::one(std::move(request));
        };
        const auto atMost = [](std::int64_t high) {
            if (high < 0)
                return JaegerOptions::never();
            if (high == 0)
                return JaegerOptions::nothing("Jaeger reads a longest duration of zero as none");
            JaegerRequest request;
            request.search.maxDuration = high;
            return JaegerOptions::one(std::move(request));
        };
        std::vector<JaegerOptions> sides;
        if (range.low)
            sides.push_back(negated ? atMost(*range.low - 1) : atLeast(*range.low));
        if (range.high)
            sides.push_back(negated ? atLeast(*range.high + 1) : atMost(*range.high));
        if (negated)
            return either(std::move(sides));
        return sides.empty() ? JaegerOptions::always() : sides.size() == 1 ? sides.front() : both(sides.front(), sides.back());
    }

    JaegerOptions status(const Value &value, bool negated) const
    {
        if (namesThat(value, {"unset", "ok", "error"}, negated) != std::vector<std::string_view>{"error"})
            return JaegerOptions::nothing("Jaeger finds errors, no other status");
        JaegerOptions out = tagged("error", "true");
        if (m_dialect.statusTags)
            return out;
        out.any.emplace_back(); // the search without it, whose answer surely holds all
        return std::move(out).as(Power::Wider, "Jaeger's stores differ in how they find errors");
    }

    JaegerOptions kind(const Value &value, bool negated) const
    {
        const std::vector<std::string_view> kinds = namesThat(value, {"unspecified", "internal", "server", "client", "producer", "consumer"}, negated);
        if (!m_dialect.statusTags || std::find(kinds.begin(), kinds.end(), "unspecified") != kinds.end())
            return JaegerOptions::nothing("not every store of Jaeger finds the kind of a span");
        std::vector<JaegerOptions> all;
        for (const std::string_view one : kinds)
            all.push_back(tagged("span.kind", std::string(one)));
        return either(std::move(all));
    }

    static JaegerOptions tagged(std::string key, std::string value)
    {
        JaegerRequest request;
        request.search.tags.emplace_back(std::move(key), std::move(value));
        return JaegerOptions::one(std::move(request));
    }

    /// What Jaeger's stores keep otherwise than as a tag.
    static bool isLifted(std::string_view key)
    {
        return key == "service.name" || key == "error" || key == "span.kind" || key == "event" || key.starts_with("otel.status_") || key.starts_with("otel.scope.") ||
               key.starts_with("otel.library.");
    }

    JaegerOptions tag(const Term &term) const
    {
        const bool expression = m_dialect.jaegerTags == BackendDialect::JaegerTags::Regex;
        std::string text;
        if (const auto *exact = std::get_if<Exact>(&term.value)) {
            if (exact->text.empty() || exact->text.starts_with('[') || exact->text.starts_with('{'))
                return JaegerOptions::nothing("Jaeger finds tags by a plain text only");
            text = expression ? luceneQuoted(exact->text) : exact->text;
        } else if (const auto *wildcard = std::get_if<Wildcard>(&term.value); wildcard && expression) {
            for (std::size_t i = 0; i < wildcard->parts.size(); ++i)
                text += (i == 0 ? "" : ".*") + luceneQuoted(wildcard->parts[i]);
        } else if (std::holds_alternative<Exists>(term.value) && expression) {
            text = ".*";
        } else {
            return JaegerOptions::nothing("Jaeger compares tags for equality only");
        }
        const Key &key = term.key;
        if (key.scope == TagScope::Link || key.scope == TagScope::Scope || (key.scope == TagScope::Event && key.unscoped == "name"))
            return JaegerOptions::nothing("Jaeger does not search there");
        std::vector<std::string> keys;
        if (key.scope != TagScope::Log) // no span has such tags
            keys = keySpellings(key, m_aliases);
        if (key.scope != TagScope::Any && !key.exact)
            keys.push_back(key.text); // a tag may itself be called event.name
        std::vector<JaegerOptions> all;
        for (const std::string &one : keys) {
            if (one.empty() || isLifted(one))
                return JaegerOptions::nothing("Jaeger does not keep it as a tag");
            all.push_back(tagged(one, text));
        }
        JaegerOptions out = either(std::move(all));
        if (key.scope != TagScope::Any)
            out = std::move(out).as(Power::Wider, "Jaeger does not tell the tags of spans, events and resources apart");
        return out;
    }

    /// Literal text in Lucene's expressions.
    static std::string luceneQuoted(std::string_view text)
    {
        std::string out;
        for (const char c : text)
            out += std::string_view("\\.?+*|{}[]()\"#@&<>~^$").find(c) != std::string_view::npos ? std::string("\\") + c : std::string(1, c);
        return out;
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
};

std::string jaegerText(const JaegerSearch &search)
{
    std::string out;
    const auto add = [&out](std::string_view name, const std::string &value) { out += (out.empty() ? "" : " ") + std::string(name) + "=" + value; };
    if (!search.service.empty())
        add("service", goQuoted(search.service));
    if (!search.operation.empty())
        add("operation", goQuoted(search.operation));
    if (!search.tags.empty()) {
        std::string json = "{";
        for (const auto &[key, value] : search.tags) {
            json += json.size() > 1 ? "," : "";
            telemetry::appendJsonString(json, key);
            json += ":";
            telemetry::appendJsonString(json, value);
        }
        add("tags", json + "}");
    }
    if (search.minDuration)
        add("minDuration", goDuration(*search.minDuration));
    if (search.maxDuration)
        add("maxDuration", goDuration(*search.maxDuration));
    return out.empty() ? "every trace" : out;
}

} // namespace

void compileToJaeger(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    for (JaegerRequest &request : requests<JaegerRequest>(filter, Jaeger(aliases, dialect), dialect.mostRequests, out)) {
        out.text += (out.text.empty() ? "" : "\n") + jaegerText(request.search);
        out.jaeger.push_back(std::move(request.search));
    }
}

} // namespace triptych::query
