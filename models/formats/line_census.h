#pragma once
#include "formats/format.h"

#include <array>

namespace triptych::formats {

/// Kinds of lines that are told apart for recognition.
enum class LineKind : std::uint8_t { Combined, Envoy, Haproxy, NginxError, Json, Logfmt, Count };

/// Counts what the first lines of an input look like, envelopes taken off.
class LineCensus
{
public:
    explicit LineCensus(const Sample &sample);

    /// Share of the lines looked at, 0 … 1.
    double share(LineKind kind) const
    {
        return m_lines ? static_cast<double>(m_counts[static_cast<std::size_t>(kind)]) / m_lines : 0;
    }
    int lines() const { return m_lines; }
    /// Lines of text rather than bytes of something else.
    bool isText() const { return m_text; }

private:
    static constexpr int kMostLines = 60;
    std::array<int, static_cast<std::size_t>(LineKind::Count)> m_counts{};
    int m_lines = 0;
    bool m_text = false;
};

} // namespace triptych::formats
