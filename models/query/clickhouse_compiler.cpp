#include "query/compilers.h"
#include "query/intrinsic_value.h"
#include "query/pushdown.h"
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

constexpr Joints kClickHouseJoints{" AND ", " OR "};

std::string wholeText(std::int64_t value) { return std::to_string(value); }

std::string upper(std::string_view name)
{
    std::string out(name);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
}

class ClickHouse
{
public:
    ClickHouse(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_dialect(dialect) {}

    std::vector<NamedParameter> parameters() { return std::move(m_parameters); }

    Piece leaf(const Leaf &leaf)
    {
        const Piece positive = leaf.text ? freeText(leaf.text->value) : leaf.term->key.intrinsic ? intrinsic(*leaf.term->key.intrinsic, leaf.term->value) : tag(*leaf.term);
        return leaf.negated ? opposite(positive) : positive;
    }

private:
    bool spans() const { return m_dialect.table == Table::Spans; }

    /// Conditions here are true or false, never NULL, so NOT keeps what lacks the tag.
    static Piece opposite(const Piece &piece)
    {
        if (piece.truth != Piece::Truth::Depends)
            return piece.truth == Piece::Truth::Always ? Piece::never() : Piece::always();
        if (piece.power == Power::Exact)
            return Piece::exact("NOT " + (piece.text.starts_with('(') ? piece.text : "(" + piece.text + ")"));
        return Piece::nothing(piece.why.empty() ? "its opposite is decided here" : piece.why);
    }

    std::string bound(std::string_view type, std::string value)
    {
        const auto have = std::find_if(m_parameters.begin(), m_parameters.end(), [&](const NamedParameter &p) { return p.type == type && p.value == value; });
        if (have != m_parameters.end())
            return "{" + have->name + ":" + have->type + "}";
        const std::string name = "f" + std::to_string(m_parameters.size());
        m_parameters.push_back({name, std::string(type), std::move(value)});
        return "{" + name + ":" + std::string(type) + "}";
    }
    std::string text(std::string_view value) { return bound("String", std::string(value)); }

    Piece freeText(const Value &value)
    {
        const std::string column = spans() ? "SpanName" : "Body";
        if (const auto *exact = std::get_if<Exact>(&value)) // folds ASCII letters only, as we do
            return exact->text.empty() ? Piece::always() : Piece::exact("positionCaseInsensitive(" + column + ", " + text(exact->text) + ") > 0");
        const auto regex = anywhereRegex(value, Folding::Exact);
        return regex ? Piece::exact("match(" + column + ", " + text(regex->pattern) + ")") : Piece::nothing("this expression is not read alike by ClickHouse");
    }

    Piece intrinsic(Intrinsic which, const Value &value)
    {
        switch (which) {
        case Intrinsic::Service:
            return column("ServiceName", value);
        case Intrinsic::Name:
            if (spans())
                return column("SpanName", value);
            return m_dialect.eventNameColumn ? column("EventName", value) : Piece::nothing("these tables have no such column");
        case Intrinsic::Level:
            return spans() ? Piece::never() : level(value);
        case Intrinsic::Trace:
            return trace(value);
        case Intrinsic::Span:
            return span(value);
        default:
            return spans() ? spanField(which, value) : Piece::never();
        }
    }

    Piece spanField(Intrinsic which, const Value &value)
    {
        switch (which) {
        case Intrinsic::Kind:
            return named("SpanKind", "SPAN_KIND_", value, {"unspecified", "internal", "server", "client", "producer", "consumer"});
        case Intrinsic::Status:
            return named("StatusCode", "STATUS_CODE_", value, {"unset", "ok", "error"});
        case Intrinsic::Duration:
            return within("Duration", value, false, kClickHouseJoints, wholeText);
        case Intrinsic::Events:
            return within("length(Events.Name)", value, false, kClickHouseJoints, wholeText);
        case Intrinsic::Links:
            return within("length(Links.TraceId)", value, false, kClickHouseJoints, wholeText);
        case Intrinsic::Root:
            return root(value);
        default:
            return Piece::nothing("it is computed from the whole trace");
        }
    }

    static Piece root(const Value &value)
    {
        const bool yes = holdsFor(value, "true"), no = holdsFor(value, "false"), orphan = holdsFor(value, "orphan");
        if (yes && !no && !orphan)
            return Piece::exact("ParentSpanId IN ('', '0000000000000000')");
        if (!yes && (no || orphan))
            return no && orphan ? Piece::exact("ParentSpanId NOT IN ('', '0000000000000000')")
                                : Piece::wider("ParentSpanId NOT IN ('', '0000000000000000')", "whether a parent is missing is seen in the whole trace");
        return yes && no && orphan ? Piece::always() : yes ? Piece::nothing("whether a parent is missing is seen in the whole trace") : Piece::never();
    }

    /// Two spellings of each name; what is neither is the first of the names, as when it is read.
    static Piece named(const std::string &column, const std::string &prefix, const Value &value, const std::vector<std::string_view> &names)
    {
        const bool unknown = holdsFor(value, names.front());
        const std::vector<std::string_view> listed = namesThat(value, names, unknown);
        if (listed.empty())
            return unknown ? Piece::always() : Piece::never();
        std::string list;
        for (const std::string_view one : listed)
            list += (list.empty() ? "'" : ", '") + capitalised(one) + "', '" + prefix + upper(one) + "'";
        return Piece::exact(column + (unknown ? " NOT IN (" : " IN (") + list + ")");
    }

    static Piece level(const Value &value)
    {
        using telemetry::Level;
        if (std::holds_alternative<Exists>(value))
            return Piece::nothing("a level may stand in its text alone");
        const bool number = std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value);
        std::string ranges;
        int count = 0;
        for (const Level one : {Level::Trace, Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Fatal}) {
            const int first = static_cast<int>(one);
            if (!(number ? numberMatches(value, first) : holdsFor(value, telemetry::name(one))))
                continue;
            ranges += " OR SeverityNumber BETWEEN " + std::to_string(first) + " AND " + std::to_string(first + 3);
            ++count;
        }
        // Without a number the level is read from its text, here.
        return count == 6 && !number && holdsFor(value, "unknown") ? Piece::always() : Piece::nearly("(SeverityNumber = 0" + ranges + ")");
    }

