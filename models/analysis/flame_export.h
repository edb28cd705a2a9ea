#pragma once
#include "analysis/flame_profile.h"

#include <string>

namespace triptych::analysis
{

/// "service: op;service: op 1234" per line, weight of the path's own part; Brendan Gregg's folded stacks. What lies
/// deeper than kMostFoldedLevels counts for its ancestor there: each line repeats its whole path.
inline constexpr std::uint32_t kMostFoldedLevels = 1000;
std::string foldedStacks(const FlameProfile &profile, FlameWeight weight);
/// An "evented" profile (size grows with nodes, not with paths) of speedscope's file format
/// (https://www.speedscope.app/file-format-schema.json).
std::string speedscopeJson(const FlameProfile &profile, FlameWeight weight, std::string_view title);
/// Two profiles of one file over the same frames: speedscope draws no differences, but switches between them.
std::string speedscopeJson(const FlameProfile &a, const FlameProfile &b, FlameWeight weight, std::string_view titleA,
                           std::string_view titleB);
/// nodes as a tree: {"name","service","operation","value","self","count","errors","children":[..]}.
std::string flameJson(const FlameProfile &profile, FlameWeight weight);
std::string flameDiffJson(const FlameDiff &diff);

/// Colours of a picture as "#rrggbb", given by the caller: scene and analysis know none.
struct FlameSvgStyle {
    std::string background = "#ffffff", text = "#000000";
    std::vector<std::string> services; ///< fill per slot; frame i takes services[slotOf(service) % size]
    std::string less = "#2166ac", same = "#e6e6e6", more = "#e08214"; ///< of a difference: in B against A
    std::string fontFamily = "sans-serif";
    int width = 1200, frameHeight = 18;
};
/// Still picture, left-heavy, a <title> per frame with its figures. Frames under a tenth of a pixel are left out.
std::string flameSvg(const FlameProfile &profile, FlameWeight weight, const FlameSvgStyle &style,
                     std::string_view title);

/// Two profiles as "service: op;service: op 12 34" per line: the path's own part in A and in B.
std::string foldedDiff(const FlameDiff &diff);
/// A frame is as wide as both sides' shares together and as blue (less in B) or orange (more) as they differ; the
/// tooltip tells both. Only in one side: the full colour.
std::string flameDiffSvg(const FlameDiff &diff, const FlameSvgStyle &style, std::string_view title);
/// A row a path, heaviest change first: path, raw weights and shares of both sides, change of the share;
/// at most kMostFoldedLevels deep.
std::string flameDiffCsv(const FlameDiff &diff);

} // namespace triptych::analysis
