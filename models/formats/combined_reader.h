#pragma once
#include "formats/line_sink.h"
#include "formats/proxy_manager_reader.h"

#include <array>
#include <string>
#include <vector>

namespace triptych::formats {

/// Common and combined access-log lines of nginx, Apache, Kong, Traefik and their kin:
/// `[vhost ]addr ident user [time] "request" status bytes "referer" "agent"` and anything behind: Kong's request id,
/// request times, `key=value`, quoted headers. The body is the line as it stands, each field a slice of it.
class CombinedReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    struct Fields;
    static bool split(std::string_view line, telemetry::TimestampReader &times, Fields &fields);
    bool addFast(const LogLine &line, const Fields &fields, telemetry::LogFields &log, LineSink &sink);
    void addParts(const LogLine &line, const Fields &fields, telemetry::LogFields &log, LineSink &sink);

    // Shapes of the usual layout by what is present; of one piece.
    static constexpr std::size_t kLayouts = 64;
    std::array<telemetry::ShapeIndex, kLayouts> m_shapes{};
    std::array<bool, kLayouts> m_known{};
    std::uint64_t m_piece = 0;
    LineParts m_parts;
    ProxyManagerReader m_proxyManager; ///< nginx too, with the time in front
};

} // namespace triptych::formats
