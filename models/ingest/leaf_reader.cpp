#include "ingest/leaf_reader.h"

#include "ingest/clock_offset.h"

#include <algorithm>
#include <exception>
#include <fstream>

namespace triptych::ingest {

using base::Error;
using formats::Leaf;

namespace {

constexpr std::size_t kHead = 256u << 10;

std::string hashOf(std::string_view bytes)
{
    ContentHash hash;
    hash.add(bytes);
    return hash.hex().substr(0, 16);
}

/// Hashes every leaf of an outer file, in order.
class HashSink final : public formats::LeafSink
{
public:
    std::vector<std::string> hashes;
    Take open(const Leaf &) override
    {
        m_hash.reset();
        hashes.emplace_back();
        return Take::Read;
    }
    Take bytes(std::string_view block) override
    {
        m_hash.add(block);
        return Take::Read;
    }
    void close(const Error *) override { hashes.back() = m_hash.hex(); }
    void unreadable(const Leaf &, const Error &) override {}

private:
    ContentHash m_hash;
};

std::string_view whatItIs(std::string_view head)
{
    using namespace std::string_view_literals;
    if (head.size() > 12 && head.substr(8, 4) == "DUCK")
        return "a DuckDB database; a store of Triptych is opened, not imported";
    if (head.starts_with("\x7f""ELF"sv) || head.starts_with("MZ\x90"sv))
        return "a program, which holds no telemetry";
    if (head.starts_with("\x89PNG"sv) || head.starts_with("\xff\xd8\xff"sv) || head.starts_with("GIF8"sv))
        return "a picture, which holds no telemetry";
    if (head.starts_with("%PDF"sv))
        return "a PDF document, which holds no telemetry";
    if (head.starts_with("SQLite format 3"sv))
        return "an SQLite database, which is not read";
    if (head.starts_with("PAR1"sv))
        return "a Parquet file, which is not imported; triptych-cli sql can read it";
    return "binary content that no decoder recognises";
}

/// The last bytes of a file of this size; empty where they cannot be had (a pipe).
std::string tailOf(const std::string &path, std::uint64_t size)
{
    std::ifstream in(path, std::ios::binary);
    std::string tail(std::min<std::uint64_t>(size, formats::Sequencer::kTailBytes), '\0');
    in.seekg(static_cast<std::streamoff>(size - tail.size()));
    in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
    return in ? tail : std::string();
}

} // namespace

void KnownContent::add(const std::string &key, const std::string &path)
{
    const std::size_t colon = key.find(':');
    if (colon == std::string::npos)
        return;
    m_heads.insert(key.substr(colon + 1));
    m_paths.emplace(key, path);
}

std::optional<std::string> KnownContent::find(const std::string &key) const
{
    const auto it = m_paths.find(key);
    return it == m_paths.end() ? std::nullopt : std::optional(it->second);
}

LeafReader::LeafReader(Pipeline &pipeline, KnownContent known, std::stop_token stop)
    : m_pipeline(pipeline), m_known(std::move(known)), m_stop(std::move(stop))
{
    m_emit = [this](formats::Piece piece) { m_pipeline.addPiece(m_file, m_task, std::move(piece)); };
}

void LeafReader::run(const std::vector<std::string> &files, const formats::ArchiveWalker::Limits &limits, base::Progress &progress)
{
    m_limits = limits;
    formats::ArchiveWalker walker(m_stop, &progress);
    walker.setLimits(limits);
    for (std::size_t i = 0; i < files.size(); ++i) {
        m_outerPath = files[i];
        m_offset = i < m_offsets.size() ? m_offsets[i] : 0;
        if (!walker.walk(files[i], i, *this))
            break;
    }
    m_pipeline.finish();
}

void LeafReader::run(const std::vector<MemoryInput> &inputs, base::Progress &progress)
{
    constexpr std::size_t kBlock = 1u << 20;
    m_outerPath = "-"; // like standard input: it cannot be read again from outside
    for (std::size_t i = 0; i < inputs.size() && !m_stop.stop_requested(); ++i) {
        const std::string_view bytes = inputs[i].bytes;
        Leaf leaf;
        leaf.path = inputs[i].name;
        leaf.compression = "none";
        leaf.size = bytes.size();
        leaf.outer = i;
        open(leaf);
        bool wanted = true;
        for (std::size_t from = 0; from < bytes.size() && wanted && !m_stop.stop_requested(); from += kBlock)
            wanted = this->bytes(bytes.substr(from, kBlock)) == Take::Read;
        close(nullptr);
        progress.done += bytes.size();
    }
    m_pipeline.finish();
}

LeafReader::Take LeafReader::open(const Leaf &leaf)
{
    m_leaf = leaf;
    m_phase = Phase::Head;
    m_pending.clear();
    m_brokenCutter.clear();
    m_bytes = 0;
    m_utf16.reset();
    m_hash.reset();
    return Take::Read;
}

LeafReader::Take LeafReader::bytes(std::string_view block)
{
    if (m_bytes == 0 && formats::packingOf(block.substr(0, formats::kPackingHead)) == formats::Packing::None)
        if (const auto order = formats::utf16Of(block))
            m_utf16.emplace(*order);
    m_bytes += block.size();
    m_hash.add(block);
    if (!m_utf16)
        return text(block);
    std::string utf8;
    m_utf16->append(block, utf8);
    return text(utf8);
}

/// A block of the leaf as decoders read it.
LeafReader::Take LeafReader::text(std::string_view block)
{
    if (m_phase == Phase::Head) {
        m_pending.append(block);
        if (m_pending.size() < kHead)
            return Take::Read;
        if (begin({std::string_view(m_pending).substr(0, kHead), false, m_leaf.path}) == Take::Skip)
            return Take::Skip;
        cut(m_pending);
        m_pending = std::string();
    } else if (m_phase == Phase::Reading) {
        cut(block);
    }
    return m_phase == Phase::Skipping || !m_brokenCutter.empty() || m_stop.stop_requested() ? Take::Skip : Take::Read;
}

void LeafReader::cut(std::string_view bytes)
{
    try {
        m_cutter->feed(bytes, m_emit);
    } catch (const std::exception &broken) {
        m_brokenCutter = broken.what();
    }
}

void LeafReader::close(const Error *cutShort)
{
    if (std::string last; m_utf16) {
        m_utf16->finish(last);
        if (!last.empty())
            text(last);
    }
    if (m_phase == Phase::Head) {
        if (m_pending.empty() && cutShort) {
            unreadable(m_leaf, *cutShort);
            return;
        }
        if (begin({m_pending, true, m_leaf.path}) == Take::Skip)
            return;
        cut(m_pending);
    }
    if (m_phase != Phase::Reading || m_stop.stop_requested())
        return;
    if (m_brokenCutter.empty())
        m_cutter->finish(m_emit);
    m_cutter.reset();
    m_phase = Phase::Skipping;
    Step step;
    step.kind = Step::Kind::End;
    step.file = m_file;
    step.end.bytes = m_bytes;
    step.end.hash = m_hash.hex() + ":" + m_headHash;
    if (m_utf16)
        step.end.errors.push_back({"UTF-16, read as UTF-8: places count the bytes of that", 0, 0, {}, true});
    if (cutShort)
        step.end.errors.push_back({cutShort->what + "; what came before was kept", 0, m_bytes, {}, false});
    else if (!m_brokenCutter.empty())
        step.end.errors.push_back({"reading ended here: " + m_brokenCutter + "; what came before was kept", 0, m_bytes, {}, false});
    else
        m_known.add(step.end.hash, m_leaf.path);
    m_pipeline.addStep(std::move(step));
}

void LeafReader::unreadable(const Leaf &leaf, const Error &error)
{
    std::string what = error.what;
    if (!error.kept.empty())
        what += "; " + error.kept;
    if (!error.advice.empty())
        what += " (" + error.advice + ")";
    note(leaf, FileState::Failed, std::move(what));
}

LeafReader::Take LeafReader::begin(formats::Sample sample)
{
    m_phase = Phase::Skipping;
    if (sample.head.empty()) {
        note(m_leaf, FileState::Refused, "the file is empty");
        return Take::Skip;
    }
    const formats::Format *format = formats::recognise(sample);
    if (!format) {
        note(m_leaf, FileState::Refused, std::string("this is ") + std::string(whatItIs(sample.head)));
        return Take::Skip;
    }
    if (!format->refusal.empty()) {
        note(m_leaf, FileState::Refused, "this is " + std::string(format->refusal), std::string(format->title), std::string(format->name));
        return Take::Skip;
    }
    m_headHash = hashOf(sample.head);
    if (m_tag) // two servers may give the same bytes
        m_headHash = hashOf(m_headHash + m_tag->key + "=" + m_tag->value);
    std::string earlier;
    if (m_known.mayKnow(m_headHash) && isKnown(sample.head, earlier)) {
        Step step;
        step.file = m_files++;
        step.report = std::make_unique<FileReport>();
        step.report->record.path = m_leaf.path;
        step.report->record.compression = m_leaf.compression;
        step.report->record.format = format->name;
        step.report->formatTitle = format->title;
        step.report->state = FileState::Duplicate;
        step.report->duplicateOf = earlier;
        m_pipeline.addStep(std::move(step));
        return Take::Skip;
    }

    auto task = std::make_shared<DecodeTask>();
    task->format = format;
    task->head = std::string(sample.head);
    task->whole = sample.whole;
    task->name = m_leaf.path;
    task->clockOffset = m_offset;
    task->resourceTag = m_tag;
    task->logTraceField = m_logTraceField;
    task->logSpanField = m_logSpanField;
    m_task = std::move(task);
    m_cutter = format->cutter(m_task->sample());
    m_file = m_files++;

    Step step;
    step.kind = Step::Kind::Begin;
    step.file = m_file;
    step.task = m_task;
    step.size = sample.whole ? sample.head.size() : m_leaf.size.value_or(0);
    constexpr std::uint64_t kLarge = 2 * formats::Cutter::kPieceBytes; // smaller ones are held for no time worth it
    if (m_foresight && format->sequencer && step.size >= kLarge && m_leaf.compression == "none" && m_leaf.path == m_outerPath)
        step.tail = tailOf(m_outerPath, step.size);
    step.report = std::make_unique<FileReport>();
    step.report->record.path = m_leaf.path;
    step.report->record.compression = m_leaf.compression;
    step.report->record.format = format->name;
    step.report->formatTitle = format->title;
    step.report->state = FileState::Running;
    if (m_offset != 0)
        step.report->record.errors.push_back({offsetRemark(m_offset), 0, 0, {}, true});
    m_pipeline.addStep(std::move(step));
    m_phase = Phase::Reading;
    return Take::Read;
}

/// The head is known: only the whole decides. It is read once more for that, all leaves of the outer file in one go, so that
/// an archive imported twice is unpacked twice and not once for each of its members.
bool LeafReader::isKnown(std::string_view head, std::string &pathOut)
{
    std::string whole;
    if (head.size() < kHead && (m_utf16 || head.size() == m_bytes)) {
        whole = m_hash.hex();
    } else if (m_outerPath != "-") {
        if (m_hashedOuter != m_leaf.outer) {
            HashSink sink;
            formats::ArchiveWalker walker(m_stop);
            walker.setLimits(m_limits);
            if (!walker.walk(m_outerPath, m_leaf.outer, sink))
                return false;
            m_outerHashes = std::move(sink.hashes);
            m_hashedOuter = m_leaf.outer;
        }
        if (m_leaf.number < m_outerHashes.size())
            whole = m_outerHashes[m_leaf.number];
    }
    const auto path = m_known.find(whole + ":" + m_headHash);
    if (path)
        pathOut = *path;
    return path.has_value();
}

void LeafReader::note(const Leaf &leaf, FileState state, std::string what, std::string title, std::string format)
{
    Step step;
    step.file = m_files++;
    step.report = std::make_unique<FileReport>();
    step.report->record.path = leaf.path;
    step.report->record.compression = leaf.compression;
    step.report->record.format = std::move(format);
    step.report->record.bytes = leaf.size.value_or(0);
    step.report->record.errorCount = 1;
    step.report->record.errors.push_back({std::move(what), 0, 0, {}, false});
    step.report->formatTitle = std::move(title);
    step.report->state = state;
    m_pipeline.addStep(std::move(step));
}

} // namespace triptych::ingest
