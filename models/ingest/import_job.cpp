#include "ingest/import_job.h"

#include "base/heap.h"
#include "ingest/leaf_reader.h"
#include "ingest/pipeline.h"
#include "store/bulk_writer.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace triptych::ingest {

using base::Error;
using base::ErrorKind;
using base::Result;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kObserveEvery = std::chrono::milliseconds(100);
constexpr std::size_t kErrorsKept = 100;

KnownContent knownContent(const store::Store &store)
{
    KnownContent known;
    for (const auto &[hash, path] : store.importedContent())
        known.add(hash, path);
    return known;
}

/// The writing end of an import: takes the steps in order, writes batches, keeps the report.
class WriteEnd
{
public:
    WriteEnd(store::BulkWriter &writer, const std::vector<std::string> &inputs) : m_writer(writer), m_inputs(inputs) {}

    Result<void> take(Step &step)
    {
        if (step.file >= m_report.files.size())
            m_report.files.resize(step.file + 1);
        FileReport &file = m_report.files[step.file];
        m_current = step.file;
        switch (step.kind) {
        case Step::Kind::Note:
            file = std::move(*step.report);
            m_report.errorCount += file.record.errorCount;
            return {};
        case Step::Kind::Begin: {
            file = std::move(*step.report);
            m_size = step.size;
            m_bytes = 0;
            m_written = {};
            m_sequencer = step.task->format->sequencer ? step.task->format->sequencer() : nullptr;
            if (!step.tail.empty())
                m_sequencer->foresee(step.tail);
            const auto id = m_writer.beginFile(file.record.path);
            return id ? Result<void>() : Result<void>(id.error());
        }
        case Step::Kind::Batch: {
            m_bytes += step.batch.bytes;
            m_report.bytes += step.batch.bytes;
            if (!m_sequencer)
                return write(std::move(step.batch));
            m_failure = {};
            m_sequencer->next(std::move(step.batch), step.piece, [this](telemetry::Batch batch) { writeOrNote(std::move(batch)); });
            return notMisled();
        }
        case Step::Kind::End:
            return end(step.end);
        }
        return {};
    }

    ImportReport &report() { return m_report; }
    bool misled() const { return m_misled; } ///< why take() failed: the input must be read again without foresight

    ImportProgress progress(const base::Progress &outer, double seconds, ImportProgress::Phase phase) const
    {
        ImportProgress p;
        p.bytesDone = outer.done;
        p.bytesTotal = outer.total;
        p.seconds = seconds;
        p.phase = phase;
        p.spans = m_report.spans + m_written.spans;
        p.logs = m_report.logs + m_written.logs;
        p.samples = m_report.samples + m_written.samples;
        p.errors = m_report.errorCount;
        p.files.reserve(m_report.files.size());
        for (std::size_t i = 0; i < m_report.files.size(); ++i) {
            const FileReport &f = m_report.files[i];
            FileProgress row{f.record.path, f.formatTitle, f.record.bytes, f.record.bytes, f.record.spans,
                             f.record.logs, f.record.samples, f.record.errorCount, f.state};
            if (f.state == FileState::Running) {
                row.bytesDone = m_bytes;
                row.bytesTotal = m_size;
                row.spans = m_written.spans;
                row.logs = m_written.logs;
                row.samples = m_written.samples;
            }
            p.files.push_back(std::move(row));
        }
        if (m_report.files.empty())
            for (const std::string &input : m_inputs)
                p.files.push_back({input, {}, 0, 0, 0, 0, 0, 0, FileState::Waiting});
        return p;
    }

private:
    struct Counts {
        std::uint64_t spans = 0, logs = 0, samples = 0;
    };

    FileReport &current() { return m_report.files[m_current]; }

    Result<void> notMisled()
    {
        if (!m_failure || !m_sequencer->misled())
            return m_failure;
        m_misled = true;
        return Error{ErrorKind::Internal, "the end of a file was taken for the end of its first trace", {}, {}, {}};
    }

