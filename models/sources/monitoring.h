#pragma once
#include "telemetry/ids.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What servers watch by themselves: rules and monitors, objectives, and what metrics there are. Plain values.
namespace triptych::sources {

using LabelList = std::vector<std::pair<std::string, std::string>>;

/// One alerting rule or monitor, with what it fires for now.
struct AlertRule {
    enum class State : std::uint8_t { Inactive, Pending, Firing, NoData, Unknown };
    std::string group, name, query;
    State state = State::Unknown;
    telemetry::Nanos holdsFor = 0; ///< until it fires
    std::string health;            ///< ok, err, unknown
    std::string lastError;
    LabelList labels, annotations;
    struct Alert {
        LabelList labels;
        State state = State::Unknown;
        telemetry::Nanos since = 0; ///< 0: unknown
        std::string value;
    };
    std::vector<Alert> alerts;
};
std::string_view name(AlertRule::State state);

/// A service level objective as a server keeps it.
struct Objective {
    std::string id, name, kind, description, timeframe; ///< "30d"
    double target = 0; ///< percent
    std::optional<double> reached, budgetLeft; ///< percent
    std::vector<std::string> tags;
};

struct MetricInfo {
    std::string name, type, unit, help; ///< all but the name may be unknown
};

/// A sample that names the trace it was taken from.
struct TracedSample {
    LabelList series, labels;
    telemetry::Nanos time = 0;
    std::string value;
    telemetry::TraceId trace; ///< of the label that holds one
};

} // namespace triptych::sources
