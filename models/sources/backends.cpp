#include "sources/backends.h"

#include "sources/clickhouse_backend.h"
#include "sources/datadog_backend.h"
#include "sources/elastic_backend.h"
#include "sources/jaeger_backend.h"
#include "sources/loki_backend.h"
#include "sources/prometheus_backend.h"
#include "sources/tempo_backend.h"
#include "sources/zipkin_backend.h"

#include <QUrl>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr BackendKind kReady[] = {BackendKind::Jaeger, BackendKind::Tempo, BackendKind::Loki, BackendKind::Prometheus, BackendKind::Zipkin, BackendKind::ClickHouse, BackendKind::Datadog, BackendKind::Elasticsearch};

std::string kindNames()
{
    std::string out;
    for (const BackendKind kind : kReady)
        out += (out.empty() ? "" : ", ") + std::string(name(kind));
    return out;
}

} // namespace

std::vector<BackendKind> spokenKinds()
{
    return {std::begin(kReady), std::end(kReady)};
}

Result<BackendAddress> backendAddress(std::string_view text)
{
    const std::size_t equals = text.find('=');
    const auto kind = backendKindFromText(text.substr(0, equals));
    if (!kind || equals == std::string_view::npos)
        return Error{ErrorKind::BadQuery, "'" + std::string(text.substr(0, equals)) + "' is no kind of source", {}, {}, "write KIND=URL; KIND is one of " + kindNames()};
    BackendAddress out;
    out.kind = *kind;
    out.endpoint.url = text.substr(equals + 1);
    return out;
}

Result<std::shared_ptr<Backend>> makeBackend(const BackendAddress &address, const query::AliasTable &aliases, std::shared_ptr<NetworkThread> thread)
{
    const QUrl url(QString::fromStdString(address.kind == BackendKind::Datadog ? DatadogBackend::siteUrl(address.endpoint.url) : address.endpoint.url));
    if (!url.isValid() || url.host().isEmpty() || !url.scheme().startsWith(QStringLiteral("http")))
        return Error{ErrorKind::BadQuery, "'" + shownUrl(address.endpoint) + "' is no address of a server", {}, {}, address.kind == BackendKind::Datadog ? "write a site, as in datadoghq.eu, or https://host" : "write http://host:port or https://host/path"};
    switch (address.kind) {
    case BackendKind::Jaeger: return std::shared_ptr<Backend>(std::make_shared<JaegerBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::Tempo: return std::shared_ptr<Backend>(std::make_shared<TempoBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::Loki: return std::shared_ptr<Backend>(std::make_shared<LokiBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::Prometheus: return std::shared_ptr<Backend>(std::make_shared<PrometheusBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::Zipkin: return std::shared_ptr<Backend>(std::make_shared<ZipkinBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::ClickHouse: return std::shared_ptr<Backend>(std::make_shared<ClickHouseBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::Elasticsearch: return std::shared_ptr<Backend>(std::make_shared<ElasticBackend>(address.endpoint, aliases, std::move(thread)));
    case BackendKind::Datadog: return std::shared_ptr<Backend>(std::make_shared<DatadogBackend>(address.endpoint, aliases, std::move(thread)));
    }
    return Error{ErrorKind::Internal, "there is no such kind of source", {}, {}, {}};
}

} // namespace triptych::sources
