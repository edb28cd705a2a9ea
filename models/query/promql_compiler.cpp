#include "query/alternatives.h"
#include "query/compilers.h"
#include "query/value_forms.h"

#include <algorithm>

namespace triptych::query {

namespace {

using telemetry::TagScope;

/// More than a person would read; each is a selector of its own.
constexpr std::size_t kMostSelectors = 64;

/// Matchers of one selector.
struct PromQlRequest {
    std::vector<std::string> matchers;
    bool operator==(const PromQlRequest &) const = default;

    Joined join(const PromQlRequest &other)
    {
        for (const std::string &one : other.matchers)
            if (std::find(matchers.begin(), matchers.end(), one) == matchers.end())
                matchers.push_back(one);
        return Joined::Whole;
    }
};

using PromQlOptions = Choices<PromQlRequest>;

class PromQl
{
public:
    PromQl(const AliasTable &aliases, const BackendDialect &dialect) : m_aliases(aliases), m_dialect(dialect) {}

    PromQlOptions operator()(const Leaf &leaf) const
    {
        if (leaf.text)
            return PromQlOptions::nothing("series have no text but their labels");
        const Term &term = *leaf.term;
        const TagScope scope = term.key.scope;
        if (!term.key.intrinsic && (scope == TagScope::Span || scope == TagScope::Event || scope == TagScope::Link || scope == TagScope::Log))
            return PromQlOptions::nothing("series have no tags of that scope");
        if (!term.key.intrinsic)
            return labels(tagLabels(term.key), term.value, leaf.negated);
        switch (*term.key.intrinsic) {
        case Intrinsic::Service:
            return labels(serviceLabels(), term.value, leaf.negated);
        case Intrinsic::Name:
            return labels({"__name__"}, term.value, leaf.negated);
        case Intrinsic::Kind:
            return enumerated("span_kind", "(?:SPAN_KIND_)?", namesThat(term.value, {"unspecified", "internal", "server", "client", "producer", "consumer"}, false), leaf.negated);
        case Intrinsic::Status:
            return enumerated("status_code", "(?:STATUS_CODE_)?", namesThat(term.value, {"unset", "ok", "error"}, false), leaf.negated);
        default:
            return PromQlOptions::nothing("series have no such label");
        }
    }

private:
    std::vector<std::string> tagLabels(const Key &key) const
    {
        std::vector<std::string> out;
        for (const std::string &spelling : keySpellings(key, m_aliases))
            add(out, spelling);
        if (key.scope != TagScope::Any && !key.exact)
            add(out, key.text);
        return out;
    }

    std::vector<std::string> serviceLabels() const
    {
        std::vector<std::string> out;
        for (const std::string &spelling : m_aliases.spellings("service"))
            add(out, spelling);
        return out;
    }

    void add(std::vector<std::string> &out, const std::string &spelling) const
    {
        const std::string label = m_dialect.utf8Labels ? spelling : labelName(spelling);
        const std::vector<std::string> &known = m_dialect.labels;
        if (!known.empty() && std::find(known.begin(), known.end(), label) == known.end())
            return;
        if (std::find(out.begin(), out.end(), label) == out.end())
            out.push_back(label);
    }

    static std::string written(const std::string &label) { return label == labelName(label) && !label.empty() ? label : goQuoted(label); }

    /// One of the labels must pass; or, negated, all must. A missing label is an empty one.
    static PromQlOptions labels(const std::vector<std::string> &names, const Value &value, bool negated)
    {
        if (names.empty())
            return negated ? PromQlOptions::always() : PromQlOptions::never();
        std::vector<PromQlOptions> all;
        for (const std::string &name : names) {
            const std::optional<PromQlRequest> request = matchers(written(name), value, negated);
            if (!request)
                return PromQlOptions::nothing("labels are compared as whole texts or with an expression");
            all.push_back(PromQlOptions::one(*request));
        }
        if (!negated)
            return either(std::move(all));
        PromQlOptions out = PromQlOptions::always();
        for (const PromQlOptions &one : all)
            out = both(out, one);
        return out;
    }

    static std::optional<PromQlRequest> matchers(const std::string &label, const Value &value, bool negated)
    {
        if (std::holds_alternative<Exists>(value))
            return PromQlRequest{{label + (negated ? "=\"\"" : "!=\"\"")}};
        if (const auto *exact = std::get_if<Exact>(&value)) {
            if (exact->text.empty())
                return std::nullopt;
            return PromQlRequest{{label + (negated ? "!=" : "=") + goQuoted(exact->text)}};
        }
        const auto regex = wholeRegex(value, Anchors::Whole);
        if (!regex)
            return std::nullopt;
        if (!holdsFor(value, ""))
            return PromQlRequest{{label + (negated ? "!~" : "=~") + goQuoted(*regex)}};
        if (negated) // "missing, or other than this" is no one matcher
            return std::nullopt;
        return PromQlRequest{{label + "!=\"\"", label + "=~" + goQuoted(*regex)}};
    }

    static PromQlOptions enumerated(const std::string &label, const std::string &prefix, const std::vector<std::string_view> &names, bool negated)
    {
        std::string any;
        for (const std::string_view one : names)
            any += (any.empty() ? "" : "|") + std::string(one);
        if (any.empty())
            return negated ? PromQlOptions::always() : PromQlOptions::never();
        return PromQlOptions::one(PromQlRequest{{label + (negated ? "!~" : "=~") + goQuoted("(?i)" + prefix + (names.size() > 1 ? "(?:" + any + ")" : any))}});
    }

    const AliasTable &m_aliases;
    const BackendDialect &m_dialect;
};

/// A selector needs a matcher that does not match the empty text.
bool selects(const std::string &matcher)
{
    const std::size_t sign = matcher.find_first_of("=!~", matcher.starts_with('"') ? matcher.find('"', 1) : 0);
    const std::string_view rest = std::string_view(matcher).substr(sign);
    return (rest.starts_with("=\"") && rest != "=\"\"") || rest == "!=\"\"" || rest.starts_with("=~\"(?i)");
}

} // namespace

void compileToPromQl(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out)
{
    for (PromQlRequest &request : requests<PromQlRequest>(filter, PromQl(aliases, dialect), kMostSelectors, out)) {
        if (std::none_of(request.matchers.begin(), request.matchers.end(), selects))
            request.matchers.insert(request.matchers.begin(), "__name__=~\".+\"");
        std::string selector = "{";
        for (const std::string &matcher : request.matchers)
            selector += (selector.size() > 1 ? ", " : "") + matcher;
        selector += "}";
        out.text += (out.text.empty() ? "" : " or ") + selector;
        out.selectors.push_back(std::move(selector));
    }
}

} // namespace triptych::query
