#include "query/evaluate.h"

#include "query/intrinsic_value.h"
#include "query/syntax.h"
#include "query/value_test.h"

#include <algorithm>

namespace triptych::query {

namespace {

using telemetry::Table;
using telemetry::Tag;
using telemetry::TagScope;
using Test = std::function<bool(const RecordView &)>;
using Keys = std::vector<std::string>;

Test never()
{
    return [](const RecordView &) { return false; };
}

bool isSpan(const RecordView &r) { return r.table == Table::Spans; }

bool anyTag(std::span<const Tag> tags, const Keys &keys, const TextTest &test)
{
    return std::any_of(tags.begin(), tags.end(), [&](const Tag &tag) {
        return std::find(keys.begin(), keys.end(), tag.key) != keys.end() && test(tag.value);
    });
}

/// The tags of one scope, or of any.
bool inScope(const RecordView &r, TagScope scope, const Keys &keys, const TextTest &test)
{
    const auto in = [scope](TagScope one) { return scope == TagScope::Any || scope == one; };
    const auto hasKey = [&keys](std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    if (in(isSpan(r) ? TagScope::Span : TagScope::Log) && anyTag(r.tags, keys, test))
        return true;
    if (in(TagScope::Resource) && anyTag(r.resourceTags, keys, test))
        return true;
    if (in(TagScope::Scope)) {
        if (anyTag(r.scopeTags, keys, test))
            return true;
        const bool named = hasKey("otel.scope.name") || (scope == TagScope::Scope && hasKey("name"));
        if (named && !r.scopeName.empty() && test(r.scopeName))
            return true;
        const bool versioned = hasKey("otel.scope.version") || (scope == TagScope::Scope && hasKey("version"));
        if (versioned && !r.scopeVersion.empty() && test(r.scopeVersion))
            return true;
    }
    if (in(TagScope::Event) && isSpan(r)) {
        const bool byName = scope == TagScope::Event && hasKey("name");
        for (const RecordView::Event &event : r.eventList)
            if (anyTag(event.tags, keys, test) || (byName && test(event.name)))
                return true;
    }
    if (scope == TagScope::Link && isSpan(r))
        return std::any_of(r.linkTags.begin(), r.linkTags.end(), [&](const auto &tags) { return anyTag(tags, keys, test); });
    return false;
}

Test tagTest(const Key &key, const Value &value, const AliasTable &aliases)
{
    const TextTest test = textTest(value, Where::Whole);
    const std::string &base = key.scope == TagScope::Any ? key.text : key.unscoped;
    Keys spanKeys = key.exact ? Keys{base} : aliases.spellings(base), logKeys = withLabelNames(spanKeys);
    const bool alsoWhole = key.scope != TagScope::Any && !key.exact; // a tag may itself be called event.name
    return [test, spanKeys = std::move(spanKeys), logKeys = std::move(logKeys), scope = key.scope, alsoWhole, whole = Keys{key.text}](const RecordView &r) {
        return inScope(r, scope, isSpan(r) ? spanKeys : logKeys, test) || (alsoWhole && inScope(r, TagScope::Any, whole, test));
    };
}

Test spanNumber(const Value &value, telemetry::Nanos RecordView::*field)
{
    return [value, field](const RecordView &r) { return isSpan(r) && numberMatches(value, static_cast<double>(r.*field)); };
}

Test spanCount(const Value &value, std::uint32_t RecordView::*field)
{
    return [value, field](const RecordView &r) { return isSpan(r) && numberMatches(value, r.*field); };
}

Test levelTest(const Value &value)
{
    using telemetry::Level;
    if (std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value) || std::holds_alternative<Exists>(value))
        return [value](const RecordView &r) {
            return !isSpan(r) && r.level != Level::Unknown && numberMatches(value, static_cast<double>(r.level));
        };
    return [test = textTest(value, Where::Whole)](const RecordView &r) {
        return !isSpan(r) && test(r.level == Level::Unknown ? "unknown" : telemetry::name(r.level));
    };
}

Test poolText(const Value &value, std::string_view RecordView::*field)
{
    if (std::holds_alternative<Exists>(value))
        return [field](const RecordView &r) { return !(r.*field).empty(); };
    return [test = textTest(value, Where::Whole), field](const RecordView &r) { return test(r.*field); };
}

Test traceTest(const Value &value)
{
    const auto *exact = std::get_if<Exact>(&value);
    if (!exact)
        return [](const RecordView &r) { return !r.trace.empty(); };
    return [ids = traceIds(exact->text)](const RecordView &r) {
        return std::any_of(ids.begin(), ids.end(), [&](telemetry::TraceId id) { return id.matches(r.trace); });
    };
}

Test spanTest(const Value &value)
{
    const auto *exact = std::get_if<Exact>(&value);
    if (!exact)
        return [](const RecordView &r) { return !r.span.empty(); };
    return [ids = spanIds(exact->text)](const RecordView &r) { return std::find(ids.begin(), ids.end(), r.span) != ids.end(); };
}

Test intrinsicTest(Intrinsic intrinsic, const Value &value)
{
    switch (intrinsic) {
    case Intrinsic::Service:
        return poolText(value, &RecordView::service);
    case Intrinsic::Name:
        return poolText(value, &RecordView::name);
    case Intrinsic::Kind:
        return [test = textTest(value, Where::Whole)](const RecordView &r) { return isSpan(r) && test(telemetry::name(r.kind)); };
    case Intrinsic::Status:
        return [test = textTest(value, Where::Whole)](const RecordView &r) { return isSpan(r) && test(telemetry::name(r.status)); };
    case Intrinsic::Duration:
        return spanNumber(value, &RecordView::duration);
    case Intrinsic::SelfTime:
        return spanNumber(value, &RecordView::selfTime);
    case Intrinsic::Root:
        return [test = textTest(value, Where::Whole)](const RecordView &r) {
            using Root = RecordView::Root;
            return isSpan(r) && test(r.root == Root::Yes ? "true" : r.root == Root::Orphan ? "orphan" : "false");
        };
    case Intrinsic::Trace:
        return traceTest(value);
    case Intrinsic::Span:
        return spanTest(value);
    case Intrinsic::Level:
        return levelTest(value);
    case Intrinsic::Events:
        return spanCount(value, &RecordView::events);
    case Intrinsic::Links:
        return spanCount(value, &RecordView::links);
    case Intrinsic::Depth:
        return spanCount(value, &RecordView::depth);
    }
    return never();
}

Test build(const Node &node, const AliasTable &aliases)
{
    if (const auto *term = std::get_if<Term>(&node.what))
        return term->key.intrinsic ? intrinsicTest(*term->key.intrinsic, term->value)
                                   : tagTest(term->key, term->value, aliases);
    if (const auto *text = std::get_if<FreeText>(&node.what))
        return [test = textTest(text->value, Where::Anywhere)](const RecordView &r) { return test(isSpan(r) ? r.name : r.body); };
    const auto &group = std::get<Group>(node.what);
    std::vector<Test> tests;
    for (const Node &child : group.children)
        tests.push_back(build(child, aliases));
    switch (group.kind) {
    case Group::Kind::Not:
        return [test = std::move(tests.front())](const RecordView &r) { return !test(r); };
    case Group::Kind::And:
        return [tests = std::move(tests)](const RecordView &r) {
            return std::all_of(tests.begin(), tests.end(), [&r](const Test &t) { return t(r); });
        };
    case Group::Kind::Or:
        return [tests = std::move(tests)](const RecordView &r) {
            return std::any_of(tests.begin(), tests.end(), [&r](const Test &t) { return t(r); });
        };
    }
    return never();
}

} // namespace

Evaluator::Evaluator(const Filter &filter, const AliasTable &aliases)
{
    if (!filter.empty())
        m_test = build(*filter.root(), aliases);
}

} // namespace triptych::query
