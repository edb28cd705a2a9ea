#pragma once
#include "formats/line_cutter.h"
#include "formats/line_sink.h"

#include <string>
#include <vector>

namespace triptych::formats {

/// W3C extended log files (IIS, Azure, CloudFront): `#Fields:` lines name the columns of the lines behind them.
class W3cReader : public LineReader
{
public:
    void begin(std::string_view context) override; ///< the last #Fields line before the piece
    bool read(const LogLine &line, LineSink &sink) override;

private:
    void setFields(std::string_view line);
    struct Column {
        std::string name; ///< OpenTelemetry's, or the log's own
        bool date = false, time = false, status = false, number = false;
    };
    std::vector<Column> m_columns;
    LineParts m_parts;
};

/// Hands the #Fields line that rules at the beginning of each piece to its decoder.
class W3cCutter : public LineCutter
{
protected:
    std::string contextFor(std::string_view bytes) override;

private:
    std::string m_fields;
};

} // namespace triptych::formats
