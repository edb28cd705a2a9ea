#include "query/compilers.h"
#include "query/intrinsic_value.h"
#include "query/pushdown.h"
#include "query/value_forms.h"
#include "query/value_test.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace triptych::query {

namespace {

using telemetry::TagScope;
using LineFields = BackendDialect::LineFields;

constexpr Joints kLogQlJoints{" and ", " or "};
constexpr std::string_view kInLines = "Fields inside the lines are not searched by Loki; only labels and structured metadata are.";
constexpr std::string_view kIdsInLines = "Ids that stand only in the text of a line are not found by this search.";

/// What Loki's OTLP endpoint makes labels by default.
const std::vector<std::string> &defaultLabels()
{
    static const std::vector<std::string> labels = {
        "service_name", "service_namespace", "service_instance_id", "deployment_environment", "deployment_environment_name", "cloud_region",
        "cloud_availability_zone", "k8s_cluster_name", "k8s_namespace_name", "k8s_pod_name", "k8s_container_name", "container_name",
        "k8s_replicaset_name", "k8s_deployment_name", "k8s_statefulset_name", "k8s_daemonset_name", "k8s_cronjob_name", "k8s_job_name"};
    return labels;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> all) { return std::find(all.begin(), all.end(), text) != all.end(); }

/// Words of the language that cannot stand for a label in a label filter.
bool isReserved(std::string_view label)
{
    return isOneOf(label, {"and", "or", "unless", "by", "without", "on", "ignoring", "bool", "group_left", "group_right", "offset", "json", "logfmt",
                           "regexp", "pattern", "unpack", "unwrap", "line_format", "label_format", "drop", "keep", "decolorize", "distinct", "variants", "of"});
}

/// Labels that a record keeps as a field of its own, not as a tag.
bool isRecordField(std::string_view label)
{
    return isOneOf(label, {"level", "lvl", "severity", "severity_text", "severity_number", "detected_level", "loglevel", "log_level", "trace_id", "traceid", "span_id", "spanid", "status", "s"});
}

class LogQl
{
public:
    LogQl(const AliasTable &aliases, const BackendDialect &dialect)
        : m_aliases(aliases), m_dialect(dialect), m_labels(dialect.labels.empty() ? defaultLabels() : dialect.labels)
    {
    }

    void run(const Filter &filter, BackendQuery &out)
    {
        Remainder rest;
        for (const Conjunct &conjunct : conjuncts(filter)) {
            const Piece piece = stage(conjunct);
            out.nothing = out.nothing || piece.truth == Piece::Truth::Never;
            rest.take(conjunct, piece);
        }
        if (!out.nothing)
            rest.finish(filter, out);
        if (!m_selects)
            m_selector.push_back(m_dialect.everyStreamLabel + "=~\".+\"");
        out.text = "{";
        for (const std::string &matcher : m_selector)
            out.text += (out.text.size() > 1 ? ", " : "") + matcher;
        out.text += "}";
        for (const std::string &line : m_lines)
            out.text += " " + line;
        if (m_dialect.lineFields != LineFields::NotSearched && m_usesTags)
            out.text += m_dialect.lineFields == LineFields::Json ? " | json" : " | logfmt";
        for (const std::string &filterText : m_filters)
            out.text += " | " + filterText;
    }

private:
    /// Puts a condition where it is cheapest: the selector, then line filters, then label filters.
    Piece stage(const Conjunct &conjunct)
    {
        const std::optional<Leaf> leaf = leafOf(conjunct);
        if (leaf && leaf->text)
            return lineFilter({leaf->text}, leaf->negated);
        if (const auto texts = freeTexts(conjunct); !texts.empty())
            return lineFilter(texts, false);
        if (leaf && leaf->term)
            if (const std::optional<Piece> piece = matcher(*leaf))
                return *piece;
        Piece piece = words(conjunct, [this](const Leaf &one) { return labelFilter(one); }, kLogQlJoints);
        if (piece.truth == Piece::Truth::Depends && piece.power != Power::Nothing)
            m_filters.push_back(piece.text);
        return piece;
    }

    /// The alternatives, if all are free text that must be there.
    static std::vector<const FreeText *> freeTexts(const Conjunct &conjunct)
    {
        std::vector<const FreeText *> out;
        for (const Conjunct &one : alternatives(conjunct)) {
            const auto *text = std::get_if<FreeText>(&one.node->what);
            if (!text || one.negated)
                return {};
            out.push_back(text);
        }
        return out;
    }

