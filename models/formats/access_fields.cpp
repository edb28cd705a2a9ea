#include "formats/access_fields.h"

#include <array>
#include <string>
#include <unordered_map>

namespace triptych::formats {

namespace {

struct Group {
    AccessRole role;
    std::string_view tag;
    std::string_view keys; ///< separated by blanks
};

constexpr Group kGroups[] = {
    {AccessRole::Method, "http.request.method",
     "method http_method request_method requestmethod verb request.method http.request.method http.method "
     "httprequest.requestmethod clientrequestmethod cs_method :method req_method"},
    {AccessRole::RequestLine, "http.request.line", "request request_line requestline"},
    {AccessRole::Uri, "url.path",
     "uri request_uri requesturi path request_path requestpath request.uri url http.url clientrequesturi "
     "x_envoy_origin_path x_envoy_original_path :path url.path httprequest.requesturl http_path original_path http.target"},
    {AccessRole::Status, "http.response.status_code",
     "status status_code statuscode response_code responsecode downstreamstatus response.status http_status "
     "http.status_code http.response.status_code edgeresponsestatus httprequest.status sc_status response_status session.status"},
    {AccessRole::Protocol, "network.protocol.version",
     "protocol server_protocol requestprotocol request.proto httpversion http_version proto httprequest.protocol"},
    {AccessRole::Renamed, "http.response.body.size",
     "bytes_sent body_bytes_sent downstreamcontentsize size edgeresponsebytes httprequest.responsesize response_size bytes"},
    {AccessRole::Renamed, "http.response.size", "response.size"},
    {AccessRole::Renamed, "http.request.size", "request.size request_length"},
    {AccessRole::Renamed, "http.request.body.size", "bytes_received requestcontentsize bytes_read request_size"},
    {AccessRole::Renamed, "http.server.request.duration", "request_time"},
    {AccessRole::Renamed, "http.server.request.duration_ms", "latencies.request latencies.session duration_ms response_time_ms"},
    {AccessRole::Renamed, "upstream.response.duration", "upstream_response_time"},
    {AccessRole::Renamed, "upstream.response.duration_ms",
     "upstream_service_time x_envoy_upstream_service_time upstream_duration_ms"},
    {AccessRole::Renamed, "client.address",
     "remote_addr clienthost client_ip request.client_ip downstream_remote_address downstream_remote_address_without_port "
     "clientip remote_ip remoteip httprequest.remoteip client_address remote_address"},
    {AccessRole::Renamed, "network.peer.address", "request.remote_ip"},
    {AccessRole::Renamed, "http.request.header.x-forwarded-for", "x_forwarded_for http_x_forwarded_for xff"},
    {AccessRole::Renamed, "user_agent.original",
     "user_agent http_user_agent useragent request_user_agent request.headers.user_agent clientrequestuseragent agent "
     "httprequest.useragent"},
    {AccessRole::Renamed, "http.request.header.referer",
     "http_referer http_referrer referer referrer request_referer request.headers.referer httprequest.referer"},
    {AccessRole::Renamed, "server.address",
     "host http_host authority :authority requesthost request.headers.host request.host server_name clientrequesthost vhost"},
    {AccessRole::Renamed, "url.scheme", "scheme requestscheme request_scheme"},
    {AccessRole::Renamed, "url.full", "request.url"},
    {AccessRole::Renamed, "user.name", "remote_user clientusername user_id"},
    {AccessRole::Renamed, "envoy.response_flags", "response_flags responseflags"},
    {AccessRole::Renamed, "envoy.response_code_details", "response_code_details"},
    {AccessRole::Renamed, "envoy.upstream_cluster", "upstream_cluster"},
    {AccessRole::Renamed, "envoy.route_name", "route_name"},
    {AccessRole::Renamed, "upstream.address", "upstream_host upstream_addr upstream_address serviceaddr"},
    {AccessRole::Renamed, "upstream.status", "upstream_status originstatus"},
    {AccessRole::Renamed, "x_request_id",
     "x_request_id request_id requestid request.id request_x_request_id req_id http_x_request_id kong_request_id"},
    {AccessRole::Renamed, "kong.service", "service.name"},
    {AccessRole::Renamed, "kong.route", "route.name"},
    {AccessRole::Renamed, "kong.consumer", "consumer.username"},
    {AccessRole::Renamed, "kong.workspace", "workspace_name"},
    {AccessRole::Renamed, "kuma.mesh", "mesh kuma_mesh"},
    {AccessRole::Renamed, "kuma.source_service", "source_service kuma_source_service"},
    {AccessRole::Renamed, "kuma.destination_service", "destination_service kuma_destination_service"},
    {AccessRole::Renamed, "kuma.zone", "kuma_zone"},
    {AccessRole::Renamed, "kuma.traffic_direction", "kuma_traffic_direction traffic_direction"},
    {AccessRole::Renamed, "traefik.router", "routername"},
    {AccessRole::Renamed, "traefik.service", "servicename"},
};

} // namespace

AccessField accessField(std::string_view key)
{
    static const std::unordered_map<std::string_view, AccessField> fields = [] {
        std::unordered_map<std::string_view, AccessField> all;
        for (const Group &group : kGroups)
            for (std::string_view rest = group.keys; !rest.empty();) {
                const std::size_t blank = rest.find(' ');
                all.emplace(rest.substr(0, blank), AccessField{group.role, group.tag});
                rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
            }
        return all;
    }();
    std::array<char, 48> low;
    if (key.size() > low.size())
        return {};
    for (std::size_t i = 0; i < key.size(); ++i) {
        const char c = key[i];
        low[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '-' || c == ' ' ? '_' : c;
    }
    const auto found = fields.find({low.data(), key.size()});
    return found == fields.end() ? AccessField() : found->second;
}

} // namespace triptych::formats
