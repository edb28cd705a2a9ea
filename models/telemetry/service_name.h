#pragma once
#include <string_view>

namespace triptych::telemetry {

/// A mesh's name of a service by the name that its spans bear: of Kuma's `name_namespace_svc_port` the name (Kubernetes'
/// names hold no underscore; the port is left out where there is none). Others as they are.
std::string_view plainService(std::string_view service);
/// The service that a proxy's cluster leads to, where its name tells: Istio's `outbound|9080||reviews.default.svc.cluster.local`,
/// Kuma's names. Else empty.
std::string_view clusterService(std::string_view cluster);

} // namespace triptych::telemetry
