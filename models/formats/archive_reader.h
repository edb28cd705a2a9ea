#pragma once
#include "formats/byte_source.h"

#include <memory>
#include <string>

struct archive;

namespace triptych::formats {

/// The regular files of one archive, in its order, each read as a source of its own. Never writes to disk.
class ArchiveReader
{
public:
    /// `below` must outlive the reader. Seeks where the source can (7z needs it).
    ArchiveReader(ByteSource &below, Packing packing);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader &) = delete;
    ArchiveReader &operator=(const ArchiveReader &) = delete;

    /// One file of the archive: its name as found there (sanitised), its size if told, and whether it is encrypted.
    struct Member {
        std::string name;
        std::optional<std::uint64_t> size;
        bool encrypted = false;
    };
    /// The next file; nothing at the end. Errors: BadInput (truncated or damaged here), or the source's.
    base::Result<std::optional<Member>> next();
    /// The bytes of the member that next() returned, valid until the following next().
    ByteSource &bytes();

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

/// Reads one compressed stream (xz, bzip2, lz4) through the archive library.
std::unique_ptr<ByteSource> filteredSource(ByteSource &below, Packing packing);

/// A member's name fit for showing: no control characters, no text-direction overrides, valid UTF-8, bounded length.
std::string displayableName(std::string_view raw);

} // namespace triptych::formats
