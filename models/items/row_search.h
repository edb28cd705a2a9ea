#pragma once
#include "base/result.h"

#include <QString>
#include <QStringList>
#include <functional>
#include <stop_token>
#include <vector>

namespace triptych::items {

/// Rows of a table whose cells hold a text, ascending.
struct RowHits {
    std::vector<qint64> rows;
    qint64 looked = 0, total = 0; ///< rows that were looked at, of how many
};

/// Looks for a text, in any case of letters. Runs in the pool.
using RowSearch = std::function<base::Result<RowHits>(const QString &text, std::stop_token stop)>;

/// One line a row, its cells parted by kCellEnd: a text is not found across two cells.
inline constexpr QChar kCellEnd = u'\x1f';
RowSearch searchOf(QStringList lines);
bool holds(const QString &line, const QString &text);

} // namespace triptych::items
