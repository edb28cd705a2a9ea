#include "ui/logs/text_pick.h"

#include <algorithm>

namespace triptych::ui {

namespace {
bool inWord(const QString &text, qsizetype at)
{
    if (at < 0 || at >= text.size())
        return false;
    const QChar c = text[at];
    if (c.isLetterOrNumber() || c == u'_' || c.isSurrogate())
        return true;
    // Dots and dashes only between letters: the end of a sentence is no part of its last word.
    const auto letter = [&](qsizetype i) { return i >= 0 && i < text.size() && text[i].isLetterOrNumber(); };
    return (c == u'.' || c == u'-') && letter(at - 1) && letter(at + 1);
}
} // namespace

TextPick wordAt(const QString &text, qint64 row, qsizetype letter)
{
    if (!inWord(text, letter))
        return {row, letter, letter};
    TextPick pick{row, letter, letter + 1};
    while (inWord(text, pick.from - 1))
        --pick.from;
    while (inWord(text, pick.to))
        ++pick.to;
    return pick;
}

TextPick nextWord(const QString &text, const TextPick &from)
{
    qsizetype at = std::max(from.from, from.to);
    while (at < text.size() && !inWord(text, at))
        ++at;
    return at < text.size() ? wordAt(text, from.row, at) : from;
}

TextPick previousWord(const QString &text, const TextPick &from)
{
    qsizetype at = std::min({from.from, from.to, text.size()}) - 1;
    while (at >= 0 && !inWord(text, at))
        --at;
    return at >= 0 ? wordAt(text, from.row, at) : from;
}

} // namespace triptych::ui
