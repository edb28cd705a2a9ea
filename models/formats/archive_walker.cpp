#include "formats/archive_walker.h"

#include "formats/archive_reader.h"
#include "formats/byte_source.h"

#include <algorithm>
#include <filesystem>

namespace triptych::formats {

using base::Error;
using base::ErrorKind;
using base::Result;
namespace fs = std::filesystem;

namespace {

// Blocks of 1 MB: below 256 KB the system calls show, above 1 MB the copy leaves the second-level cache.
constexpr std::size_t kWalkedBlock = 1u << 20;

bool isStop(const Error &error)
{
    return error.kind == ErrorKind::Stopped;
}

std::string_view lastPart(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void listFolder(const fs::path &folder, std::vector<std::string> &out, const std::stop_token &stop)
{
    std::error_code failed;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end && !stop.stop_requested(); it.increment(failed))
        entries.push_back(*it);
    if (failed && entries.empty()) {
        out.push_back(folder.string()); // reported by the walk
        return;
    }
    std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.path() < b.path(); });
    for (const fs::directory_entry &entry : entries) {
        if (entry.path().filename().string().starts_with('.'))
            continue;
        if (entry.is_directory(failed) && !entry.is_symlink(failed))
            listFolder(entry.path(), out, stop);
        else if (entry.is_regular_file(failed))
            out.push_back(entry.path().string());
    }
}

} // namespace

/// The walk of one outer file.
struct ArchiveWalker::Walk {
    ArchiveWalker &walker;
    LeafSink &sink;
    FileSource &file;
    std::uint64_t doneBefore = 0;
    std::size_t outer = 0, leaves = 0;
    std::uint64_t leafBytes = 0, members = 0;
    std::vector<char> block = std::vector<char>(kWalkedBlock);
    bool stopped = false;
    std::optional<Error> tooLarge{};

    void showProgress()
    {
        if (walker.m_progress)
            walker.m_progress->done = doneBefore + file.consumed();
    }

    bool stopping()
    {
        stopped = stopped || walker.m_stop.stop_requested();
        return stopped || tooLarge;
    }

    /// Whether `unpacked` bytes may come out of what was read; sets tooLarge if not.
    bool within(std::uint64_t unpacked)
    {
        const std::uint64_t packed = std::max<std::uint64_t>(1, std::max(file.consumed(), file.size().value_or(0)));
        if (unpacked <= walker.m_limits.freeBytes || unpacked / packed <= walker.m_limits.ratio)
            return true;
        tooLarge = Error{ErrorKind::TooLarge,
                         "it unpacks to more than " + std::to_string(walker.m_limits.ratio) + " times its size and was not read further",
                         {}, {}, {}};
        return false;
    }

    /// Counts what one layer of compression gives, so that layers in layers cannot hide a bomb.
    struct Counted final : ByteSource {
        Counted(Walk &owner, ByteSource &source) : walk(owner), below(source) {}
        Result<std::size_t> read(char *to, std::size_t size) override
        {
            auto got = below.read(to, size);
            if (got && *got > 0 && !walk.within(total += *got))
                return *walk.tooLarge;
            return got;
        }
        Walk &walk;
        ByteSource &below;
        std::uint64_t total = 0;
    };

    Leaf leaf(const std::string &path, const std::string &chain, std::optional<std::uint64_t> size) const
    {
        return Leaf{path, chain.empty() ? std::string("none") : chain, size, outer, leaves};
    }

    void report(const std::string &path, const std::string &chain, Error error)
    {
        if (isStop(error)) {
            stopped = true;
            return;
        }
        error.where.file = path;
        sink.unreadable(leaf(path, chain, std::nullopt), error);
    }

    void readLeaf(ByteSource &source, const std::string &path, const std::string &chain)
    {
        const bool packed = !chain.empty();
        const Leaf now = leaf(path, chain, source.size());
        ++leaves;
        if (sink.open(now) == LeafSink::Take::Skip)
            return;
        while (!stopping()) {
            const auto got = source.read(block.data(), block.size());
            showProgress();
            if (!got) {
                if (isStop(got.error())) {
                    stopped = true;
                    return;
                }
                Error error = got.error();
                error.where.file = path;
                sink.close(&error);
                return;
            }
            if (*got == 0)
                break;
            leafBytes += *got;
            const bool fits = !packed || within(leafBytes);
            if (sink.bytes(std::string_view(block.data(), *got)) == LeafSink::Take::Skip)
                break;
            if (!fits)
                break;
        }
        if (stopped)
            return;
        if (tooLarge)
            tooLarge->where.file = path;
        sink.close(tooLarge ? &*tooLarge : nullptr);
    }

