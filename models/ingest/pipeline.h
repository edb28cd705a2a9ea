#pragma once
#include "formats/format.h"
#include "ingest/import_report.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace triptych::ingest {

/// An input that has been recognised: what workers need for decoding it. Immutable once it is in the pipeline.
struct DecodeTask {
    const formats::Format *format = nullptr;
    std::string head;
    bool whole = false;
    std::string name;
    telemetry::Nanos clockOffset = 0; ///< added to every time
    std::optional<telemetry::Tag> resourceTag; ///< of every record
    std::string logTraceField, logSpanField;   ///< see ImportOptions
    formats::Sample sample() const { return {head, whole, name}; }
};

/// How an input ended.
struct InputEnd {
    std::uint64_t bytes = 0;
    std::string hash;
    std::vector<telemetry::BadRecord> errors;
};

/// One step of the import, in the order of the input.
struct Step {
    enum class Kind : std::uint8_t {
        Begin, ///< a recognised input begins: `report`, `task`, `size`
        Batch, ///< a piece of it was decoded: `piece` (without its bytes), `batch`
        End,   ///< it ends: `end`
        Note,  ///< an input that is not imported: `report` says why
    };
    Kind kind = Kind::Note;
    std::size_t file = 0; ///< index in the report
    std::unique_ptr<FileReport> report;
    std::uint64_t size = 0;
    std::shared_ptr<const DecodeTask> task;
    std::string tail; ///< Begin: the last bytes of the input, for Sequencer::foresee(); empty: not known
    formats::Piece piece;
    telemetry::Batch batch;
    InputEnd end;
};

/// Between the reader, the decoding workers and the writer of an import: pieces go out to whichever worker is free, and
/// come back in order. At most `window` pieces are under way from cutting to writing, which bounds the memory.
class Pipeline
{
public:
    Pipeline(std::size_t window, std::stop_token stop) : m_window(window), m_stop(std::move(stop)) {}

    // the reader's side
    /// Waits for room; false when stopped.
    bool addPiece(std::size_t file, std::shared_ptr<const DecodeTask> task, formats::Piece piece);
    void addStep(Step step);
    void finish();

    // a worker's side: takes a piece, decodes it, gives it back; returns when there are no more
    void work();

    // the writer's side
    enum class Wait : std::uint8_t { Step, Timeout, End };
    Wait next(Step &out, std::chrono::milliseconds timeout);

private:
    struct Job {
        std::uint64_t number = 0;
        Step step;
    };
    std::optional<Job> takeJob();

    std::size_t m_window;
    std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_room, m_work, m_ready;
    std::deque<Job> m_jobs;
    std::map<std::uint64_t, Step> m_done;
    std::size_t m_underWay = 0;
    std::uint64_t m_added = 0, m_taken = 0;
    bool m_finished = false;
};

} // namespace triptych::ingest
