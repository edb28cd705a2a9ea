#include "query/compilers.h"
#include "query/pushdown.h"
#include "query/search_text.h"
#include "query/value_forms.h"
#include "query/value_test.h"
#include "telemetry/span_kind.h"

#include <algorithm>

namespace triptych::query {

namespace {

using telemetry::Table;
using telemetry::TagScope;

constexpr Joints kDatadogJoints{" ", " OR "};
constexpr std::string_view kMeasures = "Datadog compares numbers only of attributes that it has a measure for.";

class Datadog
{
public:
    Datadog(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_dialect(dialect) {}

    Piece leaf(const Leaf &leaf) const
    {
        const Piece positive = leaf.text ? freeText(leaf.text->value) : leaf.term->key.intrinsic ? intrinsic(*leaf.term->key.intrinsic, leaf.term->value) : tag(*leaf.term);
        return leaf.negated ? oppositeOf(positive, [](const std::string &text) { return "-" + text; }) : positive;
    }

private:
    bool spans() const { return m_dialect.table == Table::Spans; }

    /// The message is searched by words, letters in any case.
    Piece freeText(const Value &value) const
    {
        if (spans())
            return Piece::nothing("Datadog does not search within the names of spans");
        std::vector<Piece> pieces;
        for (const std::string &word : wordsOf(value))
            pieces.push_back(Piece::nearly("*" + word + "*"));
        return pieces.empty() ? Piece::nothing("it holds no word that Datadog could search for") : allOf(pieces, kDatadogJoints);
    }

    Piece intrinsic(Intrinsic which, const Value &value) const
    {
        switch (which) {
        case Intrinsic::Service:
            return plain("service", value);
        case Intrinsic::Name: {
            if (!spans())
                return Piece::nothing("Datadog has no such field");
            const std::vector<Piece> both{plain("resource_name", value), plain("operation_name", value)};
            Piece out = anyOf(both, kDatadogJoints);
            out.power = std::min(out.power, Power::Nearly); // which of them is the name is told by the span
            return out;
        }
        case Intrinsic::Level:
            return spans() ? Piece::never() : level(value);
        case Intrinsic::Trace:
            return Piece::nothing("a trace is fetched by its id, not searched for");
        case Intrinsic::Span:
            return Piece::nothing("Datadog spells ids in several ways");
        default:
            return spans() ? spanField(which, value) : Piece::never();
        }
    }

    static Piece spanField(Intrinsic which, const Value &value)
    {
        if (which == Intrinsic::Kind) {
            if (holdsFor(value, "unspecified"))
                return Piece::nothing("Datadog does not tell a span without a kind");
            std::vector<Piece> pieces;
            for (const std::string_view one : namesThat(value, {"internal", "server", "client", "producer", "consumer"}, false))
                pieces.push_back(Piece::exact("@span.kind:" + std::string(one)));
            return anyOf(pieces, kDatadogJoints);
        }
        if (which == Intrinsic::Status) {
            const bool error = holdsFor(value, "error"), ok = holdsFor(value, "ok"), unset = holdsFor(value, "unset");
            if (error && !ok && !unset)
                return Piece::exact("status:error");
            if (error)
                return ok && unset ? Piece::always() : Piece::nothing("Datadog tells errors only");
            return ok && unset ? Piece::exact("(-status:error)") : ok || unset ? Piece::wider("(-status:error)", "Datadog tells errors only") : Piece::never();
        }
        if (which != Intrinsic::Duration)
            return Piece::nothing("Datadog has no such field");
        const WholeRange range = wholeRange(value);
        std::vector<Piece> pieces;
        if (range.low)
            pieces.push_back(Piece::exact("@duration:>=" + std::to_string(*range.low)));
        if (range.high)
            pieces.push_back(Piece::exact("@duration:<=" + std::to_string(*range.high)));
        return allOf(pieces, kDatadogJoints);
    }

    static Piece level(const Value &value)
    {
        using telemetry::Level;
        const bool number = std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value);
        if (std::holds_alternative<Exists>(value) || (!number && holdsFor(value, "unknown")))
            return Piece::nothing("Datadog gives every line a status");
        std::vector<Piece> pieces;
        for (const auto &[one, statuses] : {std::pair(Level::Trace, "trace"), std::pair(Level::Debug, "debug"), std::pair(Level::Info, "(info OR notice OR ok)"),
                                            std::pair(Level::Warn, "(warn OR warning)"), std::pair(Level::Error, "error"),
                                            std::pair(Level::Fatal, "(emergency OR alert OR critical OR fatal)")})
            if (number ? numberMatches(value, static_cast<double>(one)) : holdsFor(value, telemetry::name(one)))
                pieces.push_back(Piece::nearly(std::string("status:") + statuses));
        return anyOf(pieces, kDatadogJoints);
    }

