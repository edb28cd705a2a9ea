#include "analysis/csv_text.h"
#include "analysis/flame_svg_frames.h"
#include "telemetry/human_text.h"

#include <cmath>
#include <cstdio>

namespace triptych::analysis
{

namespace
{

/// The path of every node as text, ';' between frames, made when asked: a whole set of them would grow with the depth.
std::string pathOf(const FlameDiff &diff, std::uint32_t node)
{
    std::vector<std::uint32_t> path;
    for (; node != 0 && path.size() < kMostFoldedLevels; node = toInt(diff.nodes[node].parent))
        path.push_back(node);
    std::string out;
    for (std::size_t i = path.size(); i-- > 0;) {
        std::string text = frameLabel(diff.frames[toInt(diff.nodes[path[i]].frame)]);
        for (char &c : text)
            if (c == ';' || c == '\n' || c == '\r')
                c = ' '; // they separate frames and lines
        out += (out.empty() ? "" : ";") + text;
    }
    return out;
}

int channel(std::string_view colour, int at)
{
    const auto digit = [](char c) { return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0'; };
    const auto i = static_cast<std::size_t>(1 + 2 * at);
    return i + 1 < colour.size() ? 16 * digit(colour[i]) + digit(colour[i + 1]) : 0;
}

/// From `same` to `less` (tone -1) or `more` (tone 1).
std::string toneColour(const FlameSvgStyle &style, double tone)
{
    const std::string &end = tone < 0 ? style.less : style.more;
    char text[8];
    int mixed[3];
    for (int i = 0; i < 3; ++i)
        mixed[i] = static_cast<int>(std::lround(channel(style.same, i) + std::abs(tone) * (channel(end, i) - channel(style.same, i))));
    std::snprintf(text, sizeof text, "#%02x%02x%02x", static_cast<unsigned>(mixed[0]) & 0xffu, static_cast<unsigned>(mixed[1]) & 0xffu,
                  static_cast<unsigned>(mixed[2]) & 0xffu);
    return text;
}

std::string percent(double share)
{
    return svgNumber(share * 100) + " %";
}

} // namespace

std::string foldedDiff(const FlameDiff &diff)
{
    const auto &nodes = diff.nodes;
    std::vector<std::uint64_t> ownA(nodes.size()), ownB(nodes.size());
    for (std::size_t i = nodes.size(); i-- > 0;) { // a weight holds those of its children
        ownA[i] += nodes[i].rawA;
        ownB[i] += nodes[i].rawB;
        if (i > 0 && nodes[i].depth <= kMostFoldedLevels) {
            ownA[toInt(nodes[i].parent)] -= nodes[i].rawA;
            ownB[toInt(nodes[i].parent)] -= nodes[i].rawB;
        }
    }
    std::string out;
    for (std::uint32_t i = 1; i < nodes.size(); ++i)
        if (nodes[i].depth <= kMostFoldedLevels && (ownA[i] > 0 || ownB[i] > 0))
            out += pathOf(diff, i) + ' ' + std::to_string(ownA[i]) + ' ' + std::to_string(ownB[i]) + '\n';
    return out;
}

std::string flameDiffSvg(const FlameDiff &diff, const FlameSvgStyle &style, std::string_view title)
{
    const auto &nodes = diff.nodes;
    const auto both = [&](std::uint32_t i) { return nodes[i].a + nodes[i].b; };
    std::vector<std::vector<std::uint32_t>> children(nodes.size());
    for (std::uint32_t i = 1; i < nodes.size(); ++i)
        children[toInt(nodes[i].parent)].push_back(i);
    SvgFrames frames(style);
    const double scale = both(0) > 0 ? style.width / both(0) : 0;
    struct Open {
        std::uint32_t node;
        double left;
    };
    std::vector<Open> open{{0, 0}};
    while (!open.empty()) {
        const Open top = open.back();
        open.pop_back();
        const FlameDiffNode &node = nodes[top.node];
        if (top.node != 0) {
            const double most = std::max(node.a, node.b);
            const double tone = most > 0 ? (node.b - node.a) / most : 0;
            const std::string figures = "A " + percent(node.a) + ", B " + percent(node.b) + (node.a <= 0 ? ", new in B" : node.b <= 0 ? ", only in A" : "");
            frames.add(top.left, both(top.node) * scale, node.depth - 1, frameLabel(diff.frames[toInt(node.frame)]), figures, toneColour(style, tone));
        }
        auto &below = children[top.node];
        std::stable_sort(below.begin(), below.end(), [&](std::uint32_t x, std::uint32_t y) { return both(x) > both(y); });
        double left = top.left;
        for (const std::uint32_t child : below) {
            const double width = both(child) * scale;
            if (width < SvgFrames::kLeastWidth)
                break;
            open.push_back({child, left});
            left += width;
        }
    }
    return frames.finish(title);
}

std::string flameDiffCsv(const FlameDiff &diff)
{
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 1; i < diff.nodes.size(); ++i)
        if (diff.nodes[i].depth <= kMostFoldedLevels) // each row repeats its whole path
            order.push_back(i);
    const auto change = [&](std::uint32_t i) { return std::abs(diff.nodes[i].b - diff.nodes[i].a); };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) { return change(x) > change(y); });
    std::string out = "path,a,b,share_a,share_b,change\r\n";
    for (const std::uint32_t i : order) {
        const FlameDiffNode &node = diff.nodes[i];
        char shares[96];
        std::snprintf(shares, sizeof shares, ",%.9g,%.9g,%.9g\r\n", node.a, node.b, node.b - node.a);
        out += csvField(pathOf(diff, i)) + ',' + std::to_string(node.rawA) + ',' + std::to_string(node.rawB) + shares;
    }
    return out;
}

} // namespace triptych::analysis
