#pragma once
#include <Qt>

namespace triptych::items {

/// What a cell means; views decide how that looks.
enum Role : int {
    LoadingRole = Qt::UserRole + 1, ///< bool: a placeholder, the row is on its way
    KindRole,                       ///< int, a CellKind
    NanosRole,                      ///< qint64: time since the epoch or duration, ns
    CountRole,                      ///< qulonglong
    FractionRole,                   ///< double 0..1 of the column's largest value, for bars
    ErrorRole,                      ///< bool: the cell or row stands for a failure
    ServiceRole,                    ///< QString: the service this cell names
    ServicesRole,                   ///< QStringList: all services of the row, in order
    TagKeyRole,                     ///< QString: with TagValueRole what "Apply as filter" adds; empty if nothing
    TagValueRole,
    TraceRole,                      ///< QString: hex trace id of the row
};

enum class CellKind : int { Text, Name, Time, Duration, Count, Errors, Service, Services, Tag, Id };

} // namespace triptych::items