    Piece trace(const Value &value)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return Piece::exact("TraceId NOT IN ('', '00000000000000000000000000000000')");
        std::vector<Piece> pieces;
        for (const telemetry::TraceId one : traceIds(exact->text)) {
            const std::string all = telemetry::hex(one), low = all.substr(16);
            if (one.hi == 0)
                pieces.push_back(Piece::exact("endsWith(TraceId, " + text(low) + ")"));
            else
                pieces.push_back(Piece::exact("TraceId IN (" + text(all) + ", " + text(std::string(16, '0') + low) + ", " + text(low) + ")"));
        }
        return anyOf(pieces, kClickHouseJoints);
    }

    Piece span(const Value &value)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return Piece::exact("SpanId NOT IN ('', '0000000000000000')");
        std::vector<Piece> pieces;
        for (const telemetry::SpanId one : spanIds(exact->text))
            pieces.push_back(Piece::exact("SpanId = " + text(telemetry::hex(one))));
        return anyOf(pieces, kClickHouseJoints);
    }

    /// A column of text; an empty one is a missing one, as where it is read.
    Piece column(const std::string &name, const Value &value)
    {
        if (std::holds_alternative<Exists>(value))
            return Piece::exact(name + " != ''");
        return test(name, value);
    }

    /// A condition on a text expression that is never NULL.
    Piece test(const std::string &expression, const Value &value)
    {
        if (const auto *exact = std::get_if<Exact>(&value))
            return Piece::exact(expression + " = " + text(exact->text));
        if (const auto regex = wholeRegex(value, Anchors::Search))
            return Piece::exact("match(" + expression + ", " + text(*regex) + ")");
        const auto kind = operandKind(value);
        if (!kind || kind == Quantity::Kind::Text)
            return Piece::nothing(std::holds_alternative<Regex>(value) ? "this expression is not read alike by ClickHouse" : "ClickHouse has no natural order of words");
        if (kind == Quantity::Kind::Time)
            return Piece::wider("match(" + expression + ", " + text("^[-+.0-9].*[a-z]$") + ")", "times written as text are compared here");
        std::string numbers;
        for (const Bound &one : bounds(value))
            numbers += (numbers.empty() ? "" : " AND ") + ("ifNull(toFloat64OrNull(" + expression + ") " + std::string(one.sign) + " " + bound("Float64", decimalText(one.operand->value)) + ", 0)");
        if (bounds(value).size() > 1)
            numbers = "(" + numbers + ")";
        if (kind == Quantity::Kind::Plain)
            return Piece::exact(numbers);
        return Piece::wider("(" + numbers + " OR match(" + expression + ", " + text("^[-+.0-9].*B$") + "))", "sizes written as text are compared here");
    }

    // --- tags

    /// `column` is a Map or JSON of tags.
    Piece attribute(const std::string &column, const std::string &key, const Value &value)
    {
        const bool json = m_dialect.attributes == BackendDialect::Attributes::Json && !column.starts_with("x");
        const std::string path = json ? column + "." + backquoted(key) : std::string();
        const std::string present = json ? "isNotNull(" + path + ")" : "mapContains(" + column + ", " + text(key) + ")";
        if (std::holds_alternative<Exists>(value))
            return Piece::exact(present);
        Piece out = test(json ? "ifNull(toString(" + path + "), '')" : column + "[" + text(key) + "]", value);
        if (out.truth == Piece::Truth::Depends && out.power != Power::Nothing && holdsFor(value, ""))
            out.text = "(" + present + " AND " + out.text + ")"; // a missing tag reads as the empty text
        return out;
    }

    static std::string backquoted(std::string_view key)
    {
        std::string out = "`";
        for (const char c : key)
            out += c == '`' || c == '\\' ? std::string("\\") + c : c == '\n' ? std::string("\\n") : c == '\0' ? std::string("\\0") : std::string(1, c);
        return out + "`";
    }

    Piece tag(const Term &term)
    {
        const Key &key = term.key;
        std::vector<Piece> pieces;
        for (const std::string &spelling : keySpellings(key, m_aliases, m_dialect.table))
            addScope(pieces, key.scope, spelling, term.value);
        if (key.scope != TagScope::Any && !key.exact)
            addScope(pieces, TagScope::Any, key.text, term.value); // a tag may itself be called event.name
        return anyOf(pieces, kClickHouseJoints);
    }

    void addScope(std::vector<Piece> &pieces, TagScope scope, const std::string &key, const Value &value)
    {
        const auto in = [scope](TagScope one) { return scope == TagScope::Any || scope == one; };
        if (in(spans() ? TagScope::Span : TagScope::Log))
            pieces.push_back(attribute(spans() ? "SpanAttributes" : "LogAttributes", key, value));
        if (in(TagScope::Resource))
            pieces.push_back(attribute("ResourceAttributes", key, value));
        if (in(TagScope::Scope)) {
            if (!spans() || m_dialect.scopeAttributes)
                pieces.push_back(attribute("ScopeAttributes", key, value));
            if (m_dialect.scopeColumns && (key == "otel.scope.name" || (scope == TagScope::Scope && key == "name")))
                pieces.push_back(scopeField("ScopeName", value));
            if (m_dialect.scopeColumns && (key == "otel.scope.version" || (scope == TagScope::Scope && key == "version")))
                pieces.push_back(scopeField("ScopeVersion", value));
        }
        if (in(TagScope::Event) && spans()) {
            pieces.push_back(inList("Events.Attributes", attribute("x", key, value)));
            if (scope == TagScope::Event && key == "name")
                pieces.push_back(std::holds_alternative<Exists>(value) ? Piece::exact("notEmpty(Events.Name)") : inList("Events.Name", test("x", value)));
        }
        if (scope == TagScope::Link && spans())
            pieces.push_back(inList("Links.Attributes", attribute("x", key, value)));
    }

    Piece scopeField(const std::string &name, const Value &value)
    {
        Piece out = column(name, value);
        if (holdsFor(value, "") && out.power != Power::Nothing)
            out.text = "(" + name + " != '' AND " + out.text + ")";
        return out;
    }

    static Piece inList(const std::string &list, Piece one)
    {
        if (one.truth == Piece::Truth::Depends && one.power != Power::Nothing)
            one.text = "arrayExists(x -> " + one.text + ", " + list + ")";
        return one;
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
    std::vector<NamedParameter> m_parameters;
};

} // namespace

void compileToClickHouse(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    ClickHouse compiler(aliases, dialect);
    pushDown(filter, [&compiler](const Leaf &leaf) { return compiler.leaf(leaf); }, kClickHouseJoints, "1", out);
    // Pieces that were not used leave their parameters behind.
    for (NamedParameter &one : compiler.parameters())
        if (out.text.find("{" + one.name + ":") != std::string::npos)
            out.parameters.push_back(std::move(one));
}

} // namespace triptych::query