    void readArchive(ByteSource &source, Packing packing, const std::string &path, const std::string &chain, int depth)
    {
        ArchiveReader reader(source, packing);
        while (!stopping()) {
            auto member = reader.next();
            showProgress();
            if (!member) {
                Error error = member.error();
                error.kept = "what came before was kept";
                report(path, chain, std::move(error));
                return;
            }
            if (!*member)
                return;
            if (++members > walker.m_limits.members) {
                report(path, chain, Error{ErrorKind::TooLarge, "the archive holds more than " + std::to_string(walker.m_limits.members) + " files", {}, {}, {}});
                tooLarge.emplace();
                return;
            }
            // AppleDouble files, which macOS adds to archives, hold no telemetry.
            if (lastPart((*member)->name).starts_with("._"))
                continue;
            const std::string inner = path + "!" + (*member)->name;
            if ((*member)->encrypted) {
                report(inner, chain, Error{ErrorKind::Unreadable, "this part of the archive is encrypted", {}, {}, "unpack it with its password first"});
                continue;
            }
            open(reader.bytes(), inner, chain, depth);
        }
    }

    /// Zip and 7z have their table of contents at the end: they are read from where one can seek, which within another
    /// archive means from memory.
    void openArchive(PeekSource &source, Packing packing, const std::string &path, const std::string &chain, int depth)
    {
        if (packing == Packing::Tar || source.seekable()) {
            readArchive(source, packing, path, chain, depth);
            return;
        }
        const std::size_t most = walker.m_limits.memoryBytes;
        const std::string_view held = source.peek(most);
        if (held.size() < most) {
            MemorySource memory(held);
            readArchive(memory, packing, path, chain, depth);
        } else if (packing == Packing::Zip) {
            readArchive(source, packing, path, chain, depth); // readable in order, with luck
        } else {
            report(path, chain, Error{ErrorKind::TooLarge, "a 7z archive within another archive is read only up to " + std::to_string(most >> 20) + " MB", {}, {}, "unpack the outer archive first"});
        }
    }

    void open(ByteSource &below, const std::string &path, const std::string &chain, int depth)
    {
        PeekSource source(below);
        const Packing packing = packingOf(source.peek(kPackingHead));
        if (packing == Packing::None) {
            readLeaf(source, path, chain);
            return;
        }
        if (depth >= walker.m_limits.depth) {
            report(path, chain, Error{ErrorKind::TooLarge, "archives are nested deeper than " + std::to_string(walker.m_limits.depth) + " layers", {}, {}, "unpack the outer ones first"});
            return;
        }
        const std::string next = chain.empty() ? std::string(name(packing)) : chain + "+" + std::string(name(packing));
        if (isArchive(packing)) {
            openArchive(source, packing, path, next, depth + 1);
            return;
        }
        const auto unpacked = unpack(source, packing);
        Counted counted(*this, *unpacked);
        open(counted, path, next, depth + 1);
    }
};

std::vector<std::string> ArchiveWalker::list(const std::vector<std::string> &paths) const
{
    std::vector<std::string> files;
    std::error_code failed;
    for (const std::string &path : paths) {
        if (path != "-" && fs::is_directory(path, failed))
            listFolder(path, files, m_stop);
        else
            files.push_back(path);
    }
    if (m_progress) {
        std::uint64_t total = 0;
        for (const std::string &file : files) {
            const std::uintmax_t size = file == "-" ? 0 : fs::file_size(file, failed);
            total += failed || file == "-" ? 0 : size;
            failed.clear();
        }
        m_progress->total = total;
    }
    return files;
}

Result<void> ArchiveWalker::walk(const std::string &path, std::size_t outer, LeafSink &sink)
{
    std::error_code failed;
    auto file = path != "-" && fs::is_directory(path, failed)
                    ? Result<std::unique_ptr<FileSource>>(Error{ErrorKind::Unreadable, "the folder cannot be listed", {}, {}, {}})
                    : FileSource::open(path, m_stop);
    if (!file) {
        Error error = file.error();
        error.where.file = path;
        sink.unreadable(Leaf{path, "none", std::nullopt, outer, 0}, error);
        return {};
    }
    Walk walk{*this, sink, **file};
    walk.outer = outer;
    walk.doneBefore = m_progress ? m_progress->done.load() : 0;
    walk.open(**file, path, std::string(), 0);
    if (m_progress && !walk.stopped)
        m_progress->done = walk.doneBefore + std::max((*file)->consumed(), (*file)->size().value_or(0));
    if (walk.stopped)
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    return {};
}

} // namespace triptych::formats
