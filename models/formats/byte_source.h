#pragma once
#include "base/progress.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace triptych::formats {

/// Bytes pulled from a file, a pipe or a layer of compression. One thread.
class ByteSource
{
public:
    virtual ~ByteSource() = default;
    /// Up to `size` bytes into `to`; 0 at the end. Errors: Unreadable, BadInput (truncated or damaged), Stopped. What
    /// came before an error was good.
    virtual base::Result<std::size_t> read(char *to, std::size_t size) = 0;
    /// Total bytes, where known beforehand.
    virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
    /// Moves to `offset` from the start; false where only reading on is possible.
    virtual bool seek(std::uint64_t) { return false; }
    virtual bool seekable() const { return false; }
};

/// A source whose first bytes can be looked at before they are read.
class PeekSource final : public ByteSource
{
public:
    explicit PeekSource(ByteSource &below) : m_below(below) {}
    /// The next bytes, at least `size` of them unless the source ends before (then `m_below`'s error is kept for read()).
    std::string_view peek(std::size_t size);
    base::Result<std::size_t> read(char *to, std::size_t size) override;
    std::optional<std::uint64_t> size() const override { return m_below.size(); }
    bool seekable() const override { return m_below.seekable(); }
    bool seek(std::uint64_t offset) override;

private:
    ByteSource &m_below;
    std::string m_ahead;
    std::size_t m_taken = 0;
    bool m_ended = false;
    std::optional<base::Error> m_error;
};

/// Bytes in memory; they must outlive the source.
class MemorySource final : public ByteSource
{
public:
    explicit MemorySource(std::string_view bytes) : m_bytes(bytes) {}
    base::Result<std::size_t> read(char *to, std::size_t size) override;
    std::optional<std::uint64_t> size() const override { return m_bytes.size(); }
    bool seekable() const override { return true; }
    bool seek(std::uint64_t offset) override;

private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
};

/// A file or pipe, read in the caller's blocks (1 MB and more is fastest), never mapped: a file that shrinks meanwhile is
/// an early end, not a crash. Reading tests `stop`, waiting for a pipe included.
class FileSource final : public ByteSource
{
public:
    /// `-` is standard input. Errors: NotFound, Unreadable.
    static base::Result<std::unique_ptr<FileSource>> open(const std::string &path, std::stop_token stop);
    ~FileSource() override;
    FileSource(const FileSource &) = delete;
    FileSource &operator=(const FileSource &) = delete;

    base::Result<std::size_t> read(char *to, std::size_t size) override;
    std::optional<std::uint64_t> size() const override { return m_size; }
    bool seekable() const override { return m_size.has_value(); }
    bool seek(std::uint64_t offset) override;
    /// Bytes read so far, those read twice after a seek counted once where the size is known.
    std::uint64_t consumed() const { return m_size ? std::min(m_consumed, *m_size) : m_consumed; }

private:
    FileSource(int fd, std::optional<std::uint64_t> size, std::stop_token stop);
    base::Result<std::size_t> readPipe(char *to, std::size_t size);
    int m_fd;
    std::optional<std::uint64_t> m_size;
    std::stop_token m_stop;
    std::uint64_t m_at = 0, m_consumed = 0;
};

/// The ways in which bytes are packed, known by their first bytes.
enum class Packing : std::uint8_t { None, Gzip, Zstd, Xz, Bzip2, Lz4, Zip, Tar, SevenZip };
/// By content: magic numbers, and for tar the header's checksum.
Packing packingOf(std::string_view head);
std::string_view name(Packing packing);
constexpr bool isArchive(Packing p) { return p == Packing::Zip || p == Packing::Tar || p == Packing::SevenZip; }
/// 512 bytes tell a tar, less the others.
inline constexpr std::size_t kPackingHead = 512;

/// Reads the unpacked bytes of `below`, which must outlive it; `packing` is a compression, not an archive.
std::unique_ptr<ByteSource> unpack(ByteSource &below, Packing packing);

} // namespace triptych::formats
