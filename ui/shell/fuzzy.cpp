#include "ui/shell/fuzzy.h"

#include <algorithm>

namespace triptych::ui {

namespace {

constexpr int kLetter = 4, kRun = 6, kWord = 8, kWhole = 40, kMostSkip = 12;

bool startsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

int scoreFrom(QStringView typed, QStringView text, qsizetype start)
{
    int score = 0;
    qsizetype at = start, last = -2;
    for (const QChar letter : typed) {
        if (letter.isSpace())
            continue;
        while (at < text.size() && text[at].toCaseFolded() != letter.toCaseFolded())
            ++at;
        if (at == text.size())
            return -1;
        score += kLetter;
        if (at == last + 1)
            score += kRun;
        if (startsWord(text, at))
            score += kWord;
        last = at++;
    }
    return score - int(std::min<qsizetype>(start, kMostSkip));
}

} // namespace

int fuzzyScore(QStringView typed, QStringView text)
{
    typed = typed.trimmed();
    if (typed.isEmpty())
        return 0;
    int best = -1;
    // Every place where the first letter stands is tried: "sp" in "Show spans" means the second s.
    for (qsizetype i = 0; i < text.size(); ++i)
        if (text[i].toCaseFolded() == typed[0].toCaseFolded())
            best = std::max(best, scoreFrom(typed, text, i));
    if (best >= 0 && text.contains(typed, Qt::CaseInsensitive))
        best += kWhole;
    return best;
}

} // namespace triptych::ui
