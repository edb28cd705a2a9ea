#pragma once
#include <string_view>

namespace triptych::telemetry {

/// Whom an import is from: the file of a path, the server (scheme and authority) of a URL, whatever was asked of it.
inline std::string_view importOrigin(std::string_view path)
{
    const std::size_t scheme = path.find("://");
    return scheme == std::string_view::npos ? path : path.substr(0, path.find('/', scheme + 3));
}

} // namespace triptych::telemetry
