#pragma once
#include "formats/field_names.h"
#include "formats/line_sink.h"

#include <string_view>

namespace triptych::formats {

/// What people append to an access-log line: ` key=value`, ` key="value"`, ` key: "value"`, bare numbers (request time,
/// upstream time), quoted headers, Traefik's counters. Everything becomes parts of the line; ids are gathered.
void addExtraFields(std::string_view rest, LineParts &parts, FoundIds &ids);

/// OpenTelemetry's name for a key of an access log; the key itself where it has none.
std::string_view accessTagName(std::string_view key);

} // namespace triptych::formats
