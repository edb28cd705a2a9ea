#include "analysis/flame_svg_frames.h"
#include "telemetry/human_text.h"
#include "telemetry/utf8.h"

#include <cstdio>

namespace triptych::analysis
{

namespace
{

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
std::size_t colourHash(std::string_view text)
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

std::string figures(const FlameProfile &profile, FlameNodeIndex i, FlameWeight weight, double share)
{
    const FlameNode &node = profile.node(i);
    const bool counts = weight == FlameWeight::Count || weight == FlameWeight::Errors;
    const std::uint64_t value = profile.weight(i, weight);
    return (counts ? telemetry::formatCount(value) : telemetry::formatDuration(static_cast<Nanos>(value))) + " (" +
           svgNumber(share * 100) + " %), self " + telemetry::formatDuration(node.self) + ", " +
           telemetry::formatCount(node.count) + " spans, " + telemetry::formatCount(node.errors) + " errors";
}

} // namespace

std::string svgNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string frameLabel(const Frame &frame)
{
    return frame.service.empty() ? frame.operation : frame.service + ": " + frame.operation;
}

void SvgFrames::add(double left, double width, std::uint32_t row, std::string_view label, std::string_view figures, std::string_view fill)
{
    const double y = header() + static_cast<double>(row) * m_style.frameHeight;
    m_rows = std::max(m_rows, row + 1);
    m_frames += "<g><title>";
    appendXml(m_frames, label);
    m_frames += " \u2014 ";
    appendXml(m_frames, figures);
    m_frames += "</title><rect x=\"" + svgNumber(left) + "\" y=\"" + svgNumber(y) + "\" width=\"" +
                svgNumber(std::max(kLeastWidth, width - 0.5)) + "\" height=\"" + std::to_string(m_style.frameHeight - 1) + "\" fill=\"";
    appendXml(m_frames, fill);
    m_frames += "\"/>";
    const double characters = (width - 6) / (fontSize() * kCharacterWidth);
    if (characters >= kLeastCharacters) {
        m_frames += "<text x=\"" + svgNumber(left + 3) + "\" y=\"" + svgNumber(y + m_style.frameHeight * 0.72) + "\">";
        appendXml(m_frames, cut(label, characters));
        m_frames += "</text>";
    }
    m_frames += "</g>\n";
}

std::string SvgFrames::finish(std::string_view title) const
{
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(m_style.width) + "\" height=\"" +
                      std::to_string(header() + static_cast<std::int64_t>(m_rows) * m_style.frameHeight + m_style.frameHeight / 2) +
                      "\" font-family=\"";
    appendXml(out, m_style.fontFamily);
    out += "\" font-size=\"" + std::to_string(fontSize()) + "\" fill=\"";
    appendXml(out, m_style.text);
    out += "\">\n<rect width=\"100%\" height=\"100%\" fill=\"";
    appendXml(out, m_style.background);
    out += "\"/>\n<text x=\"3\" y=\"" + std::to_string(m_style.frameHeight) + "\">";
    appendXml(out, title);
    return out + "</text>\n" + m_frames + "</svg>\n";
}

std::string flameSvg(const FlameProfile &profile, FlameWeight weight, const FlameSvgStyle &style, std::string_view title)
{
    struct Open {
        FlameNodeIndex node;
        double left;
    };
    const double whole = static_cast<double>(profile.weight(FlameNodeIndex::Root, weight));
    const double scale = whole > 0 ? style.width / whole : 0;
    SvgFrames frames(style);
    std::vector<Open> open{{FlameNodeIndex::Root, 0}};
    while (!open.empty()) {
        const Open top = open.back();
        open.pop_back();
        if (top.node != FlameNodeIndex::Root) {
            const FlameNode &node = profile.node(top.node);
            const Frame &frame = profile.frame(node.frame);
            const double share = whole > 0 ? static_cast<double>(profile.weight(top.node, weight)) / whole : 0;
            const std::string &fill = style.services.empty() ? style.background : style.services[colourHash(frame.service) % style.services.size()];
            frames.add(top.left, share * style.width, node.depth - 1, frameLabel(frame), figures(profile, top.node, weight, share), fill);
        }
        double left = top.left;
        for (const FlameNodeIndex child : profile.childrenByWeight(top.node, weight)) {
            const double width = static_cast<double>(profile.weight(child, weight)) * scale;
            if (width < SvgFrames::kLeastWidth)
                break; // the rest is narrower still
            open.push_back({child, left});
            left += width;
        }
    }
    return frames.finish(title);
}

} // namespace triptych::analysis
