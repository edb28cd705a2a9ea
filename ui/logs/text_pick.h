#pragma once
#include <QString>

namespace triptych::ui {

/// A stretch of a line's text: letters [from, to).
struct TextPick {
    qint64 row = -1;
    qsizetype from = 0, to = 0;
    bool empty() const { return row < 0 || from == to; }
    bool operator==(const TextPick &) const = default;
};

/// The word at a letter, as identifiers and versions are words (`psp-3`, `2.14.1`, `trace_id`); an empty stretch where none is.
TextPick wordAt(const QString &text, qint64 row, qsizetype letter);
/// The first word after (or the last before) a stretch; the stretch itself where there is none.
TextPick nextWord(const QString &text, const TextPick &from);
TextPick previousWord(const QString &text, const TextPick &from);

} // namespace triptych::ui
