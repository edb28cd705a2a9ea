#include "analysis/tag_comparison.h"

#include "query/compose.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace triptych::analysis
{

namespace
{

/// x log2(x / m), 0 at 0.
double information(double x, double m)
{
    return x <= 0 ? 0 : x * std::log2(x / m);
}

double divergence(double a, double b)
{
    const double has = (a + b) / 2, lacks = 1 - has;
    const double bits = information(a, has) + information(1 - a, lacks) + information(b, has) + information(1 - b, lacks);
    return std::clamp(bits / 2, 0.0, 1.0);
}

/// G of the table (has, lacks) × (A, B): 2 Σ observed ln(observed / expected); one degree of freedom.
double gStatistic(double hasA, double sizeA, double hasB, double sizeB)
{
    const double all = sizeA + sizeB, has = hasA + hasB;
    const auto part = [](double observed, double expected) {
        return observed <= 0 ? 0 : observed * std::log(observed / expected);
    };
    return 2 * (part(hasA, has * sizeA / all) + part(sizeA - hasA, (all - has) * sizeA / all) +
                part(hasB, has * sizeB / all) + part(sizeB - hasB, (all - has) * sizeB / all));
}

/// Upper tail of the chi-squared distribution with one degree of freedom.
double chance(double g)
{
    return std::erfc(std::sqrt(std::max(0.0, g) / 2));
}

} // namespace

std::vector<TagDifference> tagDifferences(const telemetry::TagCounts &counts)
{
    std::vector<TagDifference> out;
    if (counts.sizeA == 0 || counts.sizeB == 0)
        return out;
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    const auto sizeA = static_cast<double>(counts.sizeA), sizeB = static_cast<double>(counts.sizeB);
    for (const telemetry::TagCounts::Value &v : counts.values) {
        TagDifference d;
        d.key = v.scope == telemetry::TagScope::Any ? v.key : query::keyOfTag(v.key);
        d.value = v.value;
        d.countA = v.a;
        d.countB = v.b;
        d.a = static_cast<double>(v.a) / sizeA;
        d.b = static_cast<double>(v.b) / sizeB;
        d.p = std::min(1.0, chance(gStatistic(static_cast<double>(v.a), sizeA, static_cast<double>(v.b), sizeB)) *
                                static_cast<double>(counts.values.size()));
        if (d.p >= kTagSignificance)
            continue;
        d.score = divergence(d.a, d.b);
        const auto [it, fresh] = known.try_emplace({d.key, d.value}, out.size());
        if (fresh)
            out.push_back(std::move(d));
        else if (out[it->second].countA + out[it->second].countB < d.countA + d.countB)
            out[it->second] = std::move(d);
    }
    std::sort(out.begin(), out.end(), [](const TagDifference &x, const TagDifference &y) {
        if (x.score != y.score)
            return x.score > y.score;
        return x.key != y.key ? x.key < y.key : x.value < y.value;
    });
    return out;
}

} // namespace triptych::analysis
