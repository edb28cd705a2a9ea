#pragma once
#include "formats/line_sink.h"

namespace triptych::formats {

/// HAProxy's HTTP, TCP and error log lines, without syslog's head (an envelope takes that off).
class HaproxyReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    LineParts m_parts;
};

} // namespace triptych::formats
