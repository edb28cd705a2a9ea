#include "analysis/log_patterns.h"

#include "analysis/log_words.h"

#include <algorithm>
#include <unordered_map>

namespace triptych::analysis
{

namespace
{

using telemetry::Level;
using telemetry::Nanos;

constexpr double kLeastSimilarity = 0.5;         // Drain's st: share of words that must be equal
constexpr std::size_t kMostChildren = 100;       // Drain's maxChild: more different words at a place are a variable
constexpr std::size_t kMostPerLeaf = 100;        // then the nearest pattern takes a line, however far
constexpr std::size_t kMostKnownLines = 1 << 18; // distinct lines remembered, 16 MB
constexpr std::uint64_t kAnyWord = 0;            // hash of a variable place
constexpr int kFirstBinBits = 20;                // bins begin at 1 ms

/// One group of lines.
struct Group {
    std::vector<std::string> words;
    std::vector<std::uint64_t> hashes; // kAnyWord: variable
    std::uint64_t count = 0;
    Level level{};
    Nanos first = 0, last = 0;
    std::string example;
    std::int64_t firstBin = 0;
    std::vector<std::uint32_t> bins;
};

/// Drain's tree at its least depth: number of words, first word; then the groups to compare with. A level more would
/// keep `user alice logged in` and `user bob logged in` apart for good.
struct Leaf {
    std::vector<std::uint32_t> groups;
};
struct LengthBranch {
    std::unordered_map<std::uint64_t, Leaf> children;
};

Leaf &leafFor(std::unordered_map<std::uint64_t, Leaf> &children, const LogWords &words)
{
    const std::uint64_t word = words.size() == 0 || words.isVariable(0) ? kAnyWord : words.hash(0);
    const auto known = children.find(word);
    if (known != children.end())
        return known->second;
    return children.size() < kMostChildren ? children[word] : children[kAnyWord];
}

void addTo(Group &group, std::int64_t bin)
{
    if (group.bins.empty()) {
        group.firstBin = bin;
        group.bins.push_back(1);
        return;
    }
    if (bin < group.firstBin) {
        group.bins.insert(group.bins.begin(), static_cast<std::size_t>(group.firstBin - bin), 0);
        group.firstBin = bin;
    }
    const auto at = static_cast<std::size_t>(bin - group.firstBin);
    if (at >= group.bins.size())
        group.bins.resize(at + 1, 0);
    ++group.bins[at];
}

/// Bins twice as wide.
void widen(Group &group)
{
    std::vector<std::uint32_t> wide;
    const std::int64_t first = group.firstBin >> 1;
    for (std::size_t i = 0; i < group.bins.size(); ++i) {
        const auto at = static_cast<std::size_t>(((group.firstBin + static_cast<std::int64_t>(i)) >> 1) - first);
        wide.resize(std::max(wide.size(), at + 1), 0);
        wide[at] += group.bins[i];
    }
    group.firstBin = first;
    group.bins = std::move(wide);
}

} // namespace

struct LogPatterns::Impl {
    LogWords words;
    std::vector<Group> groups;
    std::unordered_map<std::size_t, LengthBranch> tree;
    std::unordered_map<std::uint64_t, std::uint32_t> byLine; // lines seen, digits masked: most lines end here
    std::uint64_t lines = 0;
    int binBits = kFirstBinBits;
    std::int64_t firstBin = 0, lastBin = -1; // none yet

    std::uint32_t groupOf(std::string_view body)
    {
        words.read(body);
        const auto known = byLine.find(words.hash());
        if (known != byLine.end())
            return known->second;
        Leaf &leaf = leafFor(tree[words.size()].children, words);
        const std::uint32_t group = nearest(leaf, body);
        if (byLine.size() < kMostKnownLines)
            byLine.emplace(words.hash(), group);
        return group;
    }

