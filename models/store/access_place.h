#pragma once
#include "telemetry/answers.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::store {

/// What an access-log line says of the hop it stands for. Empty: it does not say.
struct AccessFacts {
    telemetry::Nanos time = 0;
    telemetry::Nanos duration = 0; ///< 0: unknown
    std::string service;           ///< the line's own, of a mesh its destination
    std::string caller;            ///< of a mesh its source
    std::string upstream, client;  ///< addresses, ports cut off
    std::string host, pod, path;
};

/// A span that the line may belong to.
struct AccessCandidate {
    telemetry::SpanId span;
    telemetry::Nanos start = 0, duration = 0;
    telemetry::SpanKind kind{};
    std::string service, name;
    std::string peerService;
    std::vector<std::string> addresses; ///< of its peer and its own
    std::string host, pod, path;
};

struct AccessPlace {
    std::size_t candidate = 0;
    std::string why; ///< "service checkout, path and time"
};

/// The likeliest span of a line that carries a trace id and no span id. Rule: the span's time must hold the line's (some
/// proxies write when a request came, others when its answer left; nginx rounds to seconds); among those the one with the
/// most evidence of a peer (service, caller, address, host or pod, path) wins, then the one whose duration is nearest,
/// then the shortest. None where no time fits. O(candidates).
std::optional<AccessPlace> placeAccessLine(const AccessFacts &line, const std::vector<AccessCandidate> &candidates);

/// `10.1.2.3:8080`, `tcp://10.1.2.3:8080` and `[2001:db8::1]:80` without port and scheme; of a list the last.
std::string addressOf(std::string_view text);

} // namespace triptych::store
