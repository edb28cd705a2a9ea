#include "telemetry/utf8.h"

#include <cstdint>
#include <cstring>

namespace triptych::telemetry {

namespace {

/// Length of the ASCII run at the start of `text`, in steps of eight bytes.
std::size_t asciiRun(std::string_view text)
{
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + i, 8);
        if (word & 0x8080808080808080ull)
            break;
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80)
        ++i;
    return i;
}

} // namespace

std::size_t utf8CharacterLength(std::string_view text)
{
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
    const unsigned char c = at(0);
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return continues(1) ? 2 : 0;
    if (c >= 0xe0 && c <= 0xef) {
        if (!continues(1) || !continues(2) || (c == 0xe0 && at(1) < 0xa0) || (c == 0xed && at(1) > 0x9f))
            return 0;
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        if (!continues(1) || !continues(2) || !continues(3) || (c == 0xf0 && at(1) < 0x90) || (c == 0xf4 && at(1) > 0x8f))
            return 0;
        return 4;
    }
    return 0;
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        text.remove_prefix(asciiRun(text));
        if (text.empty())
            break;
        const std::size_t n = utf8CharacterLength(text);
        if (n == 0)
            return false;
        text.remove_prefix(n);
    }
    return true;
}

void appendUtf8(std::string &out, std::string_view text)
{
    while (!text.empty()) {
        std::size_t n = asciiRun(text);
        if (n == 0)
            n = utf8CharacterLength(text);
        if (n == 0) {
            out += "\xEF\xBF\xBD";
            n = 1;
        } else {
            out.append(text.substr(0, n));
        }
        text.remove_prefix(n);
    }
}

} // namespace triptych::telemetry
