#include "telemetry/service_name.h"

#include <algorithm>

namespace triptych::telemetry {

std::string_view plainService(std::string_view service)
{
    constexpr std::string_view kService = "svc";
    const std::size_t name = service.find('_');
    const std::size_t space = name == std::string_view::npos ? name : service.find('_', name + 1);
    if (name == 0 || space == std::string_view::npos || space == name + 1)
        return service;
    const std::string_view rest = service.substr(space + 1);
    if (rest.substr(0, kService.size()) != kService)
        return service;
    const std::string_view port = rest.substr(kService.size());
    const bool numbered = port.size() > 1 && port[0] == '_' && std::all_of(port.begin() + 1, port.end(), [](char c) { return c >= '0' && c <= '9'; });
    return port.empty() || numbered ? service.substr(0, name) : service;
}

std::string_view clusterService(std::string_view cluster)
{
    const std::size_t bar = cluster.rfind('|');
    if (bar == std::string_view::npos) {
        const std::string_view plain = plainService(cluster);
        return plain == cluster ? std::string_view() : plain;
    }
    const std::string_view host = cluster.substr(bar + 1);
    const std::size_t dot = host.find('.');
    return dot == std::string_view::npos || (host[0] >= '0' && host[0] <= '9') ? std::string_view() : host.substr(0, dot);
}

} // namespace triptych::telemetry
