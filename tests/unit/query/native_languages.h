#pragma once
#include "query/backend_query.h"
#include "query/evaluate.h"

#include <optional>
#include <string>

/// Small interpreters of the targets' languages, of what the compilers write and no more: each reads the native text and
/// decides on a record as that backend would, by its own rules of types, escapes and missing tags. Nothing where the
/// text is not valid.
namespace native {

using Record = triptych::query::RecordView;
using triptych::query::BackendQuery;

/// `tempo` 2.1 and later differ in which fields there are, not in how they compare.
std::optional<bool> traceQl(const std::string &query, const Record &span);
/// The record's tags are labels and metadata already: under their sanitised names.
std::optional<bool> logQl(const std::string &query, const Record &line);
std::optional<bool> promQl(const BackendQuery &query, const Record &series);
bool jaeger(const BackendQuery &query, const Record &span);
bool zipkin(const BackendQuery &query, const Record &span);
std::optional<bool> datadog(const std::string &query, const Record &record);
std::optional<bool> lucene(const std::string &query, const Record &record);
std::optional<bool> jaegerIndex(const std::string &query, const Record &span);

} // namespace native
