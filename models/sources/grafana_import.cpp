#include "sources/grafana_import.h"

#include <algorithm>
#include <map>
#include <optional>
#include <yaml-cpp/yaml.h>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

struct DataSource {
    std::string name, uid, logs, metrics; ///< the last two: uids that it names
    ProfileBackend backend;
};

std::string scalarText(const YAML::Node &node)
{
    return node && node.IsScalar() ? node.Scalar() : std::string();
}

std::optional<BackendKind> backendKindOf(const std::string &type)
{
    if (type == "grafana-clickhouse-datasource" || type == "vertamedia-clickhouse-datasource")
        return BackendKind::ClickHouse;
    if (type == "grafana-datadog-datasource")
        return BackendKind::Datadog;
    if (type == "grafana-opensearch-datasource")
        return BackendKind::Elasticsearch;
    return backendKindFromText(type);
}

/// `$NAME` or `${NAME}` alone.
std::optional<std::string> variableIn(const std::string &text)
{
    if (text.size() < 2 || text[0] != '$')
        return std::nullopt;
    const std::string name = text[1] == '{' && text.back() == '}' ? text.substr(2, text.size() - 3) : text.substr(1);
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return plain ? std::optional(name) : std::nullopt;
}

void keepSecret(ProfileBackend &backend, Credentials::Kind kind, std::string name, const std::string &secret)
{
    backend.address.endpoint.credentials = {kind, std::move(name), {}};
    if (const auto variable = variableIn(secret)) {
        backend.secret = SecretPlace::Environment;
        backend.variable = *variable;
        return;
    }
    backend.secret = secret.empty() ? SecretPlace::None : SecretPlace::Keychain;
    backend.address.endpoint.credentials.secret = secret;
}

void readHeaders(const YAML::Node &json, const YAML::Node &secure, DataSource &source, std::vector<std::string> &remarks)
{
    Endpoint &endpoint = source.backend.address.endpoint;
    for (int i = 1;; ++i) {
        const std::string number = std::to_string(i), name = json ? scalarText(json["httpHeaderName" + number]) : std::string();
        if (name.empty())
            return;
        const std::string value = secure ? scalarText(secure["httpHeaderValue" + number]) : std::string();
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (lower == "x-scope-orgid") {
            endpoint.tenant = value;
        } else if (endpoint.credentials.kind == Credentials::Kind::None) {
            const bool bearer = lower == "authorization" && value.starts_with("Bearer ");
            keepSecret(source.backend, bearer ? Credentials::Kind::Bearer : Credentials::Kind::Header, bearer ? std::string() : name, bearer ? value.substr(7) : value);
        } else {
            remarks.push_back(source.name + ": the header " + name + " was left out, as one secret for each server can be kept");
        }
    }
}

DataSource read(const YAML::Node &node, BackendKind kind, std::vector<std::string> &remarks)
{
    DataSource out;
    out.name = scalarText(node["name"]);
    out.uid = scalarText(node["uid"]);
    out.backend.address.kind = kind;
    out.backend.address.endpoint.url = scalarText(node["url"]);
    const YAML::Node json = node["jsonData"], secure = node["secureJsonData"];
    if (scalarText(node["basicAuth"]) == "true")
        keepSecret(out.backend, Credentials::Kind::Basic, scalarText(node["basicAuthUser"]), secure ? scalarText(secure["basicAuthPassword"]) : std::string());
    readHeaders(json, secure, out, remarks);
    if (json && json.IsMap()) {
        for (const char *key : {"tracesToLogsV2", "tracesToLogs"})
            if (out.logs.empty() && json[key])
                out.logs = scalarText(json[key]["datasourceUid"]);
        if (json["tracesToMetrics"])
            out.metrics = scalarText(json["tracesToMetrics"]["datasourceUid"]);
    }
    return out;
}

bool holds(BackendKind kind, char what)
{
    switch (kind) {
    case BackendKind::Jaeger:
    case BackendKind::Tempo:
    case BackendKind::Zipkin: return what == 't';
    case BackendKind::Loki: return what == 'l';
    case BackendKind::Prometheus: return what == 'm';
    default: return what == 't' || what == 'l';
    }
}

const DataSource *partner(const std::vector<DataSource> &all, const std::string &uid, char what)
{
    const DataSource *only = nullptr;
    for (const DataSource &source : all) {
        if (!uid.empty() && source.uid == uid)
            return &source;
        if (!holds(source.backend.address.kind, what))
            continue;
        if (only && uid.empty())
            return nullptr;
        only = &source;
    }
    return uid.empty() ? only : nullptr;
}

} // namespace

Result<GrafanaImport> profilesFromGrafana(std::string_view yaml)
{
    GrafanaImport out;
    std::vector<DataSource> all;
    try {
        const YAML::Node document = YAML::Load(std::string(yaml));
        const YAML::Node list = document.IsMap() ? document["datasources"] : YAML::Node();
        if (!list || !list.IsSequence())
            return Error{ErrorKind::BadInput, "there is no list of 'datasources' in it", {}, {}, "it should be one of Grafana's provisioning files"};
        for (const YAML::Node &node : list) {
            const std::string type = scalarText(node["type"]), name = scalarText(node["name"]);
            const auto kind = backendKindOf(type);
            if (!kind)
                out.remarks.push_back(name + ": '" + type + "' is no kind of source that is known here");
            else if (scalarText(node["url"]).empty())
                out.remarks.push_back(name + ": it has no url");
            else
                all.push_back(read(node, *kind, out.remarks));
        }
    } catch (const YAML::Exception &wrong) {
        base::Place place;
        if (wrong.mark.line >= 0)
            place.line = static_cast<std::uint64_t>(wrong.mark.line) + 1;
        return Error{ErrorKind::BadInput, "it is no YAML: " + wrong.msg, place, {}, {}};
    }
    for (const DataSource &source : all) {
        if (!holds(source.backend.address.kind, 't'))
            continue;
        Profile profile{source.name, {source.backend}};
        for (const auto &[uid, what] : {std::pair(source.logs, 'l'), {source.metrics, 'm'}})
            if (const DataSource *other = partner(all, uid, what); other && other != &source)
                profile.backends.push_back(other->backend);
        out.profiles.push_back(std::move(profile));
    }
    if (out.profiles.empty() && !all.empty()) {
        Profile profile{all.front().name, {}};
        for (const DataSource &source : all)
            profile.backends.push_back(source.backend);
        out.profiles.push_back(std::move(profile));
    }
    return out;
}

} // namespace triptych::sources
