#include "query/compilers.h"
#include "query/pushdown.h"
#include "query/value_forms.h"

#include <algorithm>
#include <cmath>

namespace triptych::query {

namespace {

using telemetry::TagScope;
using Tempo = BackendDialect::Tempo;

constexpr Joints kTraceQlJoints{" && ", " || "};
constexpr std::string_view kOldEvents = "Tempo before 2.7 does not search the tags of events, links and scopes";

class TraceQl
{
public:
    TraceQl(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_tempo(dialect.tempo) {}

    Piece leaf(const Leaf &leaf) const
    {
        if (leaf.text)
            return freeText(leaf.text->value, leaf.negated);
        const Term &term = *leaf.term;
        if (term.key.intrinsic)
            return intrinsic(*term.key.intrinsic, term.value, leaf.negated);
        return leaf.negated ? missing(term) : tag(term);
    }

private:
    bool old() const { return m_tempo == Tempo::V2_1; }

    static Piece freeText(const Value &value, bool negated)
    {
        const auto regex = anywhereRegex(value, negated ? Folding::Exact : Folding::Fast);
        if (!regex)
            return Piece::nothing("this expression is not read alike by Tempo");
        // Older servers search, newer ones match the whole value: both read this alike.
        const std::string whole = "^(?s:.*)(?:" + regex->pattern + ")(?s:.*)$";
        const std::string text = std::string("name ") + (negated ? "!~ " : "=~ ") + goQuoted(whole);
        return regex->exact ? Piece::exact(text) : Piece::nearly(text);
    }

    static Piece intrinsic(Intrinsic which, const Value &value, bool negated)
    {
        switch (which) {
        case Intrinsic::Service:
            return text("resource.service.name", value, negated);
        case Intrinsic::Name:
            return text("name", value, negated);
        case Intrinsic::Kind:
            return named("kind", value, {"unspecified", "internal", "server", "client", "producer", "consumer"}, negated);
        case Intrinsic::Status:
            return named("status", value, {"unset", "ok", "error"}, negated);
        case Intrinsic::Duration:
            return within("duration", value, negated, kTraceQlJoints, goDuration);
        case Intrinsic::Level:
            return negated ? Piece::always() : Piece::never(); // spans have none
        case Intrinsic::Trace:
            return Piece::nothing("a trace is fetched by its id, not searched for");
        default:
            return Piece::nothing("Tempo has no such field");
        }
    }

    static Piece named(const std::string &field, const Value &value, const std::vector<std::string_view> &names, bool negated)
    {
        const std::vector<std::string_view> fitting = namesThat(value, names, negated);
        if (fitting.size() == names.size())
            return Piece::always();
        if (fitting.size() + 1 == names.size() && names.size() > 2)
            for (const std::string_view one : names)
                if (std::find(fitting.begin(), fitting.end(), one) == fitting.end())
                    return Piece::exact(field + " != " + std::string(one));
        std::vector<Piece> pieces;
        for (const std::string_view one : fitting)
            pieces.push_back(Piece::exact(field + " = " + std::string(one)));
        return anyOf(pieces, kTraceQlJoints);
    }

    /// A field that is always text and always there.
    static Piece text(const std::string &field, const Value &value, bool negated)
    {
        if (std::holds_alternative<Exists>(value))
            return Piece::exact(field + (negated ? " = \"\"" : " != \"\""));
        if (const auto *exact = std::get_if<Exact>(&value))
            return Piece::exact(field + (negated ? " != " : " = ") + goQuoted(exact->text));
        const auto regex = pattern(value);
        if (!regex)
            return Piece::nothing(unspeakable(value));
        return Piece::exact(field + (negated ? " !~ " : " =~ ") + goQuoted(*regex));
    }

    /// Read alike by servers that search and by servers that match the whole value.
    static std::optional<std::string> pattern(const Value &value)
    {
        if (std::holds_alternative<Wildcard>(value))
            return wholeRegex(value, Anchors::Search);
        return wholeRegex(value, Anchors::Whole);
    }

    static std::string unspeakable(const Value &value)
    {
        if (std::holds_alternative<Regex>(value))
            return "this expression is not read alike by Tempo";
        const auto kind = operandKind(value);
        if (kind == Quantity::Kind::Time)
            return "Tempo does not compare times written as text";
        return "Tempo has no natural order of words";
    }

    /// `span.http.route`, quoted where the key needs it; nothing where this server cannot read it.
    std::optional<std::string> field(std::string_view scope, std::string_view key) const
    {
        const auto plain = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '/';
        };
        const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), plain) && !(key.front() >= '0' && key.front() <= '9') && key.front() != '.' &&
                          key.front() != '-' && key.front() != '/' && !key.starts_with("span.") && !key.starts_with("resource.");
        if (bare)
            return std::string(scope) + "." + std::string(key);
        if (old() || key.empty())
            return std::nullopt;
        std::string out = std::string(scope) + ".\"";
        for (const char c : key)
            out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        return out + "\"";
    }

