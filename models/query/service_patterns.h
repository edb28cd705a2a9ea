#pragma once
#include "query/filter.h"

namespace triptych::query {

/// Whether the filter says more of services than their whole names: patterns, comparisons, exclusions. Servers that find
/// a service by its name alone (Jaeger, Zipkin) can be asked for it only by who knows the names: BackendDialect::services.
bool hasServicePatterns(const Filter &filter);

} // namespace triptych::query
