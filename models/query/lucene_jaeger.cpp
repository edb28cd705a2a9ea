#include "query/lucene_jaeger.h"

#include "query/intrinsic_value.h"
#include "query/pushdown.h"
#include "query/value_forms.h"
#include "query/value_test.h"
#include "telemetry/tag.h"

#include <algorithm>

namespace triptych::query {

namespace {

using telemetry::TagScope;

constexpr Joints kLuceneJaegerJoints{",", ",", R"({"bool":{"filter":[)", "]}}", R"({"bool":{"should":[)", R"(],"minimum_should_match":1}})"};
constexpr std::size_t kIndexed = 256; ///< longer values are kept but not indexed

std::string term(std::string_view field, std::string_view value) { return "{\"term\":{" + jsonQuoted(field) + ":" + jsonQuoted(value) + "}}"; }

std::string wildcardPattern(const std::vector<std::string> &parts)
{
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        out += i == 0 ? "" : "*";
        for (const char c : parts[i])
            out += c == '*' || c == '?' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out;
}

enum class Case : std::uint8_t { AsIs, Folded };
std::string wildcard(std::string_view field, std::string_view pattern, Case letters = Case::AsIs)
{
    return "{\"wildcard\":{" + jsonQuoted(field) + ":{\"value\":" + jsonQuoted(pattern) + (letters == Case::Folded ? ",\"case_insensitive\":true}}}" : "}}}");
}

std::string range(std::string_view field, std::optional<std::int64_t> low, std::optional<std::int64_t> high)
{
    std::string out = "{\"range\":{" + jsonQuoted(field) + ":{";
    if (low)
        out += "\"gte\":" + std::to_string(*low);
    if (high)
        out += std::string(low ? "," : "") + "\"lte\":" + std::to_string(*high);
    return out + "}}}";
}

class JaegerIndex
{
public:
    explicit JaegerIndex(const AliasTable &aliases) : m_aliases(aliases) {}

    Piece leaf(const Leaf &leaf) const
    {
        const Piece positive = leaf.text ? freeText(leaf.text->value) : leaf.term->key.intrinsic ? intrinsic(*leaf.term->key.intrinsic, leaf.term->value) : tag(*leaf.term);
        if (!leaf.negated)
            return positive;
        if (positive.truth != Piece::Truth::Depends)
            return positive.truth == Piece::Truth::Always ? Piece::never() : Piece::always();
        if (positive.power != Power::Exact)
            return Piece::nothing(positive.why.empty() ? "its opposite is decided here" : positive.why);
        return Piece::exact("{\"bool\":{\"must_not\":[" + positive.text + "]}}");
    }

private:
    static Piece freeText(const Value &value)
    {
        std::vector<std::string> parts{""};
        if (const auto *exact = std::get_if<Exact>(&value))
            parts.push_back(exact->text);
        else if (const auto *stars = std::get_if<Wildcard>(&value))
            parts.insert(parts.end(), stars->parts.begin(), stars->parts.end());
        else
            return Piece::nothing("Lucene's expressions are others");
        parts.emplace_back();
        return Piece::exact(wildcard("operationName", wildcardPattern(parts), Case::Folded));
    }

    static Piece intrinsic(Intrinsic which, const Value &value)
    {
        switch (which) {
        case Intrinsic::Service:
            return field("process.serviceName", value);
        case Intrinsic::Name:
            return field("operationName", value);
        case Intrinsic::Duration: { // µs there, and whole µs when they arrive
            const WholeRange nanos = wholeRange(value);
            if (!nanos.low && !nanos.high)
                return Piece::always();
            const auto low = nanos.low ? std::optional(*nanos.low <= 0 ? 0 : (*nanos.low - 1) / 1000 + 1) : std::nullopt;
            if (nanos.high && *nanos.high < 0)
                return Piece::never();
            return Piece::exact(range("duration", low, nanos.high ? std::optional(*nanos.high / 1000) : std::nullopt));
        }
        case Intrinsic::Status:
            if (namesThat(value, {"unset", "ok", "error"}, false) != std::vector<std::string_view>{"error"})
                return Piece::nothing("Jaeger marks errors, no other status");
            return anyOf({anywhere("error", valueTerm("true")), anywhere("otel.status_code", valueTerm("ERROR"))}, kLuceneJaegerJoints);
        case Intrinsic::Kind: {
            if (holdsFor(value, "unspecified"))
                return Piece::nothing("Jaeger does not mark a span without a kind");
            std::vector<Piece> pieces;
            for (const std::string_view one : namesThat(value, {"internal", "server", "client", "producer", "consumer"}, false))
                pieces.push_back(anywhere("span.kind", valueTerm(one)));
            return anyOf(pieces, kLuceneJaegerJoints);
        }
        case Intrinsic::Level:
            return Piece::never(); // spans have none
        case Intrinsic::Trace:
            return trace(value);
        default:
            return Piece::nothing("Jaeger's index has no such field");
        }
    }

