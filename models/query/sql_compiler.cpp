#include "query/sql_compiler.h"

#include "query/intrinsic_value.h"
#include "query/line_scan.h"
#include "query/sql_text.h"
#include "query/syntax.h"
#include "query/value_test.h"
#include "telemetry/span_kind.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

namespace triptych::query {

namespace {

using telemetry::RecordPredicate;
using telemetry::Table;
using telemetry::TagScope;

constexpr std::string_view kFalse = "FALSE";

class Compiler
{
public:
    Compiler(Table table, const telemetry::TagCatalog &catalog, const AliasTable &aliases)
        : m_table(table), m_catalog(catalog), m_aliases(aliases)
    {
    }

    telemetry::RowPredicate run(const Node &root)
    {
        m_out.where = node(root);
        return std::move(m_out);
    }

private:
    // Pieces are made in the order in which they stand in the text, so parameters are too.
    std::string node(const Node &n)
    {
        if (const auto *group = std::get_if<Group>(&n.what))
            return this->group(*group);
        if (const auto *t = std::get_if<Term>(&n.what))
            return term(*t);
        return freeText(std::get<FreeText>(n.what));
    }

    std::string group(const Group &g)
    {
        if (g.kind == Group::Kind::Not) {
            ++m_negations;
            std::string inner = node(g.children.front());
            --m_negations;
            return "NOT (" + inner + ")";
        }
        std::string out = "(";
        for (std::size_t i = 0; i < g.children.size(); ++i) {
            if (i > 0)
                out += g.kind == Group::Kind::And ? " AND " : " OR ";
            out += node(g.children[i]);
        }
        return out + ")";
    }

    std::string freeText(const FreeText &text)
    {
        if (m_table == Table::Spans)
            return idList("r.name", m_catalog.strings(textTest(text.value, Where::Anywhere)));
        RecordPredicate predicate;
        predicate.target = RecordPredicate::Target::Body;
        return record(std::move(predicate), text.value, Where::Anywhere);
    }

    std::string record(RecordPredicate predicate, const Value &value, Where where)
    {
        if (std::holds_alternative<Exists>(value) && predicate.target == RecordPredicate::Target::Tag) {
            predicate.target = RecordPredicate::Target::Exists;
        } else {
            const Needle literal = needle(value, where);
            predicate.needle = literal.text;
            predicate.foldCase = literal.foldCase;
            if (!literal.decides || literal.text.empty())
                predicate.test = textTest(value, where);
            if (predicate.target == RecordPredicate::Target::Body)
                predicate.scan = lineScan(value);
        }
        m_out.records.push_back(std::make_shared<const RecordPredicate>(std::move(predicate)));
        return "record_match(r.id, " + std::to_string(m_out.records.size() - 1) + ")";
    }

    /// Long lists travel as one parameter: the SQL stays short however many strings match.
    std::string idList(const std::string &column, const std::vector<std::int32_t> &ids)
    {
        constexpr std::size_t kInline = 64;
        if (ids.empty())
            return std::string(kFalse);
        std::string list;
        for (const std::int32_t id : ids)
            list += (list.empty() ? "" : ",") + std::to_string(id);
        if (ids.size() <= kInline)
            return column + " IN (" + list + ")";
        m_out.parameters.emplace_back(std::move(list));
        return column + " IN (SELECT CAST(unnest(string_split(CAST(? AS VARCHAR), ',')) AS INTEGER))";
    }

    /// Pooled text: exact ones by one look-up, others by a pass over the pool.
    std::string pooled(const std::string &column, const Value &value)
    {
        if (const auto *exact = std::get_if<Exact>(&value)) {
            const std::int32_t id = m_catalog.string(exact->text);
            return id < 0 ? std::string(kFalse) : idList(column, {id});
        }
        return idList(column, m_catalog.strings(textTest(value, Where::Whole)));
    }

    std::string term(const Term &t)
    {
        if (t.key.intrinsic)
            return intrinsic(*t.key.intrinsic, t.value);
        return tag(t.key, t.value);
    }

