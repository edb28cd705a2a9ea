#include "query/line_scan.h"

#include <algorithm>
#include <array>
#include <memory>
#include <re2/re2.h>

#ifdef TRIPTYCH_HYPERSCAN
#include <hs/hs.h>
#endif

namespace triptych::query {

namespace {

using Scan = telemetry::RecordPredicate::Scan;
using Starts = std::span<const std::size_t>;

bool holdsAnyOf(std::string_view pattern, std::initializer_list<std::string_view> parts)
{
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return pattern.find(part) != std::string_view::npos; });
}

/// Whether all bodies may be read as one text: a match neither depends on a body's edge nor runs on through the bodies
/// that follow.
bool staysInBodies(const Regex &regex)
{
    return !holdsAnyOf(regex.pattern, {"^", "$", "\\b", "\\B", "\\A", "\\z", "(?", ".*", ".+", "[^", "\\S", "\\D", "\\W"});
}

/// RE2 over all bodies as one text, after each match from the next body on.
Scan scanAsOneText(const Regex &regex)
{
    if (!staysInBodies(regex))
        return {};
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(!regex.foldCase);
    options.set_dot_nl(true);
    const auto expression = std::make_shared<const RE2>(regex.pattern, options);
    if (!expression->ok())
        return {};
    return [expression](std::string_view text, Starts starts, std::vector<char> &hits) {
        for (std::size_t i = 0; i < hits.size(); ++i)
            hits[i] = starts[i] == starts[i + 1]; // a match in nothing would be taken for one in the next body
        const re2::StringPiece whole(text.data(), text.size());
        re2::StringPiece match;
        for (std::size_t from = 0; from < text.size() && expression->Match(whole, from, text.size(), RE2::UNANCHORED, &match, 1);) {
            const auto at = static_cast<std::size_t>(match.data() - text.data());
            const auto after = std::upper_bound(starts.begin(), starts.end(), at);
            const auto body = static_cast<std::size_t>(after - starts.begin() - 1);
            if (body >= hits.size())
                return;
            hits[body] = 1;
            from = starts[body + 1];
        }
    };
}

#ifdef TRIPTYCH_HYPERSCAN

/// A compiled expression, with working memory for each thread that scans at the same time.
class Hyperscan
{
public:
    static std::shared_ptr<Hyperscan> compile(const Regex &regex)
    {
        if (hs_valid_platform() != HS_SUCCESS)
            return nullptr;
        std::shared_ptr<Hyperscan> made(new Hyperscan);
        // What matches nothing at all would be found at every place.
        const RE2 expression(regex.pattern, RE2::Quiet);
        made->m_asOneText = staysInBodies(regex) && expression.ok() && !RE2::FullMatch("", expression);
        const unsigned flags = HS_FLAG_DOTALL | (made->m_asOneText ? 0u : HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY) | (regex.foldCase ? HS_FLAG_CASELESS : 0u);
        hs_compile_error_t *error = nullptr;
        if (hs_compile(regex.pattern.c_str(), flags, HS_MODE_BLOCK, nullptr, &made->m_database, &error) != HS_SUCCESS) {
            hs_free_compile_error(error);
            return nullptr;
        }
        if (hs_alloc_scratch(made->m_database, &made->m_scratch) != HS_SUCCESS)
            return nullptr;
        return made;
    }
    ~Hyperscan()
    {
        hs_free_scratch(m_scratch);
        hs_free_database(m_database);
    }

