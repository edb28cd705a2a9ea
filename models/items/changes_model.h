#pragma once
#include "analysis/trace_set.h"

#include <QAbstractTableModel>

namespace triptych::items {

/// What grew and what shrank: mean self time a trace by operation in A and B, with the change's 95 % interval. Sorts
/// itself: operations are few. GUI thread.
class ChangesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Service, Operation, A, B, Change, Interval, ColumnCount };
    /// Roles of the Interval column: ns, and the greatest |end| of all rows (the scale of the bars).
    enum Role { ChangeRole = Qt::UserRole + 100, LowRole, HighRole, ScaleRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setChanges(std::vector<analysis::OperationChange> changes);
    const analysis::OperationChange &change(int row) const { return m_changes[static_cast<std::size_t>(row)]; }
    QString csv() const; ///< as sorted; ns, dots as decimal points

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    std::vector<analysis::OperationChange> m_changes;
    double m_scale = 0;
};

/// `+612 ms`, `-22 ms`, `0`.
QString signedDurationText(double ns);

} // namespace triptych::items
