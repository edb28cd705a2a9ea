#pragma once
#include "sources/monitoring.h"

#include <QJsonObject>
#include <string>
#include <vector>

/// Datadog's answers about metrics, monitors and objectives, read.
namespace triptych::sources {

/// The answer of /api/v2/query/timeseries in the shape of Prometheus' API: a matrix, or the last values as a vector. A gap
/// has no point.
std::string datadogSeriesAsPrometheus(const QJsonObject &answer, bool instant);
AlertRule ruleOfMonitor(const QJsonObject &monitor);
/// One for each timeframe that it has a target for.
std::vector<Objective> objectivesOf(const QJsonObject &slo);
/// What /api/v1/slo/ID/history tells of it.
void addHistory(const QJsonObject &answer, Objective &objective);
/// 7, 30 or 90; 30 for a custom one.
int daysOf(const std::string &timeframe);

} // namespace triptych::sources
