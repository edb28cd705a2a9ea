#include "formats/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace triptych::formats {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr int kPollMs = 50; // how long a Cancel may wait for a silent pipe

Error systemError(const char *doing, int code)
{
    const ErrorKind kind = code == ENOENT || code == ENOTDIR ? ErrorKind::NotFound : ErrorKind::Unreadable;
    return Error{kind, std::string(doing) + ": " + std::strerror(code), {}, {}, {}};
}

Error stopped()
{
    return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
}

bool isTar(std::string_view head)
{
    if (head.size() < 512)
        return false;
    // Every tar header, old or new, holds the octal sum of its bytes with the sum's own field read as blanks.
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i)
        sum += i >= 148 && i < 156 ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(head[i]);
    unsigned want = 0;
    std::size_t i = 148;
    while (i < 156 && head[i] == ' ')
        ++i;
    const std::size_t first = i;
    for (; i < 156 && head[i] >= '0' && head[i] <= '7'; ++i)
        want = want * 8 + static_cast<unsigned>(head[i] - '0');
    return i > first && want == sum && head[0] != '\0';
}

} // namespace

std::string_view PeekSource::peek(std::size_t size)
{
    if (m_taken > 0) {
        m_ahead.erase(0, m_taken);
        m_taken = 0;
    }
    while (m_ahead.size() < size && !m_ended) {
        const std::size_t old = m_ahead.size();
        const std::size_t want = std::min<std::size_t>(size - old, 1u << 20);
        m_ahead.resize(old + want);
        const auto got = m_below.read(m_ahead.data() + old, want);
        m_ahead.resize(old + (got ? *got : 0));
        if (!got)
            m_error = got.error();
        m_ended = !got || *got == 0;
    }
    return m_ahead;
}

Result<std::size_t> PeekSource::read(char *to, std::size_t size)
{
    const std::size_t ahead = std::min(size, m_ahead.size() - m_taken);
    if (ahead > 0) {
        std::memcpy(to, m_ahead.data() + m_taken, ahead);
        m_taken += ahead;
        return ahead;
    }
    if (m_error)
        return *m_error;
    return m_ended ? Result<std::size_t>(std::size_t(0)) : m_below.read(to, size);
}

bool PeekSource::seek(std::uint64_t offset)
{
    if (!m_below.seek(offset))
        return false;
    m_ahead.clear();
    m_taken = 0;
    m_ended = false;
    m_error.reset();
    return true;
}

Result<std::size_t> MemorySource::read(char *to, std::size_t size)
{
    const std::size_t n = std::min(size, m_bytes.size() - m_at);
    std::memcpy(to, m_bytes.data() + m_at, n);
    m_at += n;
    return n;
}

bool MemorySource::seek(std::uint64_t offset)
{
    m_at = static_cast<std::size_t>(std::min<std::uint64_t>(offset, m_bytes.size()));
    return true;
}

FileSource::FileSource(int fd, std::optional<std::uint64_t> size, std::stop_token stop)
    : m_fd(fd), m_size(size), m_stop(std::move(stop))
{
}

FileSource::~FileSource()
{
    if (m_fd != STDIN_FILENO)
        ::close(m_fd);
}

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string &path, std::stop_token stop)
{
    const bool standardInput = path == "-";
    // Non-blocking, so that a pipe without a writer does not hold the thread; regular files do not mind.
    const int fd = standardInput ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return systemError("the file cannot be opened", errno);
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
        const int code = errno;
        ::close(fd);
        return systemError("the file cannot be examined", code);
    }
    std::optional<std::uint64_t> size;
    if (S_ISREG(info.st_mode)) {
        size = static_cast<std::uint64_t>(info.st_size);
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    } else if (!standardInput && !S_ISFIFO(info.st_mode)) {
        ::close(fd);
        return Error{ErrorKind::Unreadable, "this is neither a file, a folder nor a pipe", {}, {}, {}};
    }
    // Standard input redirected from a file may stand anywhere in it.
    if (size && standardInput) {
        const off_t at = ::lseek(fd, 0, SEEK_CUR);
        if (at > 0)
            size.reset();
    }
    return std::unique_ptr<FileSource>(new FileSource(fd, size, std::move(stop)));
}

Result<std::size_t> FileSource::read(char *to, std::size_t size)
{
    if (m_stop.stop_requested())
        return stopped();
    if (!m_size)
        return readPipe(to, size);
    ssize_t n;
    do
        n = ::pread(m_fd, to, size, static_cast<off_t>(m_at));
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return systemError("reading failed", errno);
    m_at += static_cast<std::uint64_t>(n);
    m_consumed += static_cast<std::uint64_t>(n);
    return static_cast<std::size_t>(n);
}

Result<std::size_t> FileSource::readPipe(char *to, std::size_t size)
{
    while (true) {
        if (m_stop.stop_requested())
            return stopped();
        pollfd waiting{m_fd, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, kPollMs);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        const ssize_t n = ::read(m_fd, to, size);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return systemError("reading failed", errno);
        m_consumed += static_cast<std::uint64_t>(n);
        return static_cast<std::size_t>(n);
    }
}

bool FileSource::seek(std::uint64_t offset)
{
    if (!m_size)
        return false;
    m_at = offset;
    return true;
}

Packing packingOf(std::string_view head)
{
    using namespace std::string_view_literals;
    if (head.starts_with("\x1f\x8b\x08"sv))
        return Packing::Gzip;
    if (head.starts_with("\x28\xb5\x2f\xfd"sv))
        return Packing::Zstd;
    // A skippable frame before the first data frame (pzstd, seekable format).
    if (head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xf0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18"sv)
        return Packing::Zstd;
    if (head.starts_with("\xfd\x37\x7a\x58\x5a\0"sv))
        return Packing::Xz;
    if (head.starts_with("BZh"sv) && head.size() >= 10 && head[3] >= '1' && head[3] <= '9' &&
        (head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv || head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv))
        return Packing::Bzip2;
    if (head.starts_with("\x04\x22\x4d\x18"sv))
        return Packing::Lz4;
    if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv))
        return Packing::Zip;
    if (head.starts_with("7z\xbc\xaf\x27\x1c"sv))
        return Packing::SevenZip;
    return isTar(head) ? Packing::Tar : Packing::None;
}

std::string_view name(Packing packing)
{
    switch (packing) {
    case Packing::None: return "none";
    case Packing::Gzip: return "gzip";
    case Packing::Zstd: return "zstd";
    case Packing::Xz: return "xz";
    case Packing::Bzip2: return "bzip2";
    case Packing::Lz4: return "lz4";
    case Packing::Zip: return "zip";
    case Packing::Tar: return "tar";
    case Packing::SevenZip: return "7z";
    }
    return "none";
}

} // namespace triptych::formats
