#pragma once
#include "formats/line_sink.h"

#include <vector>

namespace triptych::formats {

/// logfmt: `ts=2026-… level=info msg="cart loaded" traceID=5b8e…`. The body is the line, each value a tag.
class LogfmtReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    struct Pair {
        std::string_view key;
        std::string_view value;          ///< raw, between the quotes
        std::size_t from = 0, to = 0;    ///< of the value in the line, quotes excluded
        bool quoted = false, escaped = false;
    };
    static bool split(std::string_view line, std::vector<Pair> &pairs);

    std::vector<Pair> m_pairs;
    LineParts m_parts;
};

} // namespace triptych::formats
