#pragma once
#include "telemetry/ids.h"

#include <string>

namespace triptych::sources {

/// An RE2 expression that finds the trace's id in a text, in any case and in the spellings that gateways, meshes and
/// libraries write: whole, its lower half alone (B3, Zipkin), Datadog's decimal of that, as a UUID, as X-Ray's.
std::string spellingsRegex(telemetry::TraceId id);

} // namespace triptych::sources
