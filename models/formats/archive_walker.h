#pragma once
#include "base/progress.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// One input as the decoders see it: a plain file, or what a compressed file or archive holds.
struct Leaf {
    std::string path;        ///< for people: `file`, or `archive!member`, nested archives with more `!`
    std::string compression; ///< what was unpacked to reach it, outermost first: "none", "gzip", "gzip+tar"
    std::optional<std::uint64_t> size; ///< unpacked bytes, where known beforehand
    std::size_t outer = 0;   ///< which of the outer files (inputs in order, folders expanded)
    std::size_t number = 0;  ///< of the leaf in its outer file, from 0
};

/// Receives the leaves of a walk, one after the other, on the walker's thread.
class LeafSink
{
public:
    enum class Take : std::uint8_t { Read, Skip };
    virtual ~LeafSink() = default;
    /// A leaf begins; Skip goes on to the next without bytes() and close().
    virtual Take open(const Leaf &leaf) = 0;
    /// The next bytes (up to 1 MB). Skip ends the leaf: close() follows.
    virtual Take bytes(std::string_view block) = 0;
    /// The leaf has ended; `cutShort` says why, if not at its end. What came before is good.
    virtual void close(const base::Error *cutShort) = 0;
    /// Something that could not be opened at all: a path, a member, the rest of an archive.
    virtual void unreadable(const Leaf &leaf, const base::Error &error) = 0;
};

/// Walks files, folders (recursively, by name; hidden entries and links to folders left out) and `-` (standard input),
/// unpacks what is packed, by content and never by name, and hands every leaf on. Nothing is written to disk.
class ArchiveWalker
{
public:
    struct Limits {
        int depth = 6;                                ///< of layers within each other
        std::uint64_t ratio = 1000;                   ///< unpacked to packed, once over freeBytes
        std::uint64_t freeBytes = 1ull << 30;
        std::uint64_t members = 1'000'000;            ///< of one outer file
        std::uint64_t memoryBytes = 256ull << 20;     ///< of an archive within an archive that must be held to be read
    };
    explicit ArchiveWalker(std::stop_token stop, base::Progress *progress = nullptr) : m_stop(std::move(stop)), m_progress(progress) {}
    void setLimits(const Limits &limits) { m_limits = limits; }

    /// Expands folders; sets the progress' total. A path that does not exist stays, and is reported by the walk.
    std::vector<std::string> list(const std::vector<std::string> &paths) const;
    /// Walks one outer file (an element of list()). Errors: only Stopped; all else goes to the sink.
    base::Result<void> walk(const std::string &path, std::size_t outer, LeafSink &sink);

private:
    struct Walk;
    std::stop_token m_stop;
    base::Progress *m_progress;
    Limits m_limits;
};

} // namespace triptych::formats
