#include "query/compilers.h"
#include "query/intrinsic_value.h"
#include "query/lucene_jaeger.h"
#include "query/pushdown.h"
#include "query/search_text.h"
#include "query/value_forms.h"
#include "query/value_test.h"
#include "telemetry/letters.h"
#include "telemetry/span_kind.h"

#include <algorithm>

namespace triptych::query {

using telemetry::capitalised;

namespace {

using telemetry::Table;
using telemetry::TagScope;
using Documents = BackendDialect::Documents;

constexpr Joints kLuceneJoints{" AND ", " OR "};
constexpr std::string_view kUnwritable = "<>\n\t\r"; ///< outside quotes
constexpr std::string_view kNumbersAsText = "Numbers that the index keeps as text are ordered as text there.";

/// The search text of query_string, to be sent with `lenient: true`.
class Lucene
{
public:
    Lucene(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_dialect(dialect) {}

    Piece leaf(const Leaf &leaf) const
    {
        const Piece positive = leaf.text ? freeText(leaf.text->value) : leaf.term->key.intrinsic ? intrinsic(*leaf.term->key.intrinsic, leaf.term->value) : tag(*leaf.term);
        return leaf.negated ? oppositeOf(positive, [](const std::string &text) { return "(*:* NOT " + text + ")"; }) : positive; // a lone NOT finds nothing
    }

private:
    bool spans() const { return m_dialect.table == Table::Spans; }
    bool otel() const { return m_dialect.documents == Documents::Otel; }

    Piece freeText(const Value &value) const
    {
        if (spans())
            return otel() ? spanName(value) : Piece::nothing("several fields may hold the name");
        std::vector<Piece> pieces; // messages are searched by words, letters in any case
        for (const std::string &word : wordsOf(value))
            pieces.push_back(Piece::nearly((otel() ? "body.text:*" : "message:*") + word + "*"));
        if (pieces.empty())
            return Piece::nothing("it holds no word that the index could search for");
        const Piece all = allOf(pieces, kLuceneJoints);
        return otel() ? Piece::nearly("(" + all.text + " OR _exists_:body.structured)") : all;
    }

    /// `name` is a keyword: an expression over both cases of each letter.
    static Piece spanName(const Value &value)
    {
        std::vector<std::string> parts;
        if (const auto *exact = std::get_if<Exact>(&value))
            parts = {exact->text};
        else if (const auto *wildcard = std::get_if<Wildcard>(&value))
            parts = wildcard->parts;
        else
            return Piece::nothing("Lucene's expressions are others");
        std::string out = "name:/.*";
        for (std::size_t i = 0; i < parts.size(); ++i) {
            out += i == 0 ? "" : ".*";
            for (const char c : parts[i]) {
                const char lower = static_cast<char>(c | 0x20);
                if (lower >= 'a' && lower <= 'z')
                    out += std::string("[") + lower + static_cast<char>(lower - 32) + "]";
                else if ((c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80)
                    out += c;
                else
                    out += std::string("\\") + c;
            }
        }
        return Piece::exact(out + ".*/");
    }

    Piece intrinsic(Intrinsic which, const Value &value) const
    {
        switch (which) {
        case Intrinsic::Service:
            return field(otel() ? "resource.attributes.service.name" : "service.name", value);
        case Intrinsic::Name:
            if (!otel())
                return Piece::nothing("several fields may hold the name");
            return field(spans() ? "name" : "event_name", value);
        case Intrinsic::Level:
            return spans() ? Piece::never() : level(value);
        case Intrinsic::Trace:
            return trace(value);
        case Intrinsic::Span:
            return span(value);
        default:
            return !spans() ? Piece::never() : otel() ? spanField(which, value) : Piece::nothing("these documents spell it in several ways");
        }
    }

    static Piece spanField(Intrinsic which, const Value &value)
    {
        switch (which) {
        case Intrinsic::Kind:
            return named("kind", value, {"unspecified", "internal", "server", "client", "producer", "consumer"});
        case Intrinsic::Status:
            return named("status.code", value, {"unset", "ok", "error"});
        case Intrinsic::Duration: {
            const WholeRange range = wholeRange(value);
            if (!range.low && !range.high)
                return Piece::always();
            return Piece::exact("duration:[" + (range.low ? std::to_string(std::max<std::int64_t>(*range.low, 0)) : "*") + " TO " + (range.high ? std::to_string(*range.high) : "*") + "]");
        }
        default:
            return Piece::nothing("these documents have no such field");
        }
    }

    /// The first name is also what a document without the field has.
    static Piece named(const std::string &name, const Value &value, const std::vector<std::string_view> &names)
    {
        const bool missing = holdsFor(value, names.front());
        std::string list;
        for (const std::string_view one : namesThat(value, names, missing))
            list += (list.empty() ? "" : " OR ") + capitalised(one);
        if (list.empty())
            return missing ? Piece::always() : Piece::never();
        const std::string text = name + ":" + (list.find(' ') == std::string::npos ? list : "(" + list + ")");
        return Piece::exact(missing ? "(*:* NOT " + text + ")" : text);
    }

    Piece level(const Value &value) const
    {
        using telemetry::Level;
        if (!otel() || std::holds_alternative<Exists>(value))
            return Piece::nothing("a level may stand in its text alone");
        const bool number = std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value);
        std::string out = "((*:* NOT severity_number:[1 TO 24])";
        for (const Level one : {Level::Trace, Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Fatal}) {
            const int first = static_cast<int>(one);
            if (number ? numberMatches(value, first) : holdsFor(value, telemetry::name(one)))
                out += " OR severity_number:[" + std::to_string(first) + " TO " + std::to_string(first + 3) + "]";
        }
        return Piece::nearly(out + ")");
    }

    Piece trace(const Value &value) const
    {
        const std::string name = otel() ? "trace_id" : "trace.id";
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return Piece::nearly("_exists_:" + name);
        std::vector<Piece> pieces;
        for (const telemetry::TraceId one : traceIds(exact->text)) {
            const std::string all = telemetry::hex(one), low = all.substr(16);
            pieces.push_back(Piece::exact(name + ":" + (one.hi == 0 ? "*" + low : "(" + all + " OR " + std::string(16, '0') + low + " OR " + low + ")")));
        }
        return anyOf(pieces, kLuceneJoints);
    }

    Piece span(const Value &value) const
    {
        const std::string name = otel() ? "span_id" : "span.id";
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return Piece::nearly("_exists_:" + name);
        std::vector<Piece> pieces;
        for (const telemetry::SpanId one : spanIds(exact->text))
            pieces.push_back(otel() ? Piece::exact(name + ":" + telemetry::hex(one)) : Piece::nearly("(" + name + ":" + telemetry::hex(one) + " OR transaction.id:" + telemetry::hex(one) + ")"));
        return anyOf(pieces, kLuceneJoints);
    }

    static Piece field(const std::string &name, const Value &value)
    {
        if (std::holds_alternative<Exists>(value))
            return Piece::exact("_exists_:" + name);
        if (const auto *exact = std::get_if<Exact>(&value))
            return exact->text.empty() ? Piece::nothing("Lucene does not find empty values") : Piece::exact(name + ":" + searchValue(exact->text));
        if (const auto *wildcard = std::get_if<Wildcard>(&value)) {
            if (mayMatchNumber(value))
                return Piece::nothing("Lucene has no patterns over numbers");
            const auto text = searchWildcard(wildcard->parts, kUnwritable);
            return text ? Piece::exact(name + ":" + *text) : Piece::nothing("Lucene cannot search for this character");
        }
        if (std::holds_alternative<Regex>(value)) {
            const std::string text = mayMatchNumber(value) ? std::string() : literalWildcard(value, kUnwritable);
            return text.empty() ? Piece::nothing("Lucene's expressions are others") : Piece::wider(name + ":" + text, "Lucene's expressions are others");
        }
        if (operandKind(value) != Quantity::Kind::Plain)
            return Piece::nothing("Lucene compares plain numbers only");
        std::vector<Piece> pieces;
        for (const Bound &one : bounds(value)) {
            std::string number = decimalText(one.operand->value);
            if (number.ends_with(".0"))
                number.resize(number.size() - 2);
            const bool low = one.sign.starts_with('>'), included = one.sign.ends_with('=');
            pieces.push_back(Piece::nearly(name + ":" + (included ? "[" : "{") + (low ? number + " TO *" : "* TO " + number) + (included ? "]" : "}")));
        }
        Piece out = allOf(pieces, kLuceneJoints);
        out.caveat = std::string(kNumbersAsText);
        return out;
    }

    Piece tag(const Term &term) const
    {
        const Key &key = term.key;
        std::vector<Piece> pieces;
        std::string fault;
        const auto add = [&](const std::string &prefix, const std::string &name) {
            if (name.empty() || name.find_first_of("<>*?\n\t\r") != std::string::npos)
                fault = "the key cannot be written in a search text";
            else
                pieces.push_back(field(prefix + searchEscaped(name), term.value));
        };
        const auto addScope = [&](TagScope scope, const std::string &name) {
            const auto in = [scope](TagScope one) { return scope == TagScope::Any || scope == one; };
            if (in(spans() ? TagScope::Span : TagScope::Log))
                add("attributes.", name);
            if (in(TagScope::Resource))
                add("resource.attributes.", name);
            if (in(TagScope::Scope)) {
                add("scope.attributes.", name);
                if (name == "otel.scope.name" || (scope == TagScope::Scope && name == "name"))
                    pieces.push_back(field("scope.name", term.value));
                if (name == "otel.scope.version" || (scope == TagScope::Scope && name == "version"))
                    pieces.push_back(field("scope.version", term.value));
            }
            if (spans() && (scope == TagScope::Link || scope == TagScope::Event || (scope == TagScope::Any && isEventKey(name))))
                fault = "events are documents of their own there, apart from their spans";
        };
        if (!otel())
            return Piece::nothing("ECS spells tags in several ways");
        for (const std::string &spelling : keySpellings(key, m_aliases, m_dialect.table))
            addScope(key.scope, spelling);
        if (key.scope != TagScope::Any && !key.exact)
            addScope(TagScope::Any, key.text); // a tag may itself be called event.name
        if (!fault.empty())
            return Piece::nothing(fault);
        Piece out = anyOf(pieces, kLuceneJoints);
        if (spans() && key.scope == TagScope::Any && out.caveat.empty())
            out.caveat = "The tags of events are not searched: a tag that only those have is not found.";
        return out;
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
};

} // namespace

void compileToLucene(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    if (dialect.documents == Documents::Jaeger)
        return compileToJaegerIndex(filter, aliases, out);
    const Lucene compiler(aliases, dialect);
    pushDown(filter, [&compiler](const Leaf &leaf) { return compiler.leaf(leaf); }, kLuceneJoints, "*", out);
}

} // namespace triptych::query
