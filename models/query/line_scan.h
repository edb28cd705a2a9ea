#pragma once
#include "query/syntax.h"
#include "telemetry/record_block.h"

namespace triptych::query {

/// Marks, of many bodies at once, those that an expression may match: none that matches is left out, and nearly all that
/// are marked do match. Empty for values that are no regular expression, and where only a test of each body can tell.
/// Any thread. With Hyperscan a gigabyte takes a fraction of a second whatever the expression; without it, expressions
/// whose matches may run over the edge of a body are not scanned.
telemetry::RecordPredicate::Scan lineScan(const Value &value);

} // namespace triptych::query