    void writeOrNote(telemetry::Batch batch)
    {
        if (!m_failure)
            return;
        m_failure = write(std::move(batch));
    }

    Result<void> write(telemetry::Batch batch)
    {
        telemetry::ImportRecord &record = current().record;
        for (telemetry::BadRecord &bad : batch.errors)
            if (record.errors.size() < kErrorsKept)
                record.errors.push_back(std::move(bad));
        batch.errors.clear();
        record.errorCount += batch.errorCount;
        m_report.errorCount += batch.errorCount;
        m_written.spans += batch.spans.size();
        m_written.logs += batch.logs.size();
        m_written.samples += batch.samples.size();
        return m_writer.write(std::move(batch));
    }

    Result<void> end(InputEnd &end)
    {
        m_failure = {};
        if (m_sequencer) {
            m_sequencer->finish([this](telemetry::Batch batch) { writeOrNote(std::move(batch)); });
            if (auto right = notMisled(); !right)
                return right;
        }
        m_sequencer.reset();
        if (!m_failure)
            return m_failure;
        FileReport &file = current();
        file.record.bytes = end.bytes;
        file.record.hash = end.hash;
        file.record.at = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        const auto bad = static_cast<std::uint64_t>(std::count_if(end.errors.begin(), end.errors.end(), [](const telemetry::BadRecord &e) { return !e.warning; }));
        file.record.errorCount += bad;
        m_report.errorCount += bad;
        for (telemetry::BadRecord &one : end.errors) {
            // What ended the file matters more than one more bad line.
            if (file.record.errors.size() >= kErrorsKept)
                file.record.errors.pop_back();
            file.record.errors.push_back(std::move(one));
        }
        auto written = m_writer.endFile(file.record);
        if (!written)
            return written.error();
        file.record = std::move(*written);
        const telemetry::ImportRecord &record = file.record;
        const bool rows = record.spans + record.logs + record.samples + record.duplicates > 0;
        file.state = record.errorCount == 0 ? FileState::Done : rows ? FileState::Losses : FileState::Failed;
        m_report.spans += record.spans;
        m_report.logs += record.logs;
        m_report.samples += record.samples;
        m_report.duplicates += record.duplicates;
        m_written = {};
        return {};
    }

    store::BulkWriter &m_writer;
    const std::vector<std::string> &m_inputs;
    ImportReport m_report;
    std::size_t m_current = 0;
    bool m_misled = false;
    std::uint64_t m_bytes = 0, m_size = 0; // of the file being written
    Counts m_written;
    std::unique_ptr<formats::Sequencer> m_sequencer;
    Result<void> m_failure;
};

} // namespace

bool ImportReport::losses() const
{
    return std::any_of(files.begin(), files.end(), [](const FileReport &f) {
        return f.state == FileState::Losses || f.state == FileState::Refused || f.state == FileState::Failed;
    });
}

bool ImportReport::nothingUsable() const
{
    return std::none_of(files.begin(), files.end(), [](const FileReport &f) {
        return f.state == FileState::Done || f.state == FileState::Losses || f.state == FileState::Duplicate;
    });
}

Result<ImportReport> ImportJob::run(const std::vector<std::string> &paths, std::stop_token stop, const ImportObserver &observer)
{
    base::keepFreedMemory();
    const auto attempt = [&](bool foresight, bool &misled) {
        base::Progress outer;
        formats::ArchiveWalker lister(stop, &outer);
        const std::vector<std::string> files = lister.list(paths);
        // A folder's offset is that of each of its files.
        std::vector<telemetry::Nanos> offsets;
        const formats::ArchiveWalker perPath(stop);
        for (std::size_t i = 0; i < paths.size() && i < m_options.clockOffsets.size(); ++i)
            offsets.insert(offsets.end(), perPath.list({paths[i]}).size(), m_options.clockOffsets[i]);
        const auto feed = [&](LeafReader &reader) {
            reader.setForesight(foresight);
            reader.setClockOffsets(offsets);
            reader.setResourceTag(m_options.resourceTag);
            reader.setLogFields(m_options.logTraceField, m_options.logSpanField);
            reader.run(files, m_options.limits, outer);
        };
        return runFeed(files, outer, feed, stop, observer, misled);
    };
    bool misled = false;
    auto report = attempt(true, misled);
    return misled ? attempt(false, misled) : std::move(report);
}

