#pragma once
#include "telemetry/batch.h"

#include <string_view>
#include <vector>

namespace triptych::formats {

/// Sets the level of an OTLP log record from its severity number and text. A text that says no level, or another than
/// the number, stays readable as a tag.
inline void setLevel(telemetry::LogFields &log, std::string_view severityText, std::vector<telemetry::TagView> &tags)
{
    using telemetry::Level;
    log.level = telemetry::levelFromSeverity(log.severity);
    if (severityText.empty())
        return;
    const Level named = telemetry::levelFromText(severityText);
    if (log.level == Level::Unknown)
        log.level = named;
    if (named != log.level || named == Level::Unknown)
        tags.push_back({"severity_text", severityText, telemetry::ValueType::String});
}

} // namespace triptych::formats
