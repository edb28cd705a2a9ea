#pragma once
#include "ingest/demo/system.h"

#include <array>
#include <string>
#include <vector>

namespace triptych::ingest::demo {

/// What the services count while they serve, and the gauges of their machines; written as OTLP metrics every 15 s.
class Meters
{
public:
    Meters();
    void request(const Pod &pod, Nanos end, Nanos duration, bool failed, telemetry::TraceId trace, telemetry::SpanId span);
    std::string otlp(const System &system, Region region) const;

private:
    static constexpr Nanos kStep = 15 * kSecond;
    static constexpr std::size_t kSteps = static_cast<std::size_t>((kTo - kFrom) / kStep) + 2;
    static constexpr std::array<double, 9> kBounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};
    struct Interval {
        std::array<std::uint32_t, kBounds.size() + 1> buckets{};
        std::uint32_t errors = 0;
        double sum = 0, slowest = 0;
        telemetry::TraceId trace;
        telemetry::SpanId span;
        Nanos when = 0;
    };
    struct Series {
        std::array<Interval, kSteps> steps;
    };
    std::string histogram(const Series &series) const;
    std::string errors(const Series &series) const;
    std::string gauges(const System &system, Region region, Service service) const;
    std::vector<Series> m_series; ///< by service, then region
};

} // namespace triptych::ingest::demo
