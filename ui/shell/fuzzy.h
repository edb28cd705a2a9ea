#pragma once
#include <QString>

namespace triptych::ui {

/// How well `typed` fits `text`: its letters in order, whatever the case; runs, beginnings of words and early places
/// count more. Negative: not at all. Nothing typed fits everything alike (0).
int fuzzyScore(QStringView typed, QStringView text);

} // namespace triptych::ui
