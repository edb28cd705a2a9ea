#pragma once
#include "ui/theme/theme.h"

class QPainter;

namespace triptych::ui {

/// One line in the painter's font and pen, elided in the middle where it does not fit; `match`, in any case of letters,
/// is marked behind it. `alignment` is across; the line stands in the middle of `room`.
void drawMatched(QPainter &painter, const Theme &theme, const QRect &room, const QString &text, Qt::Alignment alignment, const QString &match);

/// Only the marks, for text that is drawn in pieces: of a line that fits into `room`.
void markMatches(QPainter &painter, const Theme &theme, const QRect &room, const QString &shown, Qt::Alignment alignment, const QString &match);

} // namespace triptych::ui