    // --- the text of lines

    /// A message stands in its line, unless JSON or logfmt escaped some of its characters.
    static bool survivesEscaping(char c)
    {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && std::string_view("\"\\/<>&'=").find(c) == std::string_view::npos;
    }

    /// An expression that every line of a match holds; empty if none is known.
    static Piece linePattern(const Value &value)
    {
        std::vector<std::string> parts;
        bool folds = true, wider = false;
        if (const auto *exact = std::get_if<Exact>(&value)) {
            parts = {exact->text};
        } else if (const auto *wildcard = std::get_if<Wildcard>(&value)) {
            parts = wildcard->parts;
        } else if (const auto *regex = std::get_if<Regex>(&value)) {
            const auto safe = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view(" .*+?()|_-,;").find(c) != std::string_view::npos; };
            if (std::all_of(regex->pattern.begin(), regex->pattern.end(), safe))
                return Piece::nearly((regex->foldCase ? "(?is)" : "(?s)") + regex->pattern);
            const Needle literal = needle(value, Where::Anywhere);
            parts = {literal.text};
            folds = literal.foldCase;
            wider = true;
        }
        std::string out;
        bool gap = false;
        std::size_t literals = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            gap = gap || i > 0;
            for (const char c : parts[i]) {
                if (!survivesEscaping(c)) {
                    gap = true;
                    continue;
                }
                out += (gap && !out.empty() ? ".*" : "") + regexQuoted(std::string_view(&c, 1));
                gap = false;
                ++literals;
            }
        }
        if (literals == 0)
            return Piece::nothing("no word of it is sure to stand in the line");
        const std::string mode = folds ? "(?is)" : "(?s)";
        return wider ? Piece::wider(mode + out, "the expression is matched here against the message alone") : Piece::nearly(mode + out);
    }

    Piece lineFilter(const std::vector<const FreeText *> &texts, bool negated)
    {
        if (negated)
            return Piece::nothing("the word may stand in a line outside its message");
        std::vector<Piece> pieces;
        for (const FreeText *text : texts)
            pieces.push_back(linePattern(text->value));
        Piece all = anyOf(pieces, {" ", "|"});
        if (all.power == Power::Nothing)
            return all;
        m_lines.push_back("|~ " + goQuoted(pieces.size() == 1 ? all.text : all.text.substr(1, all.text.size() - 2)));
        return all;
    }

    // --- the stream selector

    /// Exact, wildcard or expression upon one label of the index; nothing if it is no such thing.
    std::optional<Piece> matcher(const Leaf &leaf)
    {
        const Term &term = *leaf.term;
        std::string label;
        if (term.key.intrinsic == Intrinsic::Service && isLabel("service_name")) {
            label = "service_name";
        } else if (!term.key.intrinsic && m_dialect.lineFields == LineFields::NotSearched) {
            const std::vector<std::string> names = labels(term.key);
            if (names.size() != 1 || !isLabel(names.front()) || (leaf.negated && isRecordField(names.front())))
                return std::nullopt;
            label = names.front();
        } else {
            return std::nullopt;
        }
        const bool service = term.key.intrinsic.has_value();
        if (service && leaf.negated && holdsFor(term.value, "unknown_service"))
            return Piece::nothing("Loki names a service where the line has none");
        const std::optional<Piece> test = textTest(label, term.value, leaf.negated);
        if (!test || test->text.starts_with('('))
            return std::nullopt;
        m_selector.push_back(test->text);
        m_selects = m_selects || (!leaf.negated && !holdsFor(term.value, ""));
        Piece out = *test;
        if (service && std::holds_alternative<Exists>(term.value))
            out.power = Power::Nearly;
        if (!service && !leaf.negated)
            out.caveat = std::string(kInLines);
        return out;
    }

    bool isLabel(std::string_view label) const { return std::find(m_labels.begin(), m_labels.end(), label) != m_labels.end(); }

    // --- label filters

    Piece labelFilter(const Leaf &leaf)
    {
        if (leaf.text)
            return Piece::nothing("Loki has no choice between the text of a line and its labels");
        const Term &term = *leaf.term;
        if (!term.key.intrinsic)
            return tag(term, leaf.negated);
        switch (*term.key.intrinsic) {
        case Intrinsic::Service:
            return service(term.value, leaf.negated);
        case Intrinsic::Level:
            return level(term.value, leaf.negated);
        case Intrinsic::Trace:
            return id({"trace_id", "traceid", "traceID", "TraceId"}, term.value, leaf.negated, true);
        case Intrinsic::Span:
            return id({"span_id", "spanid", "spanID", "SpanId"}, term.value, leaf.negated, false);
        case Intrinsic::Name:
            return Piece::nothing("Loki has no such field");
        default:
            return leaf.negated ? Piece::always() : Piece::never(); // lines have none
        }
    }

    Piece service(const Value &value, bool negated)
    {
        if (isLabel("service_name")) {
            if (negated && holdsFor(value, "unknown_service"))
                return Piece::nothing("Loki names a service where the line has none");
            const auto test = textTest("service_name", value, negated);
            return test ? *test : Piece::nothing("Loki has no natural order of words");
        }
        if (negated)
            return Piece::nothing("several labels may name the service");
        std::vector<Piece> pieces;
        for (const char *label : {"service_name", "servicename", "service", "dd_service", "svc", "application", "applicationname", "application_name", "app", "app_name", "appname", "container_name"})
            if (const auto test = textTest(label, value, false))
                pieces.push_back(Piece::wider(test->text, "several labels may name the service"));
        return pieces.empty() ? Piece::nothing("Loki has no natural order of words") : anyOf(pieces, kLogQlJoints);
    }

    /// Loki guesses a level where none is given, as we do, but not always the same.
    static Piece level(const Value &value, bool negated)
    {
        using telemetry::Level;
        const bool number = std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value);
        const TextTest test = query::textTest(value, Where::Whole);
        if (negated || std::holds_alternative<Exists>(value) || (!number && test("unknown")))
            return Piece::nothing("Loki's guess of a level is not always ours");
        std::vector<std::string> names;
        for (const auto &[one, text] : {std::pair(Level::Trace, "trace"), std::pair(Level::Debug, "debug"), std::pair(Level::Info, "info"),
                                        std::pair(Level::Warn, "warn"), std::pair(Level::Error, "error"), std::pair(Level::Fatal, "fatal")})
            if (number ? numberMatches(value, static_cast<double>(one)) : test(text))
                names.push_back(text);
        if (names.empty())
            return Piece::never();
        std::string all;
        bool severe = false;
        for (const std::string &one : names) {
            severe = severe || one == "error" || one == "fatal";
            if (one != "error" && one != "fatal")
                all += one + "|";
        }
        if (severe)
            all += "error|fatal|critical|";
        return Piece::nearly("detected_level =~ " + goQuoted("(?:" + all + "unknown)?"));
    }

    static Piece id(const std::vector<std::string> &labels, const Value &value, bool negated, bool trace)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (negated || !exact)
            return Piece::nothing("ids are read from labels and lines in many spellings");
        std::string patterns;
        if (trace) {
            for (const telemetry::TraceId one : traceIds(exact->text)) {
                const std::string all = telemetry::hex(one), low = all.substr(16);
                // 64 bits match any id with the same low half; 128 bits also an id that has only those.
                patterns += (patterns.empty() ? "" : "|") + (one.hi == 0 ? "[0-9a-f]*" + low : "(?:0*|" + all.substr(0, 16) + ")" + low);
            }
        } else {
            for (const telemetry::SpanId one : spanIds(exact->text))
                patterns += (patterns.empty() ? "" : "|") + telemetry::hex(one);
        }
        std::vector<Piece> pieces;
        for (const std::string &label : labels)
            pieces.push_back(Piece::nearly(label + " =~ " + goQuoted("(?i)(?:" + patterns + ")")));
        Piece out = anyOf(pieces, kLogQlJoints);
        out.caveat = std::string(kIdsInLines);
        return out;
    }

    /// Labels that the key may be. Loki does not tell the scopes of tags apart.
    std::vector<std::string> labels(const Key &key) const
    {
        std::vector<std::string> out;
        const auto add = [&out](const std::string &name) {
            if (std::find(out.begin(), out.end(), name) == out.end())
                out.push_back(name);
        };
        const bool spansOnly = key.scope == TagScope::Span || key.scope == TagScope::Event || key.scope == TagScope::Link;
        if (!spansOnly)
            for (const std::string &spelling : keySpellings(key, m_aliases)) {
                add(labelName(spelling));
                if (spelling == "otel.scope.name" || spelling == "otel.scope.version")
                    add(spelling == "otel.scope.name" ? "scope_name" : "scope_version");
            }
        if (key.scope == TagScope::Scope && (key.unscoped == "name" || key.unscoped == "version"))
            add("scope_" + key.unscoped);
        if (key.scope != TagScope::Any && !key.exact)
            add(labelName(key.text));
        return out;
    }

    Piece tag(const Term &term, bool negated)
    {
        std::vector<std::string> names = labels(term.key);
        if (names.empty())
            return negated ? Piece::always() : Piece::never();
        if (m_dialect.lineFields != LineFields::NotSearched)
            for (std::size_t i = 0, all = names.size(); i < all; ++i)
                names.push_back(names[i] + "_extracted"); // a field of the line whose name a label has already
        std::vector<Piece> pieces;
        for (const std::string &name : names) {
            if (name.empty() || isReserved(name))
                return Piece::nothing("the key is a word of LogQL");
            if (negated && isRecordField(name))
                return Piece::nothing("the label is a field of the record, not a tag");
            pieces.push_back(value(name, term.value, negated));
        }
        Piece out = negated ? allOf(pieces, kLogQlJoints) : anyOf(pieces, kLogQlJoints);
        if (out.power == Power::Nothing)
            return out;
        m_usesTags = true;
        if (m_dialect.lineFields == LineFields::NotSearched && !negated)
            out.caveat = std::string(kInLines);
        return out;
    }

    static Piece value(const std::string &label, const Value &value, bool negated)
    {
        if (const auto test = textTest(label, value, negated))
            return *test;
        return compared(label, value, negated);
    }

    /// Tests upon text. A label that is missing is empty there, so a test that holds for the empty text says more.
    static std::optional<Piece> textTest(const std::string &label, const Value &value, bool negated)
    {
        if (std::holds_alternative<Exists>(value))
            return Piece::exact(label + (negated ? "=\"\"" : "!=\"\""));
        if (const auto *exact = std::get_if<Exact>(&value)) {
            if (exact->text.empty())
                return Piece::nothing("Loki does not tell an empty label from a missing one");
            return Piece::exact(label + (negated ? "!=" : "=") + goQuoted(exact->text));
        }
        const auto regex = wholeRegex(value, Anchors::Whole);
        if (!regex)
            return std::holds_alternative<Regex>(value) ? std::optional(Piece::nothing("this expression is not read alike by Loki")) : std::nullopt;
        const std::string test = label + (negated ? "!~" : "=~") + goQuoted(*regex);
        if (!holdsFor(value, ""))
            return Piece::exact(test);
        return Piece::exact(negated ? "(" + label + "=\"\" or " + test + ")" : "(" + label + "!=\"\" and " + test + ")");
    }

    /// Numbers, sizes and times; a label that is none of these passes there with an error mark.
    static Piece compared(const std::string &label, const Value &value, bool negated)
    {
        const auto kind = operandKind(value);
        if (!kind || kind == Quantity::Kind::Text)
            return Piece::nothing("Loki has no natural order of words");
        std::vector<Piece> pieces;
        if (negated)
            pieces.push_back(Piece::exact(label + "=\"\""));
        for (const Bound &bound : bounds(value)) {
            const double v = bound.operand->value;
            const bool whole = v == std::floor(v) && std::abs(v) < 9e15;
            std::string operand = decimalText(v);
            if (v < 0 || (kind != Quantity::Kind::Plain && !whole))
                return Piece::nothing("Loki does not compare with this number");
            if (kind == Quantity::Kind::Bytes)
                operand = std::to_string(std::llround(v)) + "B";
            else if (kind == Quantity::Kind::Time)
                operand = goDuration(std::llround(v));
            std::string_view sign = bound.sign;
            if (negated)
                sign = sign == ">" ? "<=" : sign == ">=" ? "<" : sign == "<" ? ">=" : ">";
            pieces.push_back(Piece::nearly(label + " " + std::string(sign) + " " + operand));
        }
        return negated ? anyOf(pieces, kLogQlJoints) : allOf(pieces, kLogQlJoints);
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
    const std::vector<std::string> &m_labels;
    std::vector<std::string> m_selector, m_lines, m_filters;
    bool m_selects = false, m_usesTags = false;
};

} // namespace

void compileToLogQl(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    LogQl(aliases, dialect).run(filter, out);
}

} // namespace triptych::query
