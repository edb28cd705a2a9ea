#pragma once
#include "formats/json_reader.h"
#include "telemetry/tag.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

/// What the readers of OTLP's metrics share, whichever encoding they read.
namespace triptych::formats {

/// The flag of a data point that stands for a gap.
inline constexpr std::uint32_t kNoRecordedValue = 1;

/// Tags of their own, by key.
inline std::vector<telemetry::Tag> ownedTags(const std::vector<telemetry::TagView> &views)
{
    std::vector<telemetry::Tag> tags;
    tags.reserve(views.size());
    for (const telemetry::TagView &v : views)
        tags.push_back({std::string(v.key), std::string(v.value), v.type});
    std::stable_sort(tags.begin(), tags.end(), [](const telemetry::Tag &a, const telemetry::Tag &b) { return a.key < b.key; });
    return tags;
}

/// Begins a member of the object in `out`, and the object with its first.
inline void appendMember(std::string &out, std::string_view key)
{
    out += out.empty() ? "{\"" : ",\"";
    out += key;
    out += "\":";
}

/// What JSON has no number for becomes a text.
inline void appendJsonNumber(std::string &out, double value)
{
    const bool finite = value - value == 0;
    out += finite ? "" : "\"";
    appendNumber(out, value);
    out += finite ? "" : "\"";
}

} // namespace triptych::formats
