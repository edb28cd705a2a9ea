#pragma once
#include "analysis/trace_alignment.h"
#include "items/row_search.h"

#include <QAbstractTableModel>
#include <memory>

namespace triptych::items {

/// Two traces held against each other span by span. A finished value that crosses threads.
struct AlignedTraces {
    std::shared_ptr<const analysis::TraceTable> a, b;
    std::vector<analysis::AlignedSpan> rows;
    std::size_t onlyA = 0, onlyB = 0;
};

/// Their rows: the span indented, how long it took in either, and the difference. GUI thread.
class AlignedModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Span, DurationA, DurationB, Change, TimeA, TimeB, ColumnCount };
    enum AlignedRole { DepthRole = Qt::UserRole + 1, ServiceRole,
                       PresenceRole,       ///< -1 only in A, 1 only in B, 0 in both
                       FromRole, LengthRole, ///< of TimeA and TimeB: the bar as shares of its trace
                       ErrorRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setTraces(std::shared_ptr<const AlignedTraces> traces);
    const AlignedTraces *traces() const { return m_traces.get(); }
    const analysis::AlignedSpan &row(int row) const { return m_traces->rows[static_cast<std::size_t>(row)]; }

    /// By name, service, durations and what became of the span; traces are of any size.
    RowSearch search() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const AlignedTraces> m_traces;
};

} // namespace triptych::items