    // --- intrinsics

    std::string intrinsic(Intrinsic which, const Value &value)
    {
        const bool spans = m_table == Table::Spans;
        switch (which) {
        case Intrinsic::Service:
            return std::holds_alternative<Exists>(value) ? "r.service <> 0" : pooled("r.service", value);
        case Intrinsic::Name: {
            const std::string column = spans ? "r.name" : "r.event_name";
            return std::holds_alternative<Exists>(value) ? column + " <> 0" : pooled(column, value);
        }
        case Intrinsic::Trace:
            return trace(value);
        case Intrinsic::Span:
            return span(value);
        case Intrinsic::Level:
            return spans ? std::string(kFalse) : level(value);
        default:
            return spans ? spanOnly(which, value) : std::string(kFalse);
        }
    }

    std::string spanOnly(Intrinsic which, const Value &value)
    {
        using telemetry::SpanKind;
        using telemetry::StatusCode;
        switch (which) {
        case Intrinsic::Kind:
            return named("r.kind", value, {SpanKind::Unspecified, SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer, SpanKind::Consumer});
        case Intrinsic::Status:
            return named("r.status", value, {StatusCode::Unset, StatusCode::Ok, StatusCode::Error});
        case Intrinsic::Duration:
            return number("r.duration", value);
        case Intrinsic::Events:
            return number("r.events", value);
        case Intrinsic::Links:
            return number("r.links", value);
        case Intrinsic::Depth:
            return inTree(number("depth", value));
        case Intrinsic::SelfTime:
            return inTree(number("self_time", value));
        default:
            return root(value);
        }
    }

    static std::string inTree(const std::string &condition)
    {
        return condition == "TRUE" ? condition : "r.id IN (SELECT id FROM span_tree WHERE " + condition + ")";
    }

    static std::string root(const Value &value)
    {
        const TextTest test = textTest(value, Where::Whole);
        std::string list;
        for (const auto &[text, code] : {std::pair("false", "0"), std::pair("true", "1"), std::pair("orphan", "2")})
            if (test(text))
                list += (list.empty() ? "" : ",") + std::string(code);
        return list.empty() ? std::string(kFalse) : inTree("root IN (" + list + ")");
    }

    template <typename Enum> static std::string named(const std::string &column, const Value &value, std::initializer_list<Enum> all)
    {
        const TextTest test = textTest(value, Where::Whole);
        std::string list;
        for (const Enum one : all)
            if (test(telemetry::name(one)))
                list += (list.empty() ? "" : ",") + std::to_string(static_cast<int>(one));
        return list.empty() ? std::string(kFalse) : column + " IN (" + list + ")";
    }

    static std::string level(const Value &value)
    {
        using telemetry::Level;
        if (std::holds_alternative<Exists>(value))
            return "r.level <> 0";
        if (std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value)) {
            const std::string condition = number("r.level", value);
            return "(r.level <> 0 AND " + condition + ")"; // an unknown level is neither low nor high
        }
        const TextTest test = textTest(value, Where::Whole);
        std::string list;
        for (const Level one : {Level::Unknown, Level::Trace, Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Fatal})
            if (test(one == Level::Unknown ? "unknown" : telemetry::name(one)))
                list += (list.empty() ? "" : ",") + std::to_string(static_cast<int>(one));
        return list.empty() ? std::string(kFalse) : "r.level IN (" + list + ")";
    }

    static std::string integer(double value)
    {
        constexpr double kMost = 9e18;
        return std::to_string(std::llround(std::clamp(value, -kMost, kMost)));
    }

    static std::string number(const std::string &column, const Value &value)
    {
        if (const auto *compare = std::get_if<Compare>(&value)) {
            using Op = Compare::Op;
            const Op op = compare->op;
            const char *sign = op == Op::Less ? " < " : op == Op::LessOrEqual ? " <= " : op == Op::Greater ? " > " : " >= ";
            return column + sign + integer(compare->operand.value);
        }
        const auto *range = std::get_if<Between>(&value);
        std::string out;
        if (range && range->low)
            out = column + (range->lowIncluded ? " >= " : " > ") + integer(range->low->value);
        if (range && range->high)
            out += (out.empty() ? "" : " AND ") + column + (range->highIncluded ? " <= " : " < ") + integer(range->high->value);
        return out.empty() ? "TRUE" : "(" + out + ")";
    }

