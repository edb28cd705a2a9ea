#include "analysis/call_text.h"

#include <algorithm>

namespace triptych::analysis
{

namespace
{

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isHex(char c)
{
    return isDigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}
bool isLetter(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Where the number or id that begins at `at` ends; `at` if none does.
std::size_t endOfValue(std::string_view text, std::size_t at)
{
    constexpr std::size_t kLeastId = 8; // hex digits of what is an id rather than a word
    std::size_t end = at, digits = 0, hex = 0;
    while (end < text.size() && (isHex(text[end]) || (text[end] == '-' && end > at))) {
        digits += isDigit(text[end]);
        hex += isHex(text[end]);
        ++end;
    }
    const bool wordGoesOn = end < text.size() && isLetter(text[end]);
    if (hex >= kLeastId && digits > 0 && !wordGoesOn)
        return end;
    if (!isDigit(text[at]))
        return at;
    end = at;
    while (end < text.size() && (isDigit(text[end]) || (text[end] == '.' && end + 1 < text.size() && isDigit(text[end + 1]))))
        ++end;
    // Numbers of another base, exponents and units belong to the value: 0x1f, 1e5, 20ms.
    while (end < text.size() && (isLetter(text[end]) || isDigit(text[end])))
        ++end;
    return end;
}

/// After the quotation that begins at `at`; a doubled quotation mark or one behind a backslash is part of it.
std::size_t endOfQuotation(std::string_view text, std::size_t at)
{
    const char mark = text[at];
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == mark && i + 1 < text.size() && text[i + 1] == mark)
            ++i;
        else if (text[i] == mark)
            return i + 1;
    }
    return text.size();
}

/// Adds a placeholder, unless the last of a list of them stands there already: "?, ?" reads as "?".
void addPlaceholder(std::string &out)
{
    std::size_t end = out.size();
    while (end > 0 && out[end - 1] == ' ')
        --end;
    if (end > 1 && out[end - 1] == ',') {
        std::size_t before = end - 1;
        while (before > 0 && out[before - 1] == ' ')
            --before;
        if (before > 0 && out[before - 1] == '?') {
            out.resize(before);
            return;
        }
    }
    out += '?';
}

} // namespace

std::string normalisedCall(std::string_view text)
{
    std::string out;
    out.reserve(std::min(text.size(), kMostCallText));
    bool inWord = false; // the character before was part of a word: digits that follow are too
    for (std::size_t i = 0; i < text.size() && out.size() < kMostCallText;) {
        const char c = text[i];
        if (isSpace(c)) {
            if (!out.empty() && out.back() != ' ')
                out += ' ';
            inWord = false;
            ++i;
        } else if (c == '\'' && !inWord) {
            addPlaceholder(out);
            i = endOfQuotation(text, i);
        } else if (c == '?' && !inWord) {
            addPlaceholder(out);
            ++i;
        } else if (const std::size_t end = !inWord && isHex(c) ? endOfValue(text, i) : i; end > i) {
            addPlaceholder(out);
            i = end;
        } else {
            inWord = isLetter(c) || isDigit(c);
            out += c;
            ++i;
        }
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

} // namespace triptych::analysis