    struct Fields {
        std::vector<std::string> names, always; ///< always: text that every record has
        std::string fault, caveat;
    };

    void add(Fields &out, std::string_view scope, const std::string &key) const
    {
        if (auto one = field(scope, key))
            out.names.push_back(std::move(*one));
        else
            out.fault = "this Tempo cannot read the key";
    }

    void addScope(Fields &out, TagScope scope, const std::string &key) const
    {
        const auto in = [scope](TagScope one) { return scope == TagScope::Any || scope == one; };
        if (in(TagScope::Span))
            add(out, "span", key);
        if (in(TagScope::Resource))
            add(out, "resource", key);
        const bool scopeName = key == "otel.scope.name" || (scope == TagScope::Scope && key == "name");
        const bool scopeVersion = key == "otel.scope.version" || (scope == TagScope::Scope && key == "version");
        const bool beyond = scope == TagScope::Event || scope == TagScope::Link || scope == TagScope::Scope || scopeName || scopeVersion;
        if (old()) {
            if (beyond || (scope == TagScope::Any && isEventKey(key)))
                out.fault = kOldEvents;
            return;
        }
        if (in(TagScope::Event)) {
            add(out, "event", key);
            if (scope == TagScope::Event && key == "name")
                out.always.push_back("event:name");
        }
        if (in(TagScope::Scope)) {
            add(out, "instrumentation", key);
            if (scopeName || scopeVersion)
                out.always.push_back(scopeName ? "instrumentation:name" : "instrumentation:version");
        }
        if (scope == TagScope::Link)
            add(out, "link", key);
    }

    Fields fields(const Key &key) const
    {
        Fields out;
        const std::vector<std::string> spellings = keySpellings(key, m_aliases);
        for (const std::string &spelling : spellings)
            addScope(out, key.scope, spelling);
        if (key.scope != TagScope::Any && !key.exact) { // a tag may itself be called event.name
            if (out.fault.empty() && old())
                out.caveat = "This Tempo does not find a tag whose own name begins with the prefix of a scope.";
            else
                addScope(out, TagScope::Any, key.text);
        }
        if (old() && out.fault.empty() && spellings.size() == 1 && key.scope == TagScope::Any)
            out.caveat = "This Tempo does not search the tags of events and scopes: a tag that only those have is not found.";
        return out;
    }

    Piece tag(const Term &term) const
    {
        const Fields where = fields(term.key);
        if (!where.fault.empty())
            return Piece::nothing(where.fault);
        std::vector<Piece> pieces;
        for (const std::string &one : where.names) {
            pieces.push_back(typed(one, term.value));
            if (pieces.back().power == Power::Nothing)
                return pieces.back();
        }
        for (const std::string &one : where.always)
            pieces.push_back(text(one, term.value, false));
        Piece out = anyOf(pieces, kTraceQlJoints);
        out.caveat = where.caveat;
        return out;
    }

