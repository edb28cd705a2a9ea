#pragma once
#include "formats/line_sink.h"

namespace triptych::formats {

/// nginx's and Kong's error log: `2026/08/20 11:40:00 [error] 31#0: *7 message, client: …, request: "…", host: "…"`.
class NginxErrorReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    LineParts m_parts;
};

} // namespace triptych::formats
