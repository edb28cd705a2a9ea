#include "analysis/flame_export.h"

#include "analysis/flame_svg_frames.h"
#include "analysis/flame_tree.h"
#include "telemetry/utf8.h"

#include <cstdio>
#include <span>
#include <unordered_map>

namespace triptych::analysis
{

namespace
{

void appendJson(std::string &out, std::string_view text)
{
    std::string valid;
    telemetry::appendUtf8(valid, text);
    out += '"';
    for (const char c : valid) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string_view unit(FlameWeight weight)
{
    return weight == FlameWeight::Count || weight == FlameWeight::Errors ? "none" : "nanoseconds";
}

/// Calls enter(node, left) and leave(node, left): left-heavy, nodes without weight left out, `left` the sum of what is
/// to the left of a node's beginning (enter) or end (leave). Stops below `deepest`.
template <typename Enter, typename Leave>
void walkLeftHeavy(const FlameProfile &profile, FlameWeight weight, std::uint32_t deepest, Enter enter, Leave leave)
{
    struct Open {
        FlameNodeIndex node;
        std::uint64_t left;
        std::vector<FlameNodeIndex> children;
        std::size_t next = 0;
    };
    std::vector<Open> path;
    path.push_back({FlameNodeIndex::Root, 0, profile.childrenByWeight(FlameNodeIndex::Root, weight)});
    while (!path.empty()) {
        Open &top = path.back();
        if (top.next < top.children.size()) {
            const FlameNodeIndex child = top.children[top.next++];
            const std::uint64_t width = profile.weight(child, weight), left = top.left;
            if (width == 0)
                continue;
            top.left += width;
            enter(child, left);
            path.push_back({child, left,
                            profile.node(child).depth < deepest ? profile.childrenByWeight(child, weight)
                                                                : std::vector<FlameNodeIndex>()});
        } else {
            if (top.node != FlameNodeIndex::Root)
                leave(top.node, path[path.size() - 2].left);
            path.pop_back();
        }
    }
}

constexpr std::uint32_t kAnyDepth = 0xffffffffu;

} // namespace

std::string foldedStacks(const FlameProfile &profile, FlameWeight weight)
{
    std::string out, path;
    std::vector<std::size_t> lengths;
    const auto enter = [&](FlameNodeIndex node, std::uint64_t) {
        lengths.push_back(path.size());
        if (!path.empty())
            path += ';';
        std::string text = frameLabel(profile.frame(profile.node(node).frame));
        for (char &c : text)
            if (c == ';' || c == '\n' || c == '\r')
                c = ' '; // they separate frames and lines
        path += text;
        const bool cut = profile.node(node).depth == kMostFoldedLevels;
        const std::uint64_t own = cut ? profile.weight(node, weight) : profile.ownWeight(node, weight);
        if (own > 0)
            out += path + ' ' + std::to_string(own) + '\n';
    };
    walkLeftHeavy(profile, weight, kMostFoldedLevels, enter, [&](FlameNodeIndex, std::uint64_t) {
        path.resize(lengths.back());
        lengths.pop_back();
    });
    return out;
}

namespace
{

/// One member of "profiles"; `frameOf` numbers the profile's frames as the file does.
void appendEvented(std::string &out, const FlameProfile &profile, FlameWeight weight, std::string_view title,
                   std::span<const std::size_t> frameOf)
{
    out += R"({"type":"evented","name":)";
    appendJson(out, title);
    out += R"(,"unit":")" + std::string(unit(weight)) + R"(","startValue":0,"endValue":)" +
           std::to_string(profile.weight(FlameNodeIndex::Root, weight)) + R"(,"events":[)";
    const auto event = [&](char type, FlameNodeIndex node, std::uint64_t at) {
        if (out.back() != '[')
            out += ',';
        out += std::string(R"({"type":")") + type + R"(","frame":)" + std::to_string(frameOf[toInt(profile.node(node).frame)]) +
               R"(,"at":)" + std::to_string(at) + '}';
    };
    walkLeftHeavy(
        profile, weight, kAnyDepth, [&](FlameNodeIndex node, std::uint64_t left) { event('O', node, left); },
        [&](FlameNodeIndex node, std::uint64_t left) { event('C', node, left); });
    out += "]}";
}

struct TitledProfile {
    const FlameProfile &profile;
    std::string_view title;
};

std::string speedscopeFile(std::span<const TitledProfile> profiles, FlameWeight weight, std::string_view name)
{
    std::string out =
        R"({"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"Triptych","name":)";
    appendJson(out, name);
    out += R"(,"activeProfileIndex":0,"shared":{"frames":[)";
    std::unordered_map<std::string, std::size_t> numbers;
    std::vector<std::vector<std::size_t>> frameOf;
    for (const TitledProfile &one : profiles)
        for (auto &of = frameOf.emplace_back(); const Frame &frame : one.profile.frames()) {
            const auto [it, fresh] = numbers.try_emplace(frameLabel(frame), numbers.size());
            of.push_back(it->second);
            if (!fresh)
                continue;
            out += it->second == 0 ? "{\"name\":" : ",{\"name\":";
            appendJson(out, it->first);
            out += '}';
        }
    out += R"(]},"profiles":[)";
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        if (i > 0)
            out += ',';
        appendEvented(out, profiles[i].profile, weight, profiles[i].title, frameOf[i]);
    }
    return out + "]}\n";
}

} // namespace

std::string speedscopeJson(const FlameProfile &profile, FlameWeight weight, std::string_view title)
{
    const TitledProfile one[] = {{profile, title}};
    return speedscopeFile(one, weight, title);
}

std::string speedscopeJson(const FlameProfile &a, const FlameProfile &b, FlameWeight weight, std::string_view titleA,
                           std::string_view titleB)
{
    const TitledProfile both[] = {{a, titleA}, {b, titleB}};
    return speedscopeFile(both, weight, std::string(titleA) + " \u2014 " + std::string(titleB));
}

std::string flameJson(const FlameProfile &profile, FlameWeight weight)
{
    std::string out;
    const auto open = [&](FlameNodeIndex i) {
        const FlameNode &node = profile.node(i);
        const bool whole = i == FlameNodeIndex::Root;
        if (!out.empty() && out.back() != '[')
            out += ',';
        out += "{\"name\":";
        appendJson(out, whole ? std::string("all") : frameLabel(profile.frame(node.frame)));
        if (!whole) {
            out += ",\"service\":";
            appendJson(out, profile.frame(node.frame).service);
            out += ",\"operation\":";
            appendJson(out, profile.frame(node.frame).operation);
        }
        out += ",\"value\":" + std::to_string(profile.weight(i, weight)) + ",\"total\":" + std::to_string(node.total) +
               ",\"self\":" + std::to_string(node.self) + ",\"critical\":" + std::to_string(node.critical) + ",\"count\":" + std::to_string(node.count) +
               ",\"errors\":" + std::to_string(node.errors) + ",\"children\":[";
    };
    open(FlameNodeIndex::Root);
    walkLeftHeavy(
        profile, weight, kAnyDepth, [&](FlameNodeIndex node, std::uint64_t) { open(node); },
        [&](FlameNodeIndex, std::uint64_t) { out += "]}"; });
    return out + "]}\n";
}

std::string flameDiffJson(const FlameDiff &diff)
{
    std::vector<std::vector<std::uint32_t>> children(diff.nodes.size());
    for (std::uint32_t i = 1; i < diff.nodes.size(); ++i)
        children[toInt(diff.nodes[i].parent)].push_back(i);
    std::string out;
    const auto open = [&](std::uint32_t i) {
        const FlameDiffNode &node = diff.nodes[i];
        if (!out.empty() && out.back() != '[')
            out += ',';
        char shares[80];
        std::snprintf(shares, sizeof shares, ",\"shareA\":%.9g,\"shareB\":%.9g,\"delta\":%.9g", node.a, node.b,
                      node.b - node.a);
        out += "{\"name\":";
        appendJson(out, i == 0 ? std::string("all") : frameLabel(diff.frames[toInt(node.frame)]));
        out +=
            ",\"a\":" + std::to_string(node.rawA) + ",\"b\":" + std::to_string(node.rawB) + shares + ",\"children\":[";
    };
    std::vector<std::pair<std::uint32_t, std::size_t>> path{{0, 0}};
    open(0);
    while (!path.empty()) {
        auto &[node, next] = path.back();
        if (next < children[node].size()) {
            const std::uint32_t child = children[node][next++];
            open(child);
            path.push_back({child, 0});
        } else {
            out += "]}";
            path.pop_back();
        }
    }
    return out + '\n';
}

} // namespace triptych::analysis
