#include "ingest/demo/demo.h"

#include "ingest/demo/journeys.h"
#include "ingest/demo/world.h"

#include <array>
#include <fstream>
#include <utility>

namespace triptych::ingest {

namespace {

using namespace demo;
using telemetry::Level;

Journey someJourney(Random &random)
{
    constexpr std::array<std::pair<Journey, double>, 8> shares = {{{Journey::Products, 0.295},
                                                                   {Journey::Search, 0.15},
                                                                   {Journey::Cart, 0.14},
                                                                   {Journey::AddToCart, 0.08},
                                                                   {Journey::Checkout, 0.155},
                                                                   {Journey::PlaceOrder, 0.045},
                                                                   {Journey::Orders, 0.10},
                                                                   {Journey::Background, 0.035}}};
    double left = random.unit();
    for (const auto &[journey, share] : shares)
        if ((left -= share) < 0)
            return journey;
    return Journey::Products;
}

Region someRegion(Random &random)
{
    const double u = random.unit();
    return u < 0.55 ? Region::Eu : u < 0.85 ? Region::Us : Region::Ap;
}

/// Traffic grows by two thirds while customers try again.
Nanos someTime(Random &random)
{
    constexpr double kGrowth = 0.67;
    const auto whole = static_cast<double>(kTo - kFrom - 5 * kSecond), busy = static_cast<double>(kPspTo - kPspFrom);
    const double u = random.unit() * (whole + kGrowth * busy);
    if (u < whole)
        return kFrom + static_cast<Nanos>(u);
    return kPspFrom + static_cast<Nanos>((u - whole) / kGrowth);
}

/// What pods say when nobody asks: no ids, but the same services, hosts and times.
void chatter(World &world, int lines)
{
    Random &r = world.random;
    const int pods = static_cast<int>(world.system.pods().size());
    for (int i = 0; i < lines; ++i) {
        const int pod = r.below(pods);
        const Pod &p = world.system.pod(pod);
        const Nanos time = kFrom + static_cast<Nanos>(r.unit() * static_cast<double>(kTo - kFrom));
        if (p.version == "2.14.1" && !within(time, kDeploy, kPspTo + 20 * kSecond))
            continue;
        switch (r.below(6)) {
        case 0:
            world.log(pod, time, Level::Debug, "GC pause " + text(1 + r.below(30)) + "ms heap=" + text(180 + r.below(300)) + "MB");
            break;
        case 1:
            world.log(pod, time, Level::Info, "health check ok in " + text(1 + r.below(4)) + "ms");
            break;
        case 2:
            world.log(pod, time, Level::Info, "connection pool size=" + text(8 + r.below(24)) + " idle=" + text(r.below(8)));
            break;
        case 3:
            world.log(pod, time, Level::Debug, "cache hit cart:" + text(1000 + r.below(9000)));
            break;
        case 4:
            world.log(pod, time, r.chance(0.1) ? Level::Warn : Level::Debug, "config reload revision=" + text(800 + r.below(40)));
            break;
        default:
            world.log(pod, time, Level::Info, "session refreshed ttl=1800");
        }
    }
}

/// Lines that explain the incidents to who looks for them.
void announcements(World &world)
{
    const auto &pods = world.system.pods();
    for (std::size_t i = 0; i < pods.size(); ++i) {
        const int pod = static_cast<int>(i);
        const Pod &p = pods[i];
        if (p.version == "2.14.1") {
            world.log(pod, kDeploy + static_cast<Nanos>(i) * kMs, Level::Info, "payment 2.14.1 started: psp.timeout=246ms psp.retries=2");
            world.log(pod, kPspTo + kSecond, Level::Info, "shutting down: rollback to 2.14.0");
        }
        if (p.service == Service::OrdersDb && p.region != Region::Ap && p.name.ends_with("writer"))
            world.log(pod, kSlowFrom, Level::Warn, "lock wait on items: 1 blocker (VACUUM FULL items), 14 waiting");
        if (p.service == Service::MeshControl && p.region == Region::Ap) {
            world.log(pod, kCertificateFrom - 120 * kSecond, Level::Warn, "certificate of zone ap-south-1b expires in 2m0s, renewal failed: CA unreachable");
            world.log(pod, kCertificateFrom, Level::Error, "certificate of zone ap-south-1b expired at 2026-11-23T13:57:30Z");
            world.log(pod, kCertificateTo, Level::Info, "certificate of zone ap-south-1b renewed");
        }
        if (p.service == Service::Shipping) // a stack trace, as plain logs have them
            world.log(pod, kFrom + static_cast<Nanos>(i) * kSecond, Level::Error,
                      "carrier poll failed\nSystem.Net.Http.HttpRequestException: Connection refused (carrier.example:443)\n"
                      "   at Shop.Shipping.CarrierClient.PollAsync(String parcel)\n   at Shop.Shipping.Poller.RunAsync()");
    }
}

} // namespace

telemetry::TimeRange demoTime() { return {kFrom, kTo}; }
telemetry::TraceId demoTrace() { return {0x4bf92f3577b34da6, 0xa3ce929d0e0e4736}; }

std::vector<DemoFile> demoFiles(const DemoOptions &options)
{
    World world(options.seed);
    Random &r = world.random;
    drawnCheckout(world);
    for (int i = 1; i < options.traces; ++i) {
        const Nanos start = someTime(r);
        const Region region = someRegion(r);
        const Journey journey = someJourney(r);
        const std::uint64_t hi = r.next() | 1, lo = r.next() | 1;
        travel(world, journey, region, {hi, lo}, start);
    }
    chatter(world, options.traces * 5);
    announcements(world);
    return world.files();
}

base::Result<void> writeDemo(const std::filesystem::path &folder, const DemoOptions &options)
{
    for (const DemoFile &file : demoFiles(options)) {
        const std::filesystem::path path = folder / file.name;
        const auto failed = [&path](const char *what) {
            return base::Error{base::ErrorKind::Unreadable, what, {path.string(), {}, {}, {}}, {}, "choose another folder"};
        };
        std::error_code error;
        std::filesystem::create_directories(path.parent_path(), error);
        if (error)
            return failed("the folder cannot be made");
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
        out.close();
        if (!out) {
            base::Error full = failed("the file cannot be written");
            const auto space = std::filesystem::space(folder, error);
            if (!error && space.available < file.bytes.size())
                full.kind = base::ErrorKind::DiskFull;
            return full;
        }
    }
    return {};
}

} // namespace triptych::ingest