Result<ImportReport> ImportJob::runInMemory(const std::vector<MemoryInput> &inputs, std::stop_token stop, const ImportObserver &observer)
{
    base::Progress outer;
    std::vector<std::string> names;
    for (const MemoryInput &input : inputs) {
        names.emplace_back(input.name);
        outer.total += input.bytes.size();
    }
    bool misled = false; // there is no end of a file to be misled by
    const auto feed = [&](LeafReader &reader) {
        reader.setResourceTag(m_options.resourceTag);
        reader.setLogFields(m_options.logTraceField, m_options.logSpanField);
        reader.run(inputs, outer);
    };
    return runFeed(names, outer, feed, stop, observer, misled);
}

Result<ImportReport> ImportJob::runFeed(const std::vector<std::string> &names, const base::Progress &outer, const Feed &feed, std::stop_token stop, const ImportObserver &observer, bool &misled)
{
    misled = false;
    const auto started = Clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - started).count(); };
    KnownContent known = knownContent(m_store);
    auto opened = m_store.write();
    if (!opened)
        return opened.error();
    store::BulkWriter &writer = **opened;

    const auto stopped = [] { return Error{ErrorKind::Stopped, "the import was stopped", {}, "nothing of it was kept", {}}; };
    // Stops the threads below for either reason: the user's Cancel, or a store that cannot be written.
    std::stop_source ending;
    const std::stop_callback onStop(stop, [&] { ending.request_stop(); });
    const int workers = m_options.threads > 0 ? m_options.threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    // Few pieces under way stay in the processor's cache from the one who cuts them to the one who writes them.
    Pipeline pipeline(static_cast<std::size_t>(workers) + 3, ending.get_token());
    WriteEnd end(writer, names);
    Result<void> outcome;
    {
        LeafReader reader(pipeline, std::move(known), ending.get_token());
        std::vector<std::jthread> threads;
        threads.emplace_back([&] { feed(reader); });
        for (int i = 0; i < workers; ++i)
            threads.emplace_back([&] { pipeline.work(); });

        auto observed = started;
        while (outcome) {
            Step step;
            const Pipeline::Wait got = pipeline.next(step, kObserveEvery);
            if (got == Pipeline::Wait::End)
                break;
            if (got == Pipeline::Wait::Step)
                outcome = end.take(step);
            if (observer && Clock::now() - observed >= kObserveEvery) {
                observed = Clock::now();
                observer(end.progress(outer, seconds(), ImportProgress::Phase::Reading));
            }
        }
        if (!outcome)
            ending.request_stop();
    }
    if (stop.stop_requested() || !outcome) {
        writer.rollback();
        misled = end.misled() && !stop.stop_requested();
        return stop.stop_requested() ? stopped() : outcome.error();
    }
    ImportReport &report = end.report();
    if (observer)
        observer(end.progress(outer, seconds(), ImportProgress::Phase::Finishing));
    if (report.spans + report.logs + report.samples == 0 && report.nothingUsable()) {
        writer.rollback();
    } else if (m_options.onlyNews && report.errorCount == 0 && writer.dropRepeats()) {
        // Whoever asks again every few seconds is mostly told what he knows.
    } else if (const auto committed = writer.commit(stop); !committed) {
        writer.rollback();
        return committed.error().kind == ErrorKind::Stopped ? stopped() : committed.error();
    }
    report.seconds = seconds();
    if (observer)
        observer(end.progress(outer, report.seconds, ImportProgress::Phase::Finishing));
    return std::move(report);
}

} // namespace triptych::ingest
