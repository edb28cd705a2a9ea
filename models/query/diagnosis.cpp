#include "query/diagnosis.h"

#include "query/parser.h"

#include <algorithm>
#include <unordered_set>

namespace triptych::query {

namespace {

/// Optimal string alignment distance (swaps of neighbours count one), ASCII letters in any case; gives up above `most`.
int distance(std::string_view a, std::string_view b, int most)
{
    const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
    if (std::abs(n - m) > most)
        return most + 1;
    std::vector<int> before(static_cast<std::size_t>(m) + 1), last(before), now(before);
    for (int j = 0; j <= m; ++j)
        last[static_cast<std::size_t>(j)] = j;
    const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    for (int i = 1; i <= n; ++i) {
        now[0] = i;
        int least = i;
        for (int j = 1; j <= m; ++j) {
            const auto at = static_cast<std::size_t>(j);
            const char x = fold(a[static_cast<std::size_t>(i) - 1]), y = fold(b[at - 1]);
            int best = std::min({last[at] + 1, now[at - 1] + 1, last[at - 1] + (x == y ? 0 : 1)});
            if (i > 1 && j > 1 && x == fold(b[at - 2]) && fold(a[static_cast<std::size_t>(i) - 2]) == y)
                best = std::min(best, before[at - 2] + 1);
            now[at] = best;
            least = std::min(least, best);
        }
        if (least > most)
            return most + 1;
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[static_cast<std::size_t>(m)];
}

/// The first term whose tag nobody has.
const Term *unknownTerm(const Node &node, const std::unordered_set<std::string_view> &known, const AliasTable &aliases)
{
    if (const auto *group = std::get_if<Group>(&node.what)) {
        for (const Node &child : group->children)
            if (const Term *term = unknownTerm(child, known, aliases))
                return term;
        return nullptr;
    }
    const auto *term = std::get_if<Term>(&node.what);
    if (!term || term->key.intrinsic || known.contains(term->key.text))
        return nullptr;
    if (term->key.scope == telemetry::TagScope::Event && term->key.unscoped == "name")
        return nullptr;
    for (const std::string &spelling : aliases.spellings(term->key.unscoped))
        if (known.contains(spelling) || spelling.starts_with("otel.scope."))
            return nullptr;
    return term;
}

} // namespace

std::string nearest(std::string_view word, const std::vector<std::string> &candidates)
{
    int best = word.size() <= 3 ? 1 : 2;
    std::string out;
    for (const std::string &candidate : candidates) {
        const int d = distance(word, candidate, best);
        if (d <= best && (out.empty() || d < best)) {
            best = d;
            out = candidate;
        }
    }
    return out;
}

Diagnosis diagnose(std::string_view text, const std::vector<std::string> &knownKeys, const AliasTable &aliases)
{
    using State = Diagnosis::State;
    Diagnosis out;
    const Parsed parsed = parse(text);
    if (parsed.fault) {
        out.state = parsed.fault->incomplete ? State::Incomplete : State::Invalid;
        out.where = parsed.fault->where;
        out.message = "Column " + std::to_string(parsed.fault->where.begin + 1) + ": " + parsed.fault->what;
        return out;
    }
    if (const auto filter = Filter::parse(text))
        out.filter = *filter;
    out.state = out.filter.empty() ? State::Empty : State::Valid;
    if (out.filter.empty() || knownKeys.empty())
        return out;
    const std::unordered_set<std::string_view> known(knownKeys.begin(), knownKeys.end());
    if (const Term *term = unknownTerm(*out.filter.root(), known, aliases)) {
        out.state = State::UnknownField;
        out.where = term->key.where;
        out.message = "No span or log has a tag “" + term->key.text + "”";
        std::vector<std::string> candidates;
        for (const std::string_view one : intrinsicNames())
            candidates.emplace_back(one);
        for (std::string &one : aliases.names())
            candidates.push_back(std::move(one));
        candidates.insert(candidates.end(), knownKeys.begin(), knownKeys.end());
        out.suggestion = nearest(term->key.text, candidates);
    }
    return out;
}

} // namespace triptych::query
