#include "analysis/flame_export.h"
#include "telemetry/human_text.h"
#include "telemetry/utf8.h"

#include <cstdio>

namespace triptych::analysis
{

namespace
{

constexpr double kLeastWidth = 0.1;      // px; narrower frames cannot be seen
constexpr double kCharacterWidth = 0.58; // of the font size: a usual sans-serif's average
constexpr int kLeastCharacters = 6;

void appendXml(std::string &out, std::string_view text)
{
    std::string valid;
    telemetry::appendUtf8(valid, text);
    for (const char c : valid) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c; // XML 1.0 has no control characters
        }
    }
}

/// FNV-1a: the same service has the same slot in every picture.
std::size_t hashOf(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return static_cast<std::size_t>(hash);
}

std::string cut(std::string_view text, double characters)
{
    std::string out;
    int taken = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (taken + 1 > characters - 1 && i + 1 < text.size())
            return out + "\u2026";
        const std::size_t length = std::max<std::size_t>(1, telemetry::utf8CharacterLength(text.substr(i)));
        out += text.substr(i, length);
        i += length;
        ++taken;
    }
    return out;
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string figures(const FlameProfile &profile, FlameNodeIndex i, FlameWeight weight, double share)
{
    const FlameNode &node = profile.node(i);
    const bool counts = weight == FlameWeight::Count || weight == FlameWeight::Errors;
    const std::uint64_t value = profile.weight(i, weight);
    return (counts ? telemetry::formatCount(value) : telemetry::formatDuration(static_cast<Nanos>(value))) + " (" +
           number(share * 100) + " %), self " + telemetry::formatDuration(node.self) + ", " +
           telemetry::formatCount(node.count) + " spans, " + telemetry::formatCount(node.errors) + " errors";
}

} // namespace

std::string flameSvg(const FlameProfile &profile, FlameWeight weight, const FlameSvgStyle &style,
                     std::string_view title)
{
    struct Open {
        FlameNodeIndex node;
        double left;
    };
    const double whole = static_cast<double>(profile.weight(FlameNodeIndex::Root, weight));
    const double scale = whole > 0 ? style.width / whole : 0;
    const int header = style.frameHeight + style.frameHeight / 2, fontSize = style.frameHeight * 2 / 3;
    std::string frames;
    std::uint32_t rows = 0;
    std::vector<Open> open{{FlameNodeIndex::Root, 0}};
    while (!open.empty()) {
        const Open top = open.back();
        open.pop_back();
        if (top.node != FlameNodeIndex::Root) {
            const FlameNode &node = profile.node(top.node);
            const Frame &frame = profile.frame(node.frame);
            const double share = whole > 0 ? static_cast<double>(profile.weight(top.node, weight)) / whole : 0;
            const double width = share * style.width,
                         y = header + static_cast<double>(node.depth - 1) * style.frameHeight;
            rows = std::max(rows, node.depth);
            const std::string label = frame.service.empty() ? frame.operation : frame.service + ": " + frame.operation;
            const std::string fill = style.services.empty()
                                         ? style.background
                                         : style.services[hashOf(frame.service) % style.services.size()];
            frames += "<g><title>";
            appendXml(frames, label + " \u2014 " + figures(profile, top.node, weight, share));
            frames += "</title><rect x=\"" + number(top.left) + "\" y=\"" + number(y) + "\" width=\"" +
                      number(std::max(kLeastWidth, width - 0.5)) + "\" height=\"" +
                      std::to_string(style.frameHeight - 1) + "\" fill=\"";
            appendXml(frames, fill);
            frames += "\"/>";
            const double characters = (width - 6) / (fontSize * kCharacterWidth);
            if (characters >= kLeastCharacters) {
                frames +=
                    "<text x=\"" + number(top.left + 3) + "\" y=\"" + number(y + style.frameHeight * 0.72) + "\">";
                appendXml(frames, cut(label, characters));
                frames += "</text>";
            }
            frames += "</g>\n";
        }
        double left = top.left;
        for (const FlameNodeIndex child : profile.childrenByWeight(top.node, weight)) {
            const double width = static_cast<double>(profile.weight(child, weight)) * scale;
            if (width < kLeastWidth)
                break; // the rest is narrower still
            open.push_back({child, left});
            left += width;
        }
    }
    std::string out =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(style.width) + "\" height=\"" +
        std::to_string(header + static_cast<std::int64_t>(rows) * style.frameHeight + style.frameHeight / 2) +
        "\" font-family=\"";
    appendXml(out, style.fontFamily);
    out += "\" font-size=\"" + std::to_string(fontSize) + "\" fill=\"";
    appendXml(out, style.text);
    out += "\">\n<rect width=\"100%\" height=\"100%\" fill=\"";
    appendXml(out, style.background);
    out += "\"/>\n<text x=\"3\" y=\"" + std::to_string(style.frameHeight) + "\">";
    appendXml(out, title);
    return out + "</text>\n" + frames + "</svg>\n";
}

} // namespace triptych::analysis