    std::uint32_t nearest(Leaf &leaf, std::string_view body)
    {
        double best = -1;
        std::uint32_t bestGroup = 0;
        for (const std::uint32_t candidate : leaf.groups) {
            const auto &hashes = groups[candidate].hashes;
            std::size_t equal = 0;
            for (std::size_t i = 0; i < hashes.size(); ++i)
                equal += hashes[i] == words.hash(i);
            const double share = hashes.empty() ? 1 : static_cast<double>(equal) / static_cast<double>(hashes.size());
            if (share > best) {
                best = share;
                bestGroup = candidate;
            }
        }
        // Of two or three words, half are too few to tell: `connection closed`, `connection refused`.
        const bool alike = best > kLeastSimilarity || (best == kLeastSimilarity && words.size() > 3);
        if (!alike && leaf.groups.size() < kMostPerLeaf) {
            leaf.groups.push_back(static_cast<std::uint32_t>(groups.size()));
            makeGroup(body);
            return leaf.groups.back();
        }
        Group &group = groups[bestGroup];
        for (std::size_t i = 0; i < group.hashes.size(); ++i)
            if (group.hashes[i] != words.hash(i)) {
                group.hashes[i] = kAnyWord;
                group.words[i] = kVariable;
            }
        return bestGroup;
    }

    void makeGroup(std::string_view body)
    {
        Group group;
        for (std::size_t i = 0; i < words.size(); ++i) {
            group.words.emplace_back(words.text(i));
            group.hashes.push_back(words.hash(i));
        }
        group.example = body.substr(0, kMostExample);
        groups.push_back(std::move(group));
    }

    void addTime(Group &group, Nanos time)
    {
        std::int64_t bin = time >> binBits;
        if (lastBin < firstBin) {
            firstBin = lastBin = bin;
        } else {
            firstBin = std::min(firstBin, bin);
            lastBin = std::max(lastBin, bin);
        }
        while (lastBin - firstBin >= kMostBins) {
            for (Group &g : groups)
                widen(g);
            ++binBits;
            firstBin >>= 1;
            lastBin >>= 1;
            bin >>= 1;
        }
        addTo(group, bin);
    }
};

LogPatterns::LogPatterns() : m(std::make_unique<Impl>()) {}
LogPatterns::~LogPatterns() = default;
LogPatterns::LogPatterns(LogPatterns &&) noexcept = default;

std::uint32_t LogPatterns::add(std::string_view body, Level level, Nanos time)
{
    const std::uint32_t number = m->groupOf(body);
    Group &group = m->groups[number];
    ++m->lines;
    ++group.count;
    group.level = std::max(group.level, level);
    if (time == 0)
        return number;
    group.first = group.first == 0 ? time : std::min(group.first, time);
    group.last = std::max(group.last, time);
    m->addTime(group, time);
    return number;
}

std::uint64_t LogPatterns::lineCount() const
{
    return m->lines;
}
Nanos LogPatterns::binWidth() const
{
    return Nanos{1} << m->binBits;
}
Nanos LogPatterns::binsFrom() const
{
    return m->lastBin < m->firstBin ? 0 : m->firstBin << m->binBits;
}

std::vector<LogPattern> LogPatterns::patterns() const
{
    std::vector<LogPattern> out;
    std::unordered_map<std::string, std::size_t> byText; // groups may have come to read the same
    const std::int64_t binCount = m->lastBin - m->firstBin + 1;
    for (std::uint32_t number = 0; number < m->groups.size(); ++number) {
        const Group &group = m->groups[number];
        std::string text;
        for (const std::string &word : group.words) {
            if (!text.empty())
                text += ' ';
            text += word;
        }
        const auto [it, fresh] = byText.try_emplace(text, out.size());
        if (fresh) {
            out.push_back({.text = std::move(text), .example = group.example, .bins = {}, .groups = {}});
            out.back().bins.assign(static_cast<std::size_t>(std::max<std::int64_t>(0, binCount)), 0);
        }
        LogPattern &pattern = out[it->second];
        pattern.groups.push_back(number);
        pattern.count += group.count;
        pattern.level = std::max(pattern.level, group.level);
        if (group.bins.empty())
            continue;
        pattern.first = pattern.first == 0 ? group.first : std::min(pattern.first, group.first);
        pattern.last = std::max(pattern.last, group.last);
        for (std::size_t i = 0; i < group.bins.size(); ++i)
            pattern.bins[static_cast<std::size_t>(group.firstBin - m->firstBin) + i] += group.bins[i];
    }
    std::sort(out.begin(), out.end(), [](const LogPattern &a, const LogPattern &b) {
        return a.count != b.count ? a.count > b.count : a.text < b.text;
    });
    return out;
}

} // namespace triptych::analysis
