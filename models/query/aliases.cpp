#include "query/aliases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace triptych::query {

namespace {

struct BuiltIn {
    const char *name;
    std::vector<std::string> keys;
};

/// Short names, then what each reaches.
const std::vector<BuiltIn> &shortNames()
{
    static const std::vector<BuiltIn> table = {
        {"env", {"deployment.environment.name", "deployment.environment", "env", "dd.env", "environment"}},
        {"service", {"service.name", "service", "dd.service", "service_name"}},
        {"version", {"service.version", "version", "dd.version", "app.version"}},
        {"region", {"cloud.region", "region", "aws.region"}},
        {"zone", {"cloud.availability_zone", "kuma.io/zone", "zone", "cloud.zone", "availability_zone", "kuma_io_zone"}},
        {"cluster", {"k8s.cluster.name", "cluster", "kube_cluster_name", "cluster_name"}},
        {"namespace", {"k8s.namespace.name", "namespace", "kube_namespace", "k8s.kuma.io/namespace", "service.namespace"}},
        {"pod", {"k8s.pod.name", "pod", "pod_name", "pod.name", "kubernetes.pod_name", "kubernetes.pod.name"}},
        {"node", {"k8s.node.name", "node", "node_name", "kubernetes.node.name"}},
        {"deployment", {"k8s.deployment.name", "deployment", "kube_deployment"}},
        {"container", {"k8s.container.name", "container.name", "container", "container_name", "kubernetes.container_name"}},
        {"host", {"host.name", "host", "hostname", "net.host.name", "host_name"}},
        {"mesh", {"kuma.io/mesh", "mesh", "kuma.mesh", "kuma_io_mesh"}},
        {"dataplane", {"kuma.io/dataplane", "kuma.dataplane", "dataplane"}},
        {"route", {"http.route", "route", "kong.route.name", "kong.route", "route.name", "route_name", "kong.route_name"}},
        {"consumer", {"kong.consumer.username", "kong.consumer", "consumer", "consumer.username", "kong.consumer.name"}},
        {"status_code", {"http.response.status_code", "http.status_code", "status_code", "response_code", "response.status", "http.status"}},
        {"method", {"http.request.method", "http.method", "method", "request.method", "request_method"}},
        {"path", {"url.path", "http.target", "path", "request.uri", "http.path"}},
        {"url", {"url.full", "http.url", "url"}},
        {"peer", {"service.peer.name", "peer.service", "server.address", "net.peer.name", "peer", "upstream.cluster", "peer.address"}},
        {"user_agent", {"user_agent.original", "http.user_agent", "user_agent"}},
        {"client", {"client.address", "http.client_ip", "client_ip", "remote_addr", "client"}},
        {"db", {"db.system.name", "db.system", "db.type"}},
        {"statement", {"db.query.text", "db.statement"}},
        {"topic", {"messaging.destination.name", "messaging.destination", "topic"}},
        {"error_type", {"error.type", "exception.type", "error.kind"}},
        {"team", {"team", "owner", "k8s.pod.label.team"}},
        {"sdk", {"telemetry.sdk.language", "telemetry.sdk.name"}},
        {"profile", {std::string(kProfileTag)}},
    };
    return table;
}

/// Keys that the semantic conventions renamed: new name first.
const std::vector<std::vector<std::string>> &renamed()
{
    static const std::vector<std::vector<std::string>> table = {
        {"deployment.environment.name", "deployment.environment"},
        {"cloud.availability_zone", "cloud.zone"},
        {"http.request.method", "http.method"},
        {"http.response.status_code", "http.status_code"},
        {"url.full", "http.url"},
        {"url.scheme", "http.scheme"},
        {"user_agent.original", "http.user_agent"},
        {"client.address", "http.client_ip"},
        {"network.peer.address", "net.peer.ip", "net.sock.peer.addr"},
        {"network.local.address", "net.host.ip", "net.sock.host.addr"},
        {"db.system.name", "db.system"},
        {"db.namespace", "db.name"},
        {"db.query.text", "db.statement"},
        {"db.operation.name", "db.operation"},
        {"db.collection.name", "db.sql.table"},
        {"rpc.system.name", "rpc.system"},
        {"messaging.destination.name", "messaging.destination"},
        {"messaging.operation.type", "messaging.operation"},
        {"messaging.consumer.group.name", "messaging.kafka.consumer.group"},
        {"service.peer.name", "peer.service"},
        {"container.runtime.name", "container.runtime"},
        {"code.file.path", "code.filepath"},
        {"code.line.number", "code.lineno"},
        {"otel.scope.name", "otel.library.name"},
        {"otel.scope.version", "otel.library.version"},
    };
    return table;
}

std::string jsonOf(const std::vector<AliasTable::Group> &groups)
{
    QJsonObject object;
    for (const AliasTable::Group &group : groups) {
        QJsonArray keys;
        for (const std::string &key : group.keys)
            keys.append(QString::fromStdString(key));
        object.insert(QString::fromStdString(group.name), keys);
    }
    return QJsonDocument(object).toJson(QJsonDocument::Indented).toStdString();
}

bool isLabelChar(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

base::Error bad(const std::string &what) { return {base::ErrorKind::BadInput, what, {}, {}, {}}; }

} // namespace

std::string labelName(std::string_view key)
{
    std::string out;
    for (const char c : key) {
        if ((static_cast<unsigned char>(c) & 0xc0) == 0x80)
            continue; // one underscore for each character, not for each byte
        out += isLabelChar(c) ? c : '_';
    }
    if (!out.empty() && out.front() >= '0' && out.front() <= '9')
        out.insert(0, "_");
    return out;
}

std::vector<std::string> withLabelNames(std::vector<std::string> keys)
{
    for (std::size_t i = 0, all = keys.size(); i < all; ++i)
        if (std::string label = labelName(keys[i]); std::find(keys.begin(), keys.end(), label) == keys.end())
            keys.push_back(std::move(label));
    return keys;
}

AliasTable::AliasTable()
{
    for (const BuiltIn &group : shortNames())
        m_groups.push_back({group.name, group.keys});
}

void AliasTable::put(Group group)
{
    const auto same = std::find_if(m_groups.begin(), m_groups.end(), [&](const Group &g) { return g.name == group.name; });
    if (same != m_groups.end())
        *same = std::move(group);
    else
        m_groups.push_back(std::move(group));
}

base::Result<AliasTable> AliasTable::fromJson(std::string_view json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError) {
        base::Error out = bad("the alias table is no JSON: " + error.errorString().toStdString());
        out.where.byte = static_cast<std::uint64_t>(error.offset);
        return out;
    }
    if (!document.isObject())
        return bad("the alias table is no JSON object of lists of keys");
    AliasTable out;
    const QJsonObject object = document.object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        Group group{it.key().toStdString(), {}};
        if (!it.value().isArray())
            return bad("the alias “" + group.name + "” is no list of keys");
        const QJsonArray keys = it.value().toArray();
        for (const auto &key : keys) {
            if (!key.isString() || key.toString().isEmpty())
                return bad("the alias “" + group.name + "” holds something that is no key");
            group.keys.push_back(key.toString().toStdString());
        }
        out.put(std::move(group));
    }
    return out;
}

