#pragma once
#include "formats/line_sink.h"

namespace triptych::formats {

/// nginx-proxy-manager's access log: `[time] cache upstream-status status - METHOD scheme host "/path" [Client …]
/// [Length …] [Gzip …] [Sent-to …] "agent" "referer"`; of redirections and dead hosts without what an upstream says.
class ProxyManagerReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    LineParts m_parts;
};

} // namespace triptych::formats
