#include "formats/archive_reader.h"
#include "formats/byte_source.h"

#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace triptych::formats {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kInputBlock = 1u << 18;

Error damaged(std::string what)
{
    return Error{ErrorKind::BadInput, std::move(what), {}, {}, {}};
}

/// What both decompressors share: a block of packed input.
class PackedInput
{
public:
    explicit PackedInput(ByteSource &below) : m_below(below), m_block(kInputBlock) {}
    /// Makes sure that there is input; false at the end.
    Result<bool> fill()
    {
        if (m_at < m_size)
            return true;
        const auto got = m_below.read(m_block.data(), m_block.size());
        if (!got)
            return got.error();
        m_at = 0;
        m_size = *got;
        return m_size > 0;
    }
    const char *data() const { return m_block.data() + m_at; }
    std::size_t size() const { return m_size - m_at; }
    void take(std::size_t n) { m_at += n; }

private:
    ByteSource &m_below;
    std::vector<char> m_block;
    std::size_t m_at = 0, m_size = 0;
};

class GzipSource final : public ByteSource
{
public:
    explicit GzipSource(ByteSource &below) : m_input(below) { m_ready = inflateInit2(&m_z, 15 + 16) == Z_OK; }
    ~GzipSource() override { inflateEnd(&m_z); }

    Result<std::size_t> read(char *to, std::size_t size) override
    {
        if (!m_ready)
            return Error{ErrorKind::Internal, "gzip could not be started", {}, {}, {}};
        if (m_ended)
            return std::size_t(0);
        std::size_t made = 0;
        while (made < size) {
            const auto more = m_input.fill();
            if (!more)
                return made > 0 ? Result<std::size_t>(made) : more.error();
            if (!*more) {
                m_ended = m_between;
                if (m_between || made > 0)
                    return made;
                return damaged("the gzip data ends too early: the file is truncated");
            }
            // Members may follow each other; what follows and is no member is padding, as gzip itself treats it.
            if (m_between) {
                if (static_cast<unsigned char>(*m_input.data()) != 0x1f) {
                    m_ended = true;
                    return made;
                }
                inflateReset(&m_z);
                m_between = false;
            }
            m_z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(m_input.data()));
            m_z.avail_in = static_cast<uInt>(m_input.size());
            m_z.next_out = reinterpret_cast<Bytef *>(to + made);
            m_z.avail_out = static_cast<uInt>(std::min<std::size_t>(size - made, 1u << 30));
            const uInt room = m_z.avail_out;
            const int code = inflate(&m_z, Z_NO_FLUSH);
            m_input.take(m_input.size() - m_z.avail_in);
            made += room - m_z.avail_out;
            if (code == Z_STREAM_END)
                m_between = true;
            else if (code != Z_OK && code != Z_BUF_ERROR)
                return made > 0 ? Result<std::size_t>(made) : damaged("the gzip data is damaged");
        }
        return made;
    }

private:
    PackedInput m_input;
    z_stream m_z{};
    bool m_ready = false, m_between = false, m_ended = false;
};

class ZstdSource final : public ByteSource
{
public:
    explicit ZstdSource(ByteSource &below) : m_input(below), m_z(ZSTD_createDStream()) {}
    ~ZstdSource() override { ZSTD_freeDStream(m_z); }
    ZstdSource(const ZstdSource &) = delete;
    ZstdSource &operator=(const ZstdSource &) = delete;

    Result<std::size_t> read(char *to, std::size_t size) override
    {
        ZSTD_outBuffer out{to, size, 0};
        while (out.pos < size) {
            const auto more = m_input.fill();
            if (!more)
                return out.pos > 0 ? Result<std::size_t>(out.pos) : more.error();
            ZSTD_inBuffer in{m_input.data(), *more ? m_input.size() : 0, 0};
            const std::size_t before = out.pos;
            const std::size_t code = ZSTD_decompressStream(m_z, &out, &in);
            m_input.take(in.pos);
            if (ZSTD_isError(code))
                return out.pos > 0 ? Result<std::size_t>(out.pos)
                                   : damaged(std::string("the zstd data is damaged: ") + ZSTD_getErrorName(code));
            if (*more) {
                m_wanted = code;
                continue;
            }
            if (out.pos > before)
                continue; // the end of the input may leave output behind in the decompressor
            if (out.pos == 0 && m_wanted != 0)
                return damaged("the zstd data ends too early: the file is truncated");
            break;
        }
        return out.pos;
    }

private:
    PackedInput m_input;
    ZSTD_DStream *m_z;
    std::size_t m_wanted = 0; // 0: at the end of a frame
};

} // namespace

std::unique_ptr<ByteSource> unpack(ByteSource &below, Packing packing)
{
    if (packing == Packing::Gzip)
        return std::make_unique<GzipSource>(below);
    if (packing == Packing::Zstd)
        return std::make_unique<ZstdSource>(below);
    return filteredSource(below, packing);
}

} // namespace triptych::formats
