#pragma once
#include "query/syntax.h"
#include "telemetry/row_predicate.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

/// A condition on an SQL text expression that holds where the value's test does; false (never NULL) for NULL. Texts
/// are appended to `parameters` in the order of their question marks.
std::string sqlTextTest(const std::string &expression, const Value &value, std::vector<telemetry::SqlValue> &parameters);

/// `/key` with ~ and / escaped: the only JSON path in which any key can be written.
std::string jsonPointer(std::string_view key);

} // namespace triptych::query