    static Piece plain(const std::string &field, const Value &value)
    {
        if (std::holds_alternative<Exists>(value))
            return Piece::exact(field + ":*");
        if (const auto *exact = std::get_if<Exact>(&value))
            return exact->text.empty() ? Piece::nothing("Datadog does not find empty values") : Piece::exact(field + ":" + searchValue(exact->text));
        if (const auto *wildcard = std::get_if<Wildcard>(&value)) {
            const auto text = searchWildcard(wildcard->parts, "\n\t\r");
            return text ? Piece::exact(field + ":" + *text) : Piece::nothing("Datadog cannot search for this character");
        }
        if (std::holds_alternative<Regex>(value)) {
            const std::string text = literalWildcard(value, "\n\t\r");
            return text.empty() ? Piece::nothing("Datadog has no expressions") : Piece::wider(field + ":" + text, "Datadog has no expressions");
        }
        if (operandKind(value) != Quantity::Kind::Plain)
            return Piece::nothing("Datadog compares plain numbers only");
        std::vector<Piece> pieces;
        for (const Bound &one : bounds(value)) {
            std::string number = decimalText(one.operand->value);
            if (number.ends_with(".0"))
                number.resize(number.size() - 2);
            pieces.push_back(Piece::nearly(field + ":" + std::string(one.sign) + number));
        }
        Piece out = allOf(pieces, kDatadogJoints);
        out.caveat = std::string(kMeasures);
        return out;
    }

    /// A bare key is a tag or an attribute; which of them, Datadog's pipelines decided.
    Piece tag(const Term &term) const
    {
        const Key &key = term.key;
        std::vector<std::string> keys;
        if (key.scope == TagScope::Link || key.scope == TagScope::Event || key.scope == TagScope::Scope)
            return Piece::nothing("Datadog does not search there");
        if (key.scope != (spans() ? TagScope::Log : TagScope::Span))
            keys = keySpellings(key, m_aliases, m_dialect.table);
        if (key.scope != TagScope::Any && !key.exact)
            keys.push_back(key.text);
        std::vector<Piece> pieces;
        const auto *exact = std::get_if<Exact>(&term.value);
        const bool folds = exact && std::any_of(exact->text.begin(), exact->text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        for (const std::string &one : keys) {
            if (one.empty())
                return Piece::nothing("the key cannot be written");
            const std::string written = escapedKey(one);
            pieces.push_back(plain(written, term.value));
            pieces.push_back(plain("@" + written, term.value));
        }
        Piece out = anyOf(pieces, kDatadogJoints);
        if (folds || (key.scope != TagScope::Any && out.power == Power::Exact)) // tags are kept in lower case; scopes are not kept
            out.power = std::min(out.power, Power::Nearly);
        return out;
    }

    static std::string escapedKey(std::string_view key)
    {
        std::string out;
        for (const char c : key)
            out += std::string_view(" =!&|><(){}[]\"*?:\\#\t\n").find(c) != std::string_view::npos ? std::string("\\") + c : std::string(1, c);
        return out;
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
};

} // namespace

void compileToDatadog(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    const Datadog compiler(aliases, dialect);
    pushDown(filter, [&compiler](const Leaf &leaf) { return compiler.leaf(leaf); }, kDatadogJoints, "*", out);
}

} // namespace triptych::query