    /// A tag that may be text, a number or a truth value; a comparison of two types never holds in Tempo.
    Piece typed(const std::string &field, const Value &value) const
    {
        std::vector<Piece> pieces;
        if (std::holds_alternative<Exists>(value))
            return old() ? present(field) : Piece::exact(field + " != nil");
        if (const auto *exact = std::get_if<Exact>(&value)) {
            if (exact->text.starts_with('[') || exact->text.starts_with('{'))
                return Piece::nothing("Tempo does not compare whole lists and maps");
            pieces.push_back(Piece::exact(field + " = " + goQuoted(exact->text)));
            if (const auto whole = asInteger(exact->text))
                pieces.push_back(Piece::exact(field + " = " + number(*whole)));
            if (const auto real = asDouble(exact->text))
                pieces.push_back(Piece::exact(field + " = " + negative(decimalText(*real))));
            addTruth(pieces, field, value);
            return anyOf(pieces, kTraceQlJoints);
        }
        if (const auto regex = pattern(value)) {
            pieces.push_back(Piece::exact(field + " =~ " + goQuoted(*regex)));
            if (mayMatchNumber(value))
                pieces.push_back(anyNumber(field));
            addTruth(pieces, field, value);
            return anyOf(pieces, kTraceQlJoints);
        }
        const auto kind = operandKind(value);
        if (kind != Quantity::Kind::Plain && kind != Quantity::Kind::Bytes)
            return Piece::nothing(unspeakable(value));
        const Piece inNumbers = compared(field, value);
        const std::string text = field + " =~ " + goQuoted("^[-+.0-9].*$");
        pieces = {inNumbers, kind == Quantity::Kind::Plain ? Piece::nearly(text) : Piece::wider(text, "sizes written as text are compared here")};
        return anyOf(pieces, kTraceQlJoints);
    }

    static void addTruth(std::vector<Piece> &pieces, const std::string &field, const Value &value)
    {
        for (const char *one : {"true", "false"})
            if (holdsFor(value, one))
                pieces.push_back(Piece::exact(field + " = " + one));
    }

    static std::string number(std::int64_t value) { return negative(std::to_string(value)); }
    /// A sign of its own is an operator there, which binds weaker than a comparison.
    static std::string negative(std::string digits) { return digits.starts_with('-') ? "(" + digits + ")" : digits; }

    static Piece anyNumber(const std::string &field)
    {
        return Piece::wider("(" + field + " >= 0 || " + field + " < 0 || " + field + " >= 0.0 || " + field + " < 0.0)", "patterns over numbers are matched here");
    }

    static Piece present(const std::string &field)
    {
        return Piece::exact("(" + field + " =~ \"(?s)^.*$\" || " + field + " >= 0 || " + field + " < 0 || " + field + " >= 0.0 || " + field + " < 0.0 || " + field +
                            " = true || " + field + " = false)");
    }

    /// Integers and doubles are of two types.
    static Piece compared(const std::string &field, const Value &value)
    {
        std::vector<Piece> doubles;
        for (const Bound &bound : bounds(value))
            doubles.push_back(Piece::exact(field + " " + std::string(bound.sign) + " " + negative(decimalText(bound.operand->value))));
        return anyOf({within(field, value, false, kTraceQlJoints, number), allOf(doubles, kTraceQlJoints)}, kTraceQlJoints);
    }

    /// `-key:value` holds for spans that lack the tag or have it as another type, which only `= nil` can ask for.
    Piece missing(const Term &term) const
    {
        if (m_tempo != Tempo::V3 || !std::holds_alternative<Exists>(term.value))
            return Piece::nothing("Tempo cannot ask for spans that lack a tag or a value");
        const Fields where = fields(term.key);
        std::vector<Piece> pieces;
        for (const std::string &one : where.names)
            if ((one.starts_with("span.") || one.starts_with("resource.")) && one != "resource.service.name")
                pieces.push_back(Piece::exact(one + " = nil"));
        if (pieces.empty())
            return Piece::nothing("Tempo cannot ask for spans that lack a tag of this kind");
        Piece out = allOf(pieces, kTraceQlJoints);
        if (pieces.size() < where.names.size() + where.always.size())
            out.power = std::min(out.power, Power::Nearly);
        return out;
    }

    const AliasTable &m_aliases;
    Tempo m_tempo;
};

} // namespace

void compileToTraceQl(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    const TraceQl compiler(aliases, dialect);
    pushDown(filter, [&compiler](const Leaf &leaf) { return compiler.leaf(leaf); }, kTraceQlJoints, {}, out);
    out.text = out.text.empty() ? "{}" : "{ " + out.text + " }";
}

} // namespace triptych::query
