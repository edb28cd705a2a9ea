#pragma once
#include "formats/format.h"

namespace triptych::formats {

/// Counts what the first lines of an input look like, envelopes taken off. For recognition.
class LineCensus
{
public:
    explicit LineCensus(const Sample &sample);

    int lines = 0;    ///< looked at: not blank, whole, at most kMostLines
    int json = 0;     ///< whole JSON objects
    int combined = 0; ///< common and combined access-log lines

    double share(int count) const { return lines ? static_cast<double>(count) / lines : 0; }
    /// Lines of text rather than bytes of something else.
    bool isText() const { return m_text; }

private:
    static constexpr int kMostLines = 60;
    bool m_text = false;
};

} // namespace triptych::formats
