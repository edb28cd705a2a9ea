#pragma once
#include "sources/backend.h"
#include "sources/clickhouse_call.h"
#include "sources/clickhouse_schema.h"

#include <QJsonObject>
#include <mutex>

namespace triptych::sources {

/// A ClickHouse with the OpenTelemetry collector's tables (otel_traces, otel_logs). The whole filter becomes a condition of
/// its SQL. The database is `?database=` of the address or its path; without either the one that has the tables.
class ClickHouseBackend final : public Backend
{
public:
    ClickHouseBackend(Endpoint endpoint, query::AliasTable aliases, std::shared_ptr<NetworkThread> thread);
    BackendKind kind() const override { return BackendKind::ClickHouse; }
    Capabilities capabilities() const override { return {true, true, false}; }
    std::string address() const override;

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override;
    base::Result<Fetched> trace(TraceId id, std::stop_token stop) override;
    base::Result<Fetched> searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop) override;
    base::Result<Fetched> logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop) override;
    base::Result<Histogram> histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop) override;
    base::Result<std::vector<Facet>> facets(Table table, const BackendSearch &search, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop) override;
    base::Result<std::vector<Stats>> stats(const BackendSearch &search, const std::vector<std::string> &by, std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;

private:
    /// Asked once.
    base::Result<ClickHouseSchema> schema(std::stop_token stop);
    using Progress = std::function<void(BackendProgress)>;
    base::Result<std::vector<QJsonObject>> rows(const ClickHouseQuery &query, std::stop_token stop, const Progress &progress = {});
    base::Result<std::string> matching(Table table, const BackendSearch &search, ClickHouseQuery &query, std::stop_token stop);
    std::string valuesOf(Table table, const std::string &key, const BackendSearch &search, ClickHouseQuery &query) const;
    base::Result<Fetched> lines(const ClickHouseQuery &query, std::size_t limit, const std::string &what, const SeenLines &seen, std::stop_token stop, const Progress &progress = {});

    ClickHouseCall m_call;
    query::AliasTable m_aliases;
    std::string m_database;
    std::mutex m_mutex;
    std::optional<ClickHouseSchema> m_schema;
};

} // namespace triptych::sources