const std::vector<std::string> *AliasTable::builtIn(std::string_view name)
{
    const auto &all = shortNames();
    const auto at = std::find_if(all.begin(), all.end(), [&](const BuiltIn &group) { return group.name == name; });
    return at == all.end() ? nullptr : &at->keys;
}

void AliasTable::reset(std::string_view name)
{
    if (const auto *keys = builtIn(name))
        put({std::string(name), *keys});
    else
        std::erase_if(m_groups, [&](const Group &group) { return group.name == name; });
}

std::string AliasTable::toJson() const
{
    return jsonOf(m_groups);
}

std::string AliasTable::changesToJson() const
{
    std::vector<Group> changed;
    for (const Group &group : m_groups)
        if (const auto *keys = builtIn(group.name); !keys || *keys != group.keys)
            changed.push_back(group);
    return jsonOf(changed);
}

std::vector<std::string> AliasTable::spellings(std::string_view key) const
{
    std::vector<std::string> out{std::string(key)};
    const auto add = [&out](const std::string &spelling) {
        if (std::find(out.begin(), out.end(), spelling) == out.end())
            out.push_back(spelling);
    };
    for (const Group &group : m_groups)
        if (group.name == key)
            std::for_each(group.keys.begin(), group.keys.end(), add);
    const std::size_t direct = out.size();
    for (std::size_t i = 0; i < direct; ++i)
        for (const auto &names : renamed())
            if (std::find(names.begin(), names.end(), out[i]) != names.end())
                std::for_each(names.begin(), names.end(), add);
    return out;
}

std::vector<std::string> AliasTable::names() const
{
    std::vector<std::string> out;
    for (const Group &group : m_groups)
        if (!group.keys.empty())
            out.push_back(group.name);
    return out;
}

} // namespace triptych::query
