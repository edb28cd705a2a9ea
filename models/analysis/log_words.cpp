#include "analysis/log_words.h"

#include <cstring>

namespace triptych::analysis
{

namespace
{

constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15ull;

enum Class : std::uint8_t { Other, Letter, Digit, Space, Joint };

/// Joints: what may stand between two numbers of one value, as in times, addresses and versions.
constexpr auto kClasses = [] {
    struct {
        Class of[256];
    } table{};
    for (int c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        const bool joint = c == '.' || c == ':' || c == '-' || c == '_' || c == '+';
        const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
        table.of[c] = letter ? Letter : c >= '0' && c <= '9' ? Digit : joint ? Joint : space ? Space : Other;
    }
    return table;
}();
Class classOf(char c)
{
    return kClasses.of[static_cast<unsigned char>(c)];
}

std::uint64_t wordHash(std::string_view text)
{
    std::uint64_t hash = text.size() * kMix;
    while (text.size() >= 8) {
        std::uint64_t eight;
        std::memcpy(&eight, text.data(), 8);
        hash = (hash ^ eight) * kMix;
        hash ^= hash >> 29;
        text.remove_prefix(8);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data(), text.size());
    hash = (hash ^ rest) * kMix;
    return hash ^ hash >> 32;
}

/// `v1`, `s3`, `h2`: a name, not a value.
bool isName(std::string_view piece)
{
    return piece.size() == 2 && classOf(piece[0]) == Letter && classOf(piece[1]) == Digit;
}

} // namespace

void LogWords::read(std::string_view line)
{
    m_text.clear();
    m_words.clear();
    m_hash = 0;
    line = line.substr(0, line.find('\n'));
    std::size_t i = 0;
    while (i < line.size() && m_words.size() < kMostWords) {
        if (classOf(line[i]) == Space) {
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (i < line.size() && classOf(line[i]) != Space)
            ++i;
        addWord(line.substr(begin, i - begin));
    }
    m_hash = (m_hash ^ m_words.size()) * kMix;
}

void LogWords::addWord(std::string_view word)
{
    const std::size_t begin = m_text.size();
    std::size_t joints = 0; // since the last variable part: `1.2` and `10:30` are one
    bool afterVariable = false;
    for (std::size_t i = 0; i < word.size();) {
        const Class first = classOf(word[i]);
        if (first != Letter && first != Digit) {
            joints = first == Joint ? joints + 1 : 2;
            m_text += word[i++];
            continue;
        }
        bool digits = false;
        const std::size_t pieceBegin = i;
        for (; i < word.size() && (classOf(word[i]) == Letter || classOf(word[i]) == Digit); ++i)
            digits |= classOf(word[i]) == Digit;
        const std::string_view piece = word.substr(pieceBegin, i - pieceBegin);
        if (!digits || isName(piece)) {
            m_text += piece;
            afterVariable = false;
            continue;
        }
        if (afterVariable && joints <= 1)
            m_text.resize(m_text.size() - joints);
        else
            m_text += kVariable;
        afterVariable = true;
        joints = 0;
    }
    const std::uint64_t hash = wordHash(std::string_view(m_text).substr(begin));
    m_words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(m_text.size() - begin), hash});
    m_hash = (m_hash ^ hash) * kMix;
    m_hash ^= m_hash >> 31;
}

} // namespace triptych::analysis
