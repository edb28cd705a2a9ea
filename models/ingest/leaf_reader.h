#pragma once
#include "formats/archive_walker.h"
#include "formats/format.h"
#include "formats/byte_source.h"
#include "formats/utf16.h"
#include "ingest/content_hash.h"
#include "ingest/import_job.h"
#include "ingest/pipeline.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace triptych::ingest {

/// Inputs that are in the store already, by content. A key is `hash of the whole:hash of the head`, so that the head alone
/// tells most new files from known ones.
class KnownContent
{
public:
    void add(const std::string &key, const std::string &path);
    bool mayKnow(const std::string &headHash) const { return m_heads.contains(headHash); }
    /// Path of the earlier import with this key.
    std::optional<std::string> find(const std::string &key) const;

private:
    std::unordered_map<std::string, std::string> m_paths;
    std::unordered_set<std::string> m_heads;
};

/// The reading end of an import: recognises each leaf by its first 256 KiB, cuts it into pieces for the pipeline, and
/// leaves out what is unreadable, not recognised, or known. Runs on the reader thread.
class LeafReader final : public formats::LeafSink
{
public:
    LeafReader(Pipeline &pipeline, KnownContent known, std::stop_token stop);

    /// Whether large files are looked at from their end first (formats::Sequencer::foresee()); they are unless told.
    void setForesight(bool foresight) { m_foresight = foresight; }

    /// Walks the outer files. `progress` counts their bytes.
    void run(const std::vector<std::string> &files, const formats::ArchiveWalker::Limits &limits, base::Progress &progress);

    /// For each of the outer files: see ImportOptions.
    void setClockOffsets(std::vector<telemetry::Nanos> offsets) { m_offsets = std::move(offsets); }

    /// See ImportOptions.
    void setResourceTag(std::optional<telemetry::Tag> tag) { m_tag = std::move(tag); }
    void setLogFields(std::string trace, std::string span)
    {
        m_logTraceField = std::move(trace);
        m_logSpanField = std::move(span);
    }

    /// Reads inputs in memory as they are.
    void run(const std::vector<MemoryInput> &inputs, base::Progress &progress);

    Take open(const formats::Leaf &leaf) override;
    Take bytes(std::string_view block) override;
    void close(const base::Error *cutShort) override;
    void unreadable(const formats::Leaf &leaf, const base::Error &error) override;

private:
    Take begin(formats::Sample sample);
    bool isKnown(std::string_view head, std::string &pathOut);
    void note(const formats::Leaf &leaf, FileState state, std::string what, std::string title = {}, std::string format = {});
    void cut(std::string_view bytes);
    Take text(std::string_view block);

    Pipeline &m_pipeline;
    KnownContent m_known;
    std::stop_token m_stop;
    formats::ArchiveWalker::Limits m_limits;
    std::string m_outerPath;
    std::vector<telemetry::Nanos> m_offsets;
    telemetry::Nanos m_offset = 0; // of the outer file
    std::optional<telemetry::Tag> m_tag;
    std::string m_logTraceField, m_logSpanField;
    std::optional<std::size_t> m_hashedOuter;
    std::vector<std::string> m_outerHashes; // of the leaves of m_hashedOuter
    std::size_t m_files = 0;
    bool m_foresight = true;

    formats::Leaf m_leaf;
    enum class Phase : std::uint8_t { Head, Reading, Skipping } m_phase = Phase::Head;
    std::string m_pending; // read before the leaf was recognised
    std::uint64_t m_bytes = 0;
    std::optional<formats::Utf16Reader> m_utf16; // set: the leaf is UTF-16
    ContentHash m_hash;
    std::string m_headHash;
    std::size_t m_file = 0;
    std::shared_ptr<const DecodeTask> m_task;
    std::unique_ptr<formats::Cutter> m_cutter;
    std::string m_brokenCutter; // why cutting ended early: mostly memory
    formats::EmitPiece m_emit;
};

} // namespace triptych::ingest
