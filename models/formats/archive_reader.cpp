#include "formats/archive_reader.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <cstring>
#include <vector>

namespace triptych::formats {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kReadBlock = 1u << 18;
constexpr std::size_t kLongestName = 512;

/// The archive library's view of a ByteSource. Errors of the source are kept, so that its words reach the user.
struct Feed {
    explicit Feed(ByteSource &source) : below(source), block(kReadBlock) {}
    ByteSource &below;
    std::vector<char> block;
    std::uint64_t at = 0;
    std::optional<Error> error;

    static la_ssize_t read(archive *a, void *self, const void **out)
    {
        Feed &feed = *static_cast<Feed *>(self);
        const auto got = feed.below.read(feed.block.data(), feed.block.size());
        if (!got) {
            feed.error = got.error();
            archive_set_error(a, EIO, "%s", feed.error->what.c_str());
            return ARCHIVE_FATAL;
        }
        feed.at += *got;
        *out = feed.block.data();
        return static_cast<la_ssize_t>(*got);
    }
    static la_int64_t seek(archive *, void *self, la_int64_t offset, int whence)
    {
        Feed &feed = *static_cast<Feed *>(self);
        const auto size = feed.below.size();
        la_int64_t to = offset;
        if (whence == SEEK_CUR)
            to += static_cast<la_int64_t>(feed.at);
        else if (whence == SEEK_END && size)
            to += static_cast<la_int64_t>(*size);
        if (to < 0 || (whence == SEEK_END && !size) || !feed.below.seek(static_cast<std::uint64_t>(to)))
            return ARCHIVE_FATAL;
        feed.at = static_cast<std::uint64_t>(to);
        return to;
    }
    static la_int64_t skip(archive *, void *self, la_int64_t bytes)
    {
        Feed &feed = *static_cast<Feed *>(self);
        if (bytes <= 0 || !feed.below.seek(feed.at + static_cast<std::uint64_t>(bytes)))
            return 0;
        feed.at += static_cast<std::uint64_t>(bytes);
        return bytes;
    }
    int open(archive *a)
    {
        archive_read_set_callback_data(a, this);
        archive_read_set_read_callback(a, &Feed::read);
        if (below.seekable()) {
            archive_read_set_seek_callback(a, &Feed::seek);
            archive_read_set_skip_callback(a, &Feed::skip);
        }
        return archive_read_open1(a);
    }
    Error problem(archive *a, const char *doing) const
    {
        if (error)
            return *error;
        const char *said = archive_error_string(a);
        return Error{ErrorKind::BadInput, std::string(doing) + (said ? std::string(": ") + said : std::string()), {}, {}, {}};
    }
};

/// The bytes of the current entry. Goes block by block: the library's own reading call would drop what it has when the
/// next block is damaged.
class EntryData
{
public:
    void reset() { m_left = 0, m_offset = 0, m_at = 0, m_ended = false; }

    Result<std::size_t> read(archive *a, const Feed &feed, char *to, std::size_t size, const char *doing)
    {
        std::size_t made = 0;
        while (made < size && !m_ended) {
            if (m_left == 0) {
                // The block just used up is gone with the next call, and an error in it must not hide what we have.
                if (made > 0)
                    break;
                const void *block = nullptr;
                la_int64_t offset = 0;
                int code;
                do
                    code = archive_read_data_block(a, &block, &m_left, &offset);
                while (code == ARCHIVE_RETRY);
                if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
                    m_left = 0;
                    m_ended = code == ARCHIVE_EOF;
                    return m_ended ? Result<std::size_t>(std::size_t(0)) : Result<std::size_t>(feed.problem(a, doing));
                }
                m_block = static_cast<const char *>(block);
                m_offset = offset;
            }
            if (m_at < m_offset) { // a hole of a sparse file
                const auto hole = static_cast<std::size_t>(std::min<la_int64_t>(m_offset - m_at, static_cast<la_int64_t>(size - made)));
                std::memset(to + made, 0, hole);
                made += hole;
                m_at += static_cast<la_int64_t>(hole);
                continue;
            }
            const std::size_t n = std::min(m_left, size - made);
            std::memcpy(to + made, m_block, n);
            m_block += n;
            m_left -= n;
            made += n;
            m_at += static_cast<la_int64_t>(n);
            m_offset = m_at;
        }
        return made;
    }

private:
    const char *m_block = nullptr;
    std::size_t m_left = 0;
    la_int64_t m_offset = 0, m_at = 0;
    bool m_ended = false;
};