    static Piece trace(const Value &value)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return Piece::always();
        std::vector<Piece> pieces;
        for (const telemetry::TraceId one : traceIds(exact->text)) {
            const std::string all = telemetry::hex(one), low = all.substr(16);
            if (one.hi == 0)
                pieces.push_back(Piece::exact(wildcard("traceID", "*" + low)));
            else
                for (const std::string &spelling : {all, std::string(16, '0') + low, low})
                    pieces.push_back(Piece::exact(term("traceID", spelling)));
        }
        return anyOf(pieces, kLuceneJaegerJoints);
    }

    static Piece field(std::string_view name, const Value &value)
    {
        if (std::holds_alternative<Exists>(value))
            return Piece::exact("{\"exists\":{\"field\":" + jsonQuoted(name) + "}}");
        const auto test = valueTest(value);
        if (!test)
            return Piece::nothing("Jaeger's index compares whole texts");
        return {test->words(name), test->power, test->why, Piece::Truth::Depends, {}};
    }

    /// A condition on a keyword field, whatever its name.
    struct Test {
        enum class Kind : std::uint8_t { Term, Wildcard } kind = Kind::Term;
        std::string text;
        Power power = Power::Exact;
        std::string why;
        std::string words(std::string_view field) const { return kind == Kind::Term ? term(field, text) : wildcard(field, text); }
    };
    static Test valueTerm(std::string_view text) { return {Test::Kind::Term, std::string(text), Power::Exact, {}}; }

    static std::optional<Test> valueTest(const Value &value)
    {
        if (const auto *exact = std::get_if<Exact>(&value))
            return exact->text.size() > kIndexed ? std::nullopt : std::optional(valueTerm(exact->text));
        if (const auto *stars = std::get_if<Wildcard>(&value))
            return Test{Test::Kind::Wildcard, wildcardPattern(stars->parts), Power::Nearly, {}};
        if (!std::holds_alternative<Regex>(value))
            return std::nullopt;
        const Needle literal = needle(value, Where::Whole);
        if (literal.text.empty() || literal.foldCase)
            return std::nullopt;
        return Test{Test::Kind::Wildcard, wildcardPattern({"", literal.text, ""}), Power::Wider, "Lucene's expressions are others"};
    }

    /// A tag of the span, its process or its events; or one that was configured to be a field.
    static Piece anywhere(const std::string &key, const std::optional<Test> &test)
    {
        std::string at = key;
        std::replace(at.begin(), at.end(), '.', '@');
        std::string out;
        for (const std::string_view path : {"tags", "process.tags", "logs.fields"}) {
            const std::string prefix(path);
            out += (out.empty() ? "" : ",") + ("{\"nested\":{\"path\":" + jsonQuoted(path) + ",\"query\":{\"bool\":{\"filter\":[" + term(prefix + ".key", key));
            if (test)
                out += "," + test->words(prefix + ".value");
            out += "]}}}}";
        }
        for (const char *prefix : {"tag.", "process.tag."})
            out += "," + (test ? test->words(prefix + at) : "{\"exists\":{\"field\":" + jsonQuoted(prefix + at) + "}}");
        const Power power = test ? test->power : Power::Exact;
        return {std::string(kLuceneJaegerJoints.eitherOpen) + out + std::string(kLuceneJaegerJoints.eitherClose), power, test ? test->why : std::string(), Piece::Truth::Depends, {}};
    }

    static bool isLifted(std::string_view key)
    {
        return key == "service.name" || key == "error" || key == "span.kind" || key == "event" || key.starts_with("otel.status_") || key.starts_with("otel.scope.") ||
               key.starts_with("otel.library.");
    }

    Piece tag(const Term &term) const
    {
        const Key &key = term.key;
        const auto test = valueTest(term.value);
        if (!test && !std::holds_alternative<Exists>(term.value))
            return Piece::nothing("Jaeger's index compares whole texts");
        if (key.scope == TagScope::Link || key.scope == TagScope::Scope || (key.scope == TagScope::Event && key.unscoped == "name"))
            return Piece::nothing("Jaeger does not search there");
        std::vector<std::string> keys;
        if (key.scope != TagScope::Log) // no span has such tags
            keys = keySpellings(key, m_aliases);
        if (key.scope != TagScope::Any && !key.exact)
            keys.push_back(key.text);
        std::vector<Piece> pieces;
        for (const std::string &one : keys) {
            if (isLifted(one))
                return Piece::nothing("Jaeger does not keep it as a tag");
            pieces.push_back(anywhere(one, test));
        }
        Piece out = anyOf(pieces, kLuceneJaegerJoints);
        if (key.scope != TagScope::Any && out.power > Power::Wider) {
            out.power = Power::Wider;
            out.why = "tags of spans, events and resources are told apart here";
        }
        return out;
    }

    const AliasTable &m_aliases;
};

} // namespace

void compileToJaegerIndex(const Filter &filter, const AliasTable &aliases, BackendQuery &out)
{
    const JaegerIndex compiler(aliases);
    pushDown(filter, [&compiler](const Leaf &leaf) { return compiler.leaf(leaf); }, kLuceneJaegerJoints, R"({"match_all":{}})", out);
}

} // namespace triptych::query