    static std::string word(std::uint64_t value) { return std::to_string(value) + "::UBIGINT"; }

    static std::string trace(const Value &value)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return "(r.trace_lo <> 0 OR r.trace_hi <> 0)";
        std::string out;
        for (const telemetry::TraceId id : traceIds(exact->text)) {
            std::string one = "r.trace_lo = " + word(id.lo);
            if (id.hi != 0)
                one = "(" + one + " AND r.trace_hi IN (" + (id.lo != 0 ? "0::UBIGINT, " : "") + word(id.hi) + "))";
            out += (out.empty() ? "" : " OR ") + one;
        }
        return out.empty() ? std::string(kFalse) : "(" + out + ")";
    }

    static std::string span(const Value &value)
    {
        const auto *exact = std::get_if<Exact>(&value);
        if (!exact)
            return "r.span <> 0";
        std::string list;
        for (const telemetry::SpanId id : spanIds(exact->text))
            list += (list.empty() ? "" : ", ") + word(id.value);
        return list.empty() ? std::string(kFalse) : "r.span IN (" + list + ")";
    }

    // --- tags

    std::string tag(const Key &key, const Value &value)
    {
        std::vector<std::string> parts;
        if (key.scope == TagScope::Any) {
            scoped(TagScope::Any, spellings(key, key.text), value, parts);
        } else {
            scoped(key.scope, spellings(key, key.unscoped), value, parts);
            if (!key.exact && isKnown(key.text)) // a tag may itself be called event.name or log.file.path
                scoped(TagScope::Any, {key.text}, value, parts);
        }
        if (parts.empty())
            return std::string(kFalse);
        std::string out;
        for (const std::string &part : parts)
            out += (out.empty() ? "" : " OR ") + part;
        return parts.size() == 1 ? out : "(" + out + ")";
    }

    std::vector<std::string> spellings(const Key &key, const std::string &written) const
    {
        std::vector<std::string> out = key.exact ? std::vector{written} : m_aliases.spellings(written);
        return m_table == Table::Logs ? withLabelNames(std::move(out)) : out;
    }

    bool isKnown(const std::string &key)
    {
        if (m_eventKeys.empty()) {
            m_eventKeys.emplace(); // the empty key marks that the catalog was asked
            for (const telemetry::TagCatalog::Key &one : m_catalog.keys())
                (one.scope == TagScope::Event ? m_eventKeys : m_otherKeys).insert(one.key);
        }
        return m_eventKeys.contains(key) || m_otherKeys.contains(key);
    }

    void scoped(TagScope scope, const std::vector<std::string> &keys, const Value &value, std::vector<std::string> &parts)
    {
        const TagScope own = m_table == Table::Spans ? TagScope::Span : TagScope::Log;
        const auto in = [scope](TagScope one) { return scope == TagScope::Any || scope == one; };
        if (in(own))
            ownTags(keys, value, parts);
        if (in(TagScope::Resource))
            listed("r.resource", keys, value, parts, &telemetry::TagCatalog::resources);
        if (in(TagScope::Scope))
            scopeTags(scope, keys, value, parts);
        if (m_table == Table::Spans && in(TagScope::Event))
            eventTags(scope, keys, value, parts);
        if (m_table == Table::Spans && scope == TagScope::Link)
            for (const std::string &key : keys)
                parts.push_back(child("span_links", key, value));
    }

