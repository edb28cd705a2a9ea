#include "ingest/demo/system.h"

namespace triptych::ingest::demo {

namespace {

struct ServiceKind {
    std::string_view name, team, language, scope;
    LogStyle style;
    int replicas;
    bool mesh;
};

constexpr std::array<ServiceKind, kServices> kKinds = {{
    {"kong-gateway", "platform", "lua", "kong-internal", LogStyle::Otlp, 2, true},
    {"checkout", "checkout", "go", "go.opentelemetry.io/contrib/otelgrpc", LogStyle::Otlp, 3, true},
    {"cart", "checkout", "nodejs", "@opentelemetry/instrumentation-grpc", LogStyle::JsonTraceId, 2, true},
    {"inventory", "supply", "java", "io.opentelemetry.grpc-1.6", LogStyle::JsonDatadog, 2, true},
    {"pricing", "pricing", "python", "opentelemetry.instrumentation.grpc", LogStyle::Otlp, 2, true},
    {"users", "identity", "go", "go.opentelemetry.io/contrib/otelgrpc", LogStyle::Otlp, 2, true},
    {"payment", "payments", "java", "io.opentelemetry.grpc-1.6", LogStyle::Otlp, 3, true},
    {"fraud", "payments", "python", "opentelemetry.instrumentation.grpc", LogStyle::JsonTraceparent, 2, true},
    {"notify", "crm", "nodejs", "@opentelemetry/instrumentation-grpc", LogStyle::Otlp, 2, true},
    {"orders", "checkout", "java", "io.opentelemetry.spring-webmvc-6.0", LogStyle::Otlp, 2, true},
    {"catalog", "catalog", "go", "go.opentelemetry.io/contrib/otelhttp", LogStyle::Otlp, 3, true},
    {"search", "catalog", "java", "io.opentelemetry.spring-webmvc-6.0", LogStyle::Otlp, 2, true},
    {"recommendations", "catalog", "python", "opentelemetry.instrumentation.flask", LogStyle::Logfmt, 2, true},
    {"shipping", "supply", "dotnet", "OpenTelemetry.Instrumentation.AspNetCore", LogStyle::Plain, 2, true},
    {"orders-db", "data", "", "aurora-proxy", LogStyle::Otlp, 2, false},
    {"catalog-db", "data", "", "aurora-proxy", LogStyle::Otlp, 1, false},
    {"users-db", "data", "", "aurora-proxy", LogStyle::Otlp, 1, false},
    {"kafka", "data", "java", "io.opentelemetry.kafka-clients-2.6", LogStyle::Otlp, 2, false},
    {"kuma-cp", "platform", "go", "kuma-cp", LogStyle::Otlp, 1, false},
}};

const ServiceKind &kind(Service service) { return kKinds[static_cast<std::size_t>(service)]; }

std::string suffix(Random &random, int length)
{
    std::string out;
    for (int i = 0; i < length; ++i)
        out += "bcdfghjklmnpqrstvwxz2456789"[random.below(27)];
    return out;
}

std::string resourceOf(const Pod &pod, int number)
{
    const ServiceKind &k = kind(pod.service);
    const std::string az = std::string(name(pod.region)) + static_cast<char>('a' + number % 2);
    Attributes a;
    a.put("service.name", k.name).put("service.namespace", "shop").put("service.instance.id", pod.name);
    if (!pod.version.empty())
        a.put("service.version", pod.version);
    a.put("deployment.environment.name", "prod").put("team", k.team);
    a.put("cloud.provider", "aws").put("cloud.region", name(pod.region)).put("cloud.availability_zone", az);
    if (k.scope == "aurora-proxy") {
        a.put("host.name", pod.name).put("db.system.name", "postgresql").put("aws.rds.cluster", std::string(k.name) + "-" + std::string(name(pod.region)));
    } else {
        a.put("k8s.cluster.name", "shop-" + std::string(name(pod.region))).put("k8s.namespace.name", pod.service == Service::Kong ? "kong" : "shop");
        a.put("k8s.pod.name", pod.name).put("k8s.node.name", "ip-" + text(10 + static_cast<int>(pod.region)) + "-2-" + text(number * 7 + 11) + "-4");
    }
    if (k.mesh)
        a.put("kuma.io/mesh", "shop").put("kuma.io/zone", pod.zone).put("kuma.io/service", pod.meshName).put("kuma.io/dataplane", pod.name + ".shop");
    if (!k.language.empty())
        a.put("telemetry.sdk.language", k.language).put("telemetry.sdk.name", "opentelemetry");
    return "{\"attributes\":[" + a.json + "]}";
}

} // namespace

std::string_view name(Region region)
{
    constexpr std::array<std::string_view, kRegions> names = {"eu-west-1", "us-east-1", "ap-south-1"};
    return names[static_cast<std::size_t>(region)];
}
std::string_view name(Service service) { return kind(service).name; }
std::string_view scopeOf(Service service) { return kind(service).scope; }
LogStyle logStyle(Service service) { return kind(service).style; }
bool inMesh(Service service) { return kind(service).mesh; }

void System::addPod(Service service, Region region, int number, std::string podName, std::string version)
{
    Pod pod;
    pod.service = service;
    pod.region = region;
    pod.name = std::move(podName);
    pod.version = std::move(version);
    pod.zone = std::string(name(region)) + static_cast<char>('a' + number % 2);
    pod.ip = "10." + text(2 + static_cast<int>(region)) + "." + text(static_cast<int>(service) + 3) + "." + text(number * 5 + 7);
    pod.meshName = std::string(name(service)) + (service == Service::Kong ? "_kong_svc_8000" : "_shop_svc_8080");
    pod.resource = resourceOf(pod, number);
    m_pods.push_back(std::move(pod));
}

System::System()
{
    Random random(7);
    for (int s = 0; s < kServices; ++s) {
        const auto service = static_cast<Service>(s);
        const ServiceKind &k = kind(service);
        for (int r = 0; r < kRegions; ++r) {
            const auto region = static_cast<Region>(r);
            const std::string set = suffix(random, 9); // of the replica set
            for (int i = 0; i < k.replicas; ++i) {
                const std::string pod = k.scope == "aurora-proxy" ? std::string(k.name) + "-" + (i == 0 ? "writer" : "reader-" + text(i))
                                        : service == Service::Kafka ? "kafka-" + text(i)
                                                                    : std::string(k.name) + "-" + set + "-" + suffix(random, 5);
                m_byPlace[static_cast<std::size_t>(s)][static_cast<std::size_t>(r)].push_back(static_cast<int>(m_pods.size()));
                const char *version = service == Service::Kong ? "3.9.1" : k.mesh ? "2.14.0" : "";
                addPod(service, region, i, pod, version);
            }
        }
    }
    for (const auto &[pod, number] : {std::pair("payment-7d9c5b6f4-x2k8p", 0), std::pair("payment-7d9c5b6f4-q7m4z", 1), std::pair("payment-7d9c5b6f4-h5t9w", 0)}) {
        m_badPods.push_back(static_cast<int>(m_pods.size()));
        addPod(Service::Payment, Region::Eu, number, pod, "2.14.1");
    }
}

int System::pick(Service service, Region region, Nanos time, Random &random) const
{
    // A rolling deployment: nine of ten requests reach the new version.
    if (service == Service::Payment && region == Region::Eu && within(time, kDeploy, kPspTo) && random.chance(0.9))
        return m_badPods[static_cast<std::size_t>(random.below(static_cast<int>(m_badPods.size())))];
    const auto &all = m_byPlace[static_cast<std::size_t>(service)][static_cast<std::size_t>(region)];
    return all[static_cast<std::size_t>(random.below(static_cast<int>(all.size())))];
}

} // namespace triptych::ingest::demo
