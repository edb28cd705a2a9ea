#include "formats/utf16.h"

#include "telemetry/utf8.h"

#include <algorithm>

namespace triptych::formats {

namespace {

constexpr std::size_t kProbe = 128, kLeastProbe = 8;

void appendCharacter(char32_t c, std::string &out)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6);
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

bool isText(char c)
{
    return (c >= ' ' && c < 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

std::optional<Utf16> utf16Of(std::string_view head)
{
    if (head.starts_with("\xff\xfe"))
        return Utf16::LittleEndian;
    if (head.starts_with("\xfe\xff"))
        return Utf16::BigEndian;
    const std::size_t size = std::min(head.size(), kProbe) & ~std::size_t(1);
    if (size < kLeastProbe)
        return std::nullopt;
    std::size_t little = 0, big = 0; // characters of ASCII; telemetry is nearly nothing else
    for (std::size_t i = 0; i < size; i += 2) {
        little += isText(head[i]) && head[i + 1] == 0;
        big += head[i] == 0 && isText(head[i + 1]);
    }
    const std::size_t most = size / 2 - size / 16;
    return little >= most ? std::optional(Utf16::LittleEndian) : big >= most ? std::optional(Utf16::BigEndian) : std::nullopt;
}

void Utf16Reader::append(std::string_view bytes, std::string &out)
{
    out.reserve(out.size() + bytes.size() / 2 + bytes.size() / 4);
    for (const char c : bytes) {
        if (!m_half) {
            m_half = c;
            continue;
        }
        const auto first = static_cast<unsigned char>(*m_half), second = static_cast<unsigned char>(c);
        m_half.reset();
        unit(static_cast<char16_t>(m_order == Utf16::LittleEndian ? first | second << 8 : first << 8 | second), out);
    }
}

void Utf16Reader::unit(char16_t value, std::string &out)
{
    if (!m_started) {
        m_started = true;
        if (value == 0xfeff)
            return;
    }
    const bool low = value >= 0xdc00 && value < 0xe000;
    if (m_high != 0) {
        const char16_t high = m_high;
        m_high = 0;
        if (low) {
            appendCharacter(0x10000 + (static_cast<char32_t>(high - 0xd800) << 10) + (value - 0xdc00), out);
            return;
        }
        appendCharacter(telemetry::kReplacement, out);
    }
    if (value >= 0xd800 && value < 0xdc00)
        m_high = value;
    else
        appendCharacter(low ? telemetry::kReplacement : value, out);
}

void Utf16Reader::finish(std::string &out)
{
    if (m_high != 0 || m_half)
        appendCharacter(telemetry::kReplacement, out);
    m_high = 0;
    m_half.reset();
}

} // namespace triptych::formats
