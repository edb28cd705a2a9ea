#pragma once
#include "formats/json_flattener.h"
#include "formats/line_sink.h"

#include <optional>
#include <vector>

namespace triptych::formats {

/// What runtimes put in front of or around a log line: CRI (`time stdout F `), docker's json-file, kubectl --timestamps
/// and --prefix, docker compose (`web-1  | `). Syslog's head is kept as part of the line, but what follows it is tried.
class LineEnvelope
{
public:
    enum class Kind : std::uint8_t { None, Cri, DockerJson, Compose, KubectlPrefix, Timestamp, Syslog };

    /// Takes the envelope off `line`: its text becomes what is inside, its envelope fields what was around. False if
    /// there is none.
    bool open(LogLine &line, LineSink &sink);
    /// Whether a JSON line is docker's wrapping of another line rather than a record of its own.
    static bool isDockerJson(std::string_view text);
    /// A line of CRI taken apart: what its runtime cut has the flag P in all parts but the last.
    struct CriPart {
        bool toStderr = false, partial = false;
        std::size_t flag = 0;      ///< where the flag stands
        std::string_view content;  ///< behind it
    };
    static std::optional<CriPart> criPart(std::string_view line);
    Kind kind() const { return m_kind; } ///< of the last one opened

private:
    bool cri(LogLine &line, LineSink &sink);
    bool dockerJson(LogLine &line, LineSink &sink);
    bool compose(LogLine &line, LineSink &sink);
    bool kubectlPrefix(LogLine &line);
    bool timestamp(LogLine &line, LineSink &sink);
    bool syslog(LogLine &line, LineSink &sink);

    Kind m_kind = Kind::None;
    std::vector<telemetry::TagView> m_tags;
    JsonFlattener m_flattener;
    std::vector<JsonField> m_fields;
};

} // namespace triptych::formats
