#pragma once
#include "ingest/demo/random.h"
#include "ingest/demo/text.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What runs where: the shop of the demo.
namespace triptych::ingest::demo {

enum class Region : std::uint8_t { Eu, Us, Ap };
inline constexpr int kRegions = 3;
std::string_view name(Region region);

enum class Service : std::uint8_t {
    Kong,
    Checkout,
    Cart,
    Inventory,
    Pricing,
    Users,
    Payment,
    Fraud,
    Notify,
    Orders,
    Catalog,
    Search,
    Recommendations,
    Shipping,
    OrdersDb,
    CatalogDb,
    UsersDb,
    Kafka,
    MeshControl
};
inline constexpr int kServices = 19;
std::string_view name(Service service);
std::string_view scopeOf(Service service);

/// How a service writes its log: teams differ, and so do the spellings of trace ids.
enum class LogStyle : std::uint8_t { Otlp, JsonTraceId, JsonDatadog, JsonTraceparent, Logfmt, Plain };
LogStyle logStyle(Service service);
bool inMesh(Service service);

struct Pod {
    Service service{};
    Region region{};
    std::string name, version, zone, ip; ///< zone: of the mesh, `eu-west-1a`
    std::string resource;                ///< OTLP resource as JSON
    std::string meshName;                ///< `payment_shop_svc_8080`
};

class System
{
public:
    System();
    const std::vector<Pod> &pods() const { return m_pods; }
    /// A pod that serves a request at that time: payment in the EU runs 2.14.1 between deployment and rollback.
    int pick(Service service, Region region, Nanos time, Random &random) const;
    const Pod &pod(int index) const { return m_pods[static_cast<std::size_t>(index)]; }

private:
    void addPod(Service service, Region region, int number, std::string name, std::string version);
    std::vector<Pod> m_pods;
    std::array<std::array<std::vector<int>, kRegions>, kServices> m_byPlace;
    std::vector<int> m_badPods; ///< of the bad version
};

/// The incidents.
inline constexpr Nanos kFrom = at(13, 49, 0), kTo = at(14, 5, 0);
inline constexpr Nanos kDeploy = at(13, 56, 20);                                              ///< payment 2.14.1 in the EU
inline constexpr Nanos kPspFrom = at(14, 0, 36), kPspTo = at(14, 3, 12);                      ///< its time-outs, then rollback
inline constexpr Nanos kSlowFrom = at(14, 1, 0), kSlowTo = at(14, 3, 40);                     ///< orders-db's stock query
inline constexpr Nanos kStormFrom = at(13, 54, 20), kStormTo = at(13, 55, 20);                ///< retries on catalog, US
inline constexpr Nanos kCertificateFrom = at(13, 57, 30), kCertificateTo = at(13, 58, 20);    ///< mesh zone ap-south-1b
constexpr bool within(Nanos time, Nanos from, Nanos to) { return time >= from && time < to; }

} // namespace triptych::ingest::demo
