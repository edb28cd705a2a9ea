#pragma once
#include "formats/line_sink.h"

#include <vector>

namespace triptych::formats {

/// Envoy's, Istio's and Kuma's access-log lines in their default text formats, HTTP and TCP, and formats that keep
/// their beginning: `[time] (mesh) "request" code flags …`. See contracts/access_logs.md, sections 4 and 5.
class EnvoyReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    struct Token {
        std::string_view value; ///< without quotes
        std::size_t from = 0, to = 0; ///< in the line, quotes included
        bool quoted = false;
    };
    bool tokenize(std::string_view line, std::size_t from);
    bool readTcp(const LogLine &line, std::string_view time, telemetry::Nanos timeNs, LineSink &sink);
    std::size_t tagAt(std::size_t token, std::string_view key, telemetry::ValueType type = telemetry::ValueType::String);
    void addText(std::size_t token);

    std::vector<Token> m_tokens;
    std::string_view m_line;
    std::size_t m_written = 0; ///< the line up to here is in m_parts
    LineParts m_parts;
};

} // namespace triptych::formats
