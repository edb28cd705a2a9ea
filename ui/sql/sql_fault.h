#pragma once
#include <QString>

namespace triptych::ui {

/// An answer of the engine to a query that it could not run, taken apart.
struct SqlFault {
    QString sentence; ///< without the engine's drawing of the place
    int at = -1;      ///< letter of the query that it speaks of; -1: it names none
    int line = 0, column = 0; ///< of that letter, from 1
};
/// DuckDB draws the place under the sentence: "LINE 2: …part of the line…" and a caret under it.
SqlFault sqlFault(const QString &message, const QString &query);

} // namespace triptych::ui
