#include "sources/trace_spellings.h"

namespace triptych::sources {

std::string spellingsRegex(telemetry::TraceId id)
{
    const std::string text = telemetry::hex(id), low = text.substr(16);
    const std::string uuid = text.substr(0, 8) + "-" + text.substr(8, 4) + "-" + text.substr(12, 4) + "-" + text.substr(16, 4) + "-" + text.substr(20);
    return "(?i)" + text + "|" + uuid + "|" + text.substr(0, 8) + "-" + text.substr(8) + "|\\b" + low + "\\b|\\b" + std::to_string(id.lo) + "\\b";
}

} // namespace triptych::sources
