#pragma once
#include "analysis/stats_text.h"
#include "items/row_search.h"

#include <QAbstractTableModel>
#include <memory>

namespace triptych::ui {

/// Figures of one trace's spans by group, sortable. GUI thread.
class StatisticsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Group, Service, Count, Errors, Total, Self, Critical, Median, P95, Longest, Depth, AtOnce, ColumnCount };
    enum StatisticsRole { ServiceRole = Qt::UserRole + 1, ///< whose colour the row has; empty: several
                          ShareRole };                    ///< 0..1, of cells that are a part of a whole
    using QAbstractTableModel::QAbstractTableModel;

    /// Null: empty.
    void setStatistics(std::shared_ptr<const analysis::TraceTable> trace, std::shared_ptr<const analysis::TraceStatistics> statistics);
    void setGroupTitle(const QString &title);
    const analysis::SpanGroup &group(int row) const { return m_groups[static_cast<std::size_t>(row)]; }
    const std::string &label(int row) const { return m_statistics->label(group(row)); }
    /// As shown, in the order shown.
    analysis::TraceStatistics shown() const;
    /// Looks through the rows as they stand; groups of a tag can be a hundred thousand.
    items::RowSearch search() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    std::shared_ptr<const analysis::TraceTable> m_trace;
    std::shared_ptr<const analysis::TraceStatistics> m_statistics;
    std::vector<analysis::SpanGroup> m_groups;
    QString m_groupTitle;
    int m_column = Total;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace triptych::ui
