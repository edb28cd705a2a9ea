#pragma once
#include "store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace triptych::store {

/// The values of one row as text, NULL as nothing. Nested types as DuckDB writes them.
std::vector<std::optional<std::string>> rowTexts(duckdb_data_chunk chunk, idx_t row);

/// Temporary views `spans`, `logs` and `metrics` with texts in place of numbers, promoted tags as columns of their keys' names, and
/// the log body; column `tags` has all of them as JSON: what users query. Made anew when columns came.
base::Result<void> createViews(const Database &database, duckdb_connection connection);

} // namespace triptych::store
