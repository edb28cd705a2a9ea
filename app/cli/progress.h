#pragma once
#include "ingest/import_report.h"

#include <string>

namespace triptych::cli {

/// Shows an import's progress on standard error: a line that rewrites itself on a terminal, JSON lines, or nothing.
class ProgressLine
{
public:
    enum class How : std::uint8_t { None, Terminal, Json };
    explicit ProgressLine(How how) : m_how(how) {}
    ~ProgressLine(); ///< clears the line
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;
    void show(const ingest::ImportProgress &progress);

private:
    How m_how;
    bool m_shown = false;
};

} // namespace triptych::cli
