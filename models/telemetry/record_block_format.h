#pragma once
#include "telemetry/record_block.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

/// Bytes of a record block. Header: "TRB1", u32 rows, u64 length of the plain body; then the body as one zstd frame.
/// Body: shapes (rows, parts), the shape of each row (only if several), then per shape and field its dictionary
/// (width 1 or 2 of ids, entries, ids), its packed values (0x20, packed_values.h) or lengths (0x10 + width), then the text
/// of all fields that have lengths in the same order.
/// Numbers are LEB128 unless of a fixed width; little-endian.
namespace triptych::telemetry::block_format {

inline constexpr std::size_t kHeader = 16;
inline constexpr std::uint32_t kMagic = 0x31425254; // "TRB1"

inline constexpr std::uint8_t kPacked = 0x20;

inline void writeHeader(char *at, std::uint32_t rows, std::uint64_t plain)
{
    std::memcpy(at, &kMagic, 4);
    std::memcpy(at + 4, &rows, 4);
    std::memcpy(at + 8, &plain, 8);
}

class Out
{
public:
    void reserve(std::size_t n) { m_text.reserve(n); }
    void number(std::uint64_t n)
    {
        while (n >= 0x80) {
            m_text.push_back(static_cast<char>(n | 0x80));
            n >>= 7;
        }
        m_text.push_back(static_cast<char>(n));
    }
    void fixed(std::uint64_t n, int width) { m_text.append(reinterpret_cast<const char *>(&n), static_cast<std::size_t>(width)); }
    /// A number for each row, in one go.
    template <typename Number> void fixed(std::span<const Number> numbers, int width)
    {
        const std::size_t from = m_text.size();
        m_text.resize(from + numbers.size() * static_cast<std::size_t>(width));
        const auto write = [&]<typename Stored>(Stored) {
            char *to = m_text.data() + from;
            for (const Number n : numbers) {
                const auto stored = static_cast<Stored>(n);
                std::memcpy(to, &stored, sizeof stored);
                to += sizeof stored;
            }
        };
        if (width == 1)
            write(std::uint8_t());
        else if (width == 2)
            write(std::uint16_t());
        else
            write(std::uint32_t());
    }
    void bytes(std::string_view text) { m_text.append(text); }
    void part(const ShapePart &p)
    {
        fixed(static_cast<std::uint64_t>(p.kind) | static_cast<std::uint64_t>(p.inBody) << 4, 1);
        fixed(static_cast<std::uint64_t>(p.type) | static_cast<std::uint64_t>(p.scope) << 4, 1);
        number(p.text.size());
        bytes(p.text);
    }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

/// Reads with bounds; after a failure every answer is zero or empty and ok() is false.
class In
{
public:
    explicit In(std::string_view text) : m_p(text.data()), m_end(text.data() + text.size()) {}
    bool ok() const { return m_ok; }
    std::uint64_t number()
    {
        std::uint64_t n = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_p == m_end)
                return fail();
            const auto b = static_cast<unsigned char>(*m_p++);
            n |= static_cast<std::uint64_t>(b & 0x7f) << shift;
            if (b < 0x80)
                return n;
        }
        return fail();
    }
    std::string_view bytes(std::uint64_t n)
    {
        if (n > static_cast<std::uint64_t>(m_end - m_p)) {
            fail();
            return {};
        }
        const std::string_view out(m_p, n);
        m_p += n;
        return out;
    }
    std::uint64_t byte()
    {
        const std::string_view b = bytes(1);
        return b.empty() ? 0 : static_cast<unsigned char>(b[0]);
    }

private:
    std::uint64_t fail()
    {
        m_ok = false;
        m_p = m_end;
        return 0;
    }
    const char *m_p;
    const char *m_end;
    bool m_ok = true;
};

} // namespace triptych::telemetry::block_format
