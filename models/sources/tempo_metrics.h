#pragma once
#include <QJsonObject>
#include <string>

namespace triptych::sources {

/// An answer of Tempo's /api/metrics/query_range (or, `instant`, of /api/metrics/query) as Prometheus' API tells the same.
std::string tempoSeriesAsPrometheus(const QJsonObject &answer, bool instant, double instantSeconds);

} // namespace triptych::sources