    void mark(std::string_view text, Starts starts, std::vector<char> &hits) const
    {
        hs_scratch_t *scratch = nullptr;
        if (hs_clone_scratch(m_scratch, &scratch) != HS_SUCCESS) { // no memory: every body is tested
            std::fill(hits.begin(), hits.end(), char{1});
            return;
        }
        // One call for thousands of short bodies; what runs over a body's edge marks one too many, which its test drops.
        if (m_asOneText && text.size() < kMostBytes) {
            markEnds(text, starts, hits, scratch);
            hs_free_scratch(scratch);
            return;
        }
        const auto found = [](unsigned, unsigned long long, unsigned long long, unsigned, void *) { return 1; };
        for (std::size_t i = 0; i < hits.size(); ++i) {
            const std::size_t size = starts[i + 1] - starts[i];
            // Of nothing Hyperscan reports nothing, not even an empty match.
            hits[i] = size == 0 || size > kMostBytes ||
                      hs_scan(m_database, text.data() + starts[i], static_cast<unsigned>(size), 0, scratch, found, nullptr) != HS_SUCCESS;
        }
        hs_free_scratch(scratch);
    }

private:
    static constexpr std::size_t kMostBytes = 1u << 30;
    Hyperscan() = default;

    /// Marks the bodies in which matches end.
    void markEnds(std::string_view text, Starts starts, std::vector<char> &hits, hs_scratch_t *scratch) const
    {
        struct Place {
            Starts starts;
            std::vector<char> &hits;
            std::size_t body = 0;
        } place{starts, hits};
        for (std::size_t i = 0; i < hits.size(); ++i)
            hits[i] = starts[i] == starts[i + 1];
        const auto found = [](unsigned, unsigned long long, unsigned long long end, unsigned, void *context) {
            Place &p = *static_cast<Place *>(context);
            // Ends come in order, mostly; a body begins at its start and ends before the next one's.
            if (p.starts[p.body] >= end)
                p.body = 0;
            if (p.starts[p.body + 1] < end)
                p.body = static_cast<std::size_t>(std::lower_bound(p.starts.begin() + static_cast<std::ptrdiff_t>(p.body), p.starts.end(), end) - p.starts.begin()) - 1;
            p.hits[p.body] = 1;
            return 0;
        };
        if (!hits.empty() && hs_scan(m_database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, found, &place) != HS_SUCCESS)
            std::fill(hits.begin(), hits.end(), char{1});
    }

    bool m_asOneText = false;
    hs_database_t *m_database = nullptr;
    hs_scratch_t *m_scratch = nullptr;
};

/// Hyperscan reads bytes where RE2 reads characters, and its \s holds the vertical tab: texts with either are RE2's.
bool readsAlike(std::string_view text)
{
    constexpr std::size_t kStep = 64;
    std::size_t i = 0;
    for (; i + kStep <= text.size(); i += kStep) {
        unsigned char high = 0, tab = 0;
        for (std::size_t k = 0; k < kStep; ++k) {
            const auto c = static_cast<unsigned char>(text[i + k]);
            high |= c;
            tab |= static_cast<unsigned char>(c == 0x0b);
        }
        if ((high & 0x80) || tab)
            return false;
    }
    return std::none_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == 0x0b; });
}

/// Expressions that mean the same to both engines and compile in a moment: counted repetition multiplies automata.
bool fitsHyperscan(const std::string &pattern)
{
    constexpr std::size_t kMostPattern = 512, kMostCounted = 8;
    return pattern.size() <= kMostPattern && std::count(pattern.begin(), pattern.end(), '{') <= static_cast<std::ptrdiff_t>(kMostCounted) &&
           std::all_of(pattern.begin(), pattern.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0; }) &&
           !holdsAnyOf(pattern, {"\\v", "\\p", "\\P", "\\C", "\\Q", "(?U", "\\x"}) && !RE2::FullMatch(pattern, R"((?s).*\{\d*,?\d{3,}.*)");
}

#endif

} // namespace

Scan lineScan(const Value &value)
{
    const auto *regex = std::get_if<Regex>(&value);
    if (!regex)
        return {};
    const Scan slow = scanAsOneText(*regex);
#ifdef TRIPTYCH_HYPERSCAN
    if (fitsHyperscan(regex->pattern))
        if (const auto engine = Hyperscan::compile(*regex))
            return [engine, slow](std::string_view text, Starts starts, std::vector<char> &hits) {
                if (readsAlike(text))
                    engine->mark(text, starts, hits);
                else if (slow)
                    slow(text, starts, hits);
                else
                    std::fill(hits.begin(), hits.end(), char{1});
            };
#endif
    return slow;
}

} // namespace triptych::query
