#pragma once
#include "base/result.h"
#include "query/aliases.h"
#include "query/filter.h"
#include "telemetry/row_predicate.h"

namespace triptych::query {

/// The filter as a condition over the alias `r` of span_rows or log_rows (store/schema.h). Identifiers come from the
/// catalog, every text is a parameter, every number is written as an integer or bound. A negated term also accepts
/// rows that lack its tag. Never fails for a filter that parsed; the Result is for other targets' sake.
/// Cost: one pass over the catalog's strings for each tested key.
base::Result<telemetry::RowPredicate> compileToSql(const Filter &filter, telemetry::Table table,
                                                   const telemetry::TagCatalog &catalog, const AliasTable &aliases);

} // namespace triptych::query
