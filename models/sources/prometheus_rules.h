#pragma once
#include "sources/monitoring.h"

#include <QJsonValue>

namespace triptych::sources {

/// The `data` of Prometheus' /api/v1/rules: its alerting rules; recording rules are left out.
std::vector<AlertRule> alertRulesOf(const QJsonValue &data);
/// The `data` of /api/v1/query_exemplars.
std::vector<TracedSample> tracedSamplesOf(const QJsonValue &data);

} // namespace triptych::sources