/// One stream under a compression that the library unpacks.
class FilteredSource final : public ByteSource
{
public:
    FilteredSource(ByteSource &below, Packing packing) : m_feed(below), m_archive(archive_read_new())
    {
        if (packing == Packing::Xz)
            archive_read_support_filter_xz(m_archive);
        else if (packing == Packing::Bzip2)
            archive_read_support_filter_bzip2(m_archive);
        else
            archive_read_support_filter_lz4(m_archive);
        archive_read_support_format_raw(m_archive);
        archive_read_support_format_empty(m_archive);
        archive_entry *entry = nullptr;
        const int opened = m_feed.open(m_archive);
        const int first = opened == ARCHIVE_OK ? archive_read_next_header(m_archive, &entry) : opened;
        m_end = first == ARCHIVE_EOF;
        if (!m_end && first != ARCHIVE_OK && first != ARCHIVE_WARN)
            m_error = m_feed.problem(m_archive, "the compressed data is damaged");
    }
    ~FilteredSource() override { archive_read_free(m_archive); }
    FilteredSource(const FilteredSource &) = delete;
    FilteredSource &operator=(const FilteredSource &) = delete;

    Result<std::size_t> read(char *to, std::size_t size) override
    {
        if (m_error)
            return *m_error;
        if (m_end)
            return std::size_t(0);
        return m_data.read(m_archive, m_feed, to, size, "the compressed data is truncated or damaged");
    }

private:
    Feed m_feed;
    archive *m_archive;
    EntryData m_data;
    std::optional<Error> m_error;
    bool m_end = false;
};

/// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is none; its code point in `point`.
std::size_t utf8Length(std::string_view text, std::uint32_t &point)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char c = byte(0);
    const std::size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
    if (n == 0 || n > text.size())
        return 0;
    point = n == 1 ? c : c & (0xffu >> (n + 1));
    for (std::size_t i = 1; i < n; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
        point = (point << 6) | (byte(i) & 0x3fu);
    }
    return n;
}

} // namespace

struct ArchiveReader::Impl {
    explicit Impl(ByteSource &below) : feed(below), a(archive_read_new()) {}
    ~Impl() { archive_read_free(a); }
    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;

    struct MemberSource final : ByteSource {
        explicit MemberSource(Impl &owner) : impl(owner) {}
        Result<std::size_t> read(char *to, std::size_t size) override
        {
            return data.read(impl.a, impl.feed, to, size, "this part of the archive is truncated or damaged");
        }
        std::optional<std::uint64_t> size() const override { return known; }
        Impl &impl;
        EntryData data;
        std::optional<std::uint64_t> known;
    };

    Feed feed;
    archive *a;
    MemberSource member{*this};
    std::optional<Error> opening;
    std::uint64_t count = 0;
};

ArchiveReader::ArchiveReader(ByteSource &below, Packing packing) : m(std::make_unique<Impl>(below))
{
    if (packing == Packing::Zip) {
        archive_read_support_format_zip(m->a);
    } else if (packing == Packing::SevenZip) {
        archive_read_support_format_7zip(m->a);
    } else {
        archive_read_support_format_tar(m->a);
        archive_read_support_format_gnutar(m->a);
    }
    if (m->feed.open(m->a) != ARCHIVE_OK)
        m->opening = m->feed.problem(m->a, "the archive cannot be read");
}

ArchiveReader::~ArchiveReader() = default;

Result<std::optional<ArchiveReader::Member>> ArchiveReader::next()
{
    if (m->opening)
        return *m->opening;
    archive_entry *entry = nullptr;
    while (true) {
        const int code = archive_read_next_header(m->a, &entry);
        if (code == ARCHIVE_EOF)
            return std::optional<Member>();
        if (code == ARCHIVE_RETRY)
            continue;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
            return m->feed.problem(m->a, "the archive is truncated or damaged");
        ++m->count;
        if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) != AE_IFREG)
            continue;
        const char *raw = archive_entry_pathname_utf8(entry);
        if (!raw)
            raw = archive_entry_pathname(entry);
        Member member;
        member.name = raw && *raw ? displayableName(raw) : "member " + std::to_string(m->count);
        if (archive_entry_size_is_set(entry))
            member.size = static_cast<std::uint64_t>(archive_entry_size(entry));
        member.encrypted = archive_entry_is_encrypted(entry) != 0;
        m->member.known = member.size;
        m->member.data.reset();
        return std::optional<Member>(std::move(member));
    }
}

ByteSource &ArchiveReader::bytes()
{
    return m->member;
}

std::unique_ptr<ByteSource> filteredSource(ByteSource &below, Packing packing)
{
    return std::make_unique<FilteredSource>(below, packing);
}

std::string displayableName(std::string_view raw)
{
    std::string out;
    while (!raw.empty() && out.size() < kLongestName) {
        std::uint32_t point = 0;
        const std::size_t n = utf8Length(raw, point);
        const bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
        const bool direction = (point >= 0x200e && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) ||
                               (point >= 0x2066 && point <= 0x2069) || (point >= 0x2028 && point <= 0x2029);
        if (n == 0 || control || direction)
            out += '?';
        else
            out.append(raw.substr(0, n));
        raw.remove_prefix(n == 0 ? 1 : n);
    }
    return out;
}

} // namespace triptych::formats
