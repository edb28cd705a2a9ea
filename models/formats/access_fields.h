#pragma once
#include <cstdint>
#include <string_view>

namespace triptych::formats {

/// What a field of a JSON access log is (Kong, Envoy, Kuma, Traefik, Caddy, nginx escape=json and their kin).
enum class AccessRole : std::uint8_t {
    None,
    Renamed,     ///< only its name is brought to OpenTelemetry's
    Method,
    RequestLine, ///< `GET / HTTP/1.1`
    Uri,         ///< path with query
    Status,
    Protocol,    ///< `HTTP/1.1` or `1.1`
};

struct AccessField {
    AccessRole role = AccessRole::None;
    std::string_view tag; ///< OpenTelemetry's name, or ours where it has none
};

/// By the key in any case, `-` and blanks as `_`.
AccessField accessField(std::string_view key);

/// The product whose JSON it is decides units and what its fields mean.
enum class AccessProduct : std::uint8_t { Unknown, Kong, Traefik, Caddy, Envoy };

} // namespace triptych::formats