    void ownTags(const std::vector<std::string> &keys, const Value &value, std::vector<std::string> &parts)
    {
        std::vector<std::string> inRecords;
        for (const std::string &key : keys) {
            const telemetry::TagCatalog::Column column = m_catalog.column(m_table, key);
            if (!column.sql.empty()) {
                const std::string present = column.sql + " IS NOT NULL";
                std::string match = std::holds_alternative<Exists>(value) ? present : pooled(column.sql, value);
                if (match != kFalse) {
                    // Below NOT, the unknown of a missing tag would swallow the row.
                    if (m_negations > 0 && match != present)
                        match = "(" + present + " AND " + match + ")";
                    parts.push_back(std::move(match));
                }
            }
            if (m_catalog.inRecords(m_table, key))
                inRecords.push_back(key);
        }
        if (inRecords.empty())
            return;
        RecordPredicate predicate;
        predicate.target = RecordPredicate::Target::Tag;
        predicate.keys = std::move(inRecords);
        parts.push_back(record(std::move(predicate), value, Where::Whole));
    }

    using Lookup = std::vector<std::int32_t> (telemetry::TagCatalog::*)(std::string_view, const std::function<bool(std::string_view)> &) const;
    void listed(const std::string &column, const std::vector<std::string> &keys, const Value &value, std::vector<std::string> &parts, Lookup lookup)
    {
        const TextTest test = textTest(value, Where::Whole);
        std::vector<std::int32_t> ids;
        for (const std::string &key : keys) {
            const std::vector<std::int32_t> found = (m_catalog.*lookup)(key, test);
            ids.insert(ids.end(), found.begin(), found.end());
        }
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        if (!ids.empty())
            parts.push_back(idList(column, ids));
    }

    void scopeTags(TagScope scope, const std::vector<std::string> &keys, const Value &value, std::vector<std::string> &parts)
    {
        listed("r.scope", keys, value, parts, &telemetry::TagCatalog::scopes);
        for (const std::string &key : keys)
            for (const auto &[spelling, column] : {std::pair("otel.scope.name", "name"), std::pair("otel.scope.version", "version")})
                if (key == spelling || (scope == TagScope::Scope && key == column))
                    parts.push_back("r.scope IN (SELECT id FROM scopes WHERE id <> 0 AND " + sqlTextTest(column, value, m_out.parameters) + ")");
    }

    void eventTags(TagScope scope, const std::vector<std::string> &keys, const Value &value, std::vector<std::string> &parts)
    {
        // A catalog may not list the keys of events: they are searched too where nothing else has any of these keys.
        const bool search = scope == TagScope::Event ||
                            std::none_of(keys.begin(), keys.end(), [this](const std::string &key) { return isKnown(key); });
        for (const std::string &key : keys) {
            if (scope == TagScope::Event && key == "name")
                parts.push_back("r.id IN (SELECT id FROM span_events WHERE " + eventName(value) + ")");
            else if (search || m_eventKeys.contains(key))
                parts.push_back(child("span_events", key, value));
        }
    }

    std::string eventName(const Value &value)
    {
        return std::holds_alternative<Exists>(value) ? "name <> 0" : pooled("name", value);
    }

    std::string child(const std::string &table, const std::string &key, const Value &value)
    {
        // The tag's text is asked for once, as a column, so that its path is bound once.
        m_out.parameters.emplace_back(jsonPointer(key));
        std::string test = sqlTextTest("t.v", value, m_out.parameters);
        return "r.id IN (SELECT t.id FROM (SELECT id, json_extract_string(tags, ?) AS v FROM " + table + ") t WHERE " + test + ")";
    }

    Table m_table;
    const telemetry::TagCatalog &m_catalog;
    const AliasTable &m_aliases;
    telemetry::RowPredicate m_out;
    std::unordered_set<std::string> m_eventKeys, m_otherKeys;
    int m_negations = 0;
};

} // namespace

base::Result<telemetry::RowPredicate> compileToSql(const Filter &filter, telemetry::Table table,
                                                   const telemetry::TagCatalog &catalog, const AliasTable &aliases)
{
    if (filter.empty())
        return telemetry::RowPredicate();
    return Compiler(table, catalog, aliases).run(*filter.root());
}

} // namespace triptych::query
