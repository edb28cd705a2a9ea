#pragma once
#include "base/error.h"
#include "telemetry/answers.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace triptych::ingest {

/// How one input fares. The last six are final.
enum class FileState : std::uint8_t {
    Waiting,
    Running,
    Done,
    Losses,    ///< imported, but some of it could not be read
    Duplicate, ///< its content is in the store already
    Refused,   ///< what it holds is not read here; the first error says what it is
    Failed,    ///< it could not be read, or nothing in it could
};

/// What one input gave. `record` is what the store keeps of it; the errors are the first 100.
struct FileReport {
    telemetry::ImportRecord record;
    std::string formatTitle; ///< for people
    FileState state = FileState::Waiting;
    std::string duplicateOf; ///< path of the earlier import, if Duplicate and known
};

struct ImportReport {
    std::vector<FileReport> files; ///< in the order in which they were read
    std::uint64_t spans = 0, logs = 0, samples = 0, duplicates = 0, errorCount = 0;
    std::uint64_t bytes = 0;       ///< unpacked
    double seconds = 0;
    /// Some input was bad, refused or unreadable.
    bool losses() const;
    /// Nothing came in and nothing was there already.
    bool nothingUsable() const;
};

/// One input while the import runs.
struct FileProgress {
    std::string name, formatTitle;
    std::uint64_t bytesDone = 0, bytesTotal = 0; ///< unpacked; total 0 while unknown
    std::uint64_t spans = 0, logs = 0, samples = 0, errors = 0;
    FileState state = FileState::Waiting;
};

struct ImportProgress {
    enum class Phase : std::uint8_t { Reading, Finishing };
    std::uint64_t bytesDone = 0, bytesTotal = 0; ///< of the files as they lie on disk; total 0 for pipes
    std::uint64_t spans = 0, logs = 0, samples = 0, errors = 0;
    double seconds = 0;
    Phase phase = Phase::Reading;
    std::vector<FileProgress> files;
};

/// Called at most ten times a second, and once at the end, on the thread that runs the import.
using ImportObserver = std::function<void(const ImportProgress &)>;

} // namespace triptych::ingest
