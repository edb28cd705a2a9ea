#pragma once
#include "ui/trace/trace_state.h"

#include <QAbstractTableModel>
#include <QTreeView>

namespace triptych::ui {

/// RED figures of one trace by service or operation, sortable. GUI thread.
class StatisticsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Service, Operation, Count, Errors, Total, Self, Median, Longest, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setGroups(std::shared_ptr<const TraceDocument> document, std::vector<analysis::SpanGroup> groups);
    const analysis::SpanGroup &group(int row) const { return m_groups[static_cast<std::size_t>(row)]; }
    QString text(int row, Column column) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    std::shared_ptr<const TraceDocument> m_document;
    std::vector<analysis::SpanGroup> m_groups;
    int m_column = Total;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

/// The table. Enter or double-click opens the operation's sandwich; a click selects its longest span.
class StatisticsView : public QTreeView
{
    Q_OBJECT
public:
    explicit StatisticsView(TraceState &state, QWidget *parent = nullptr);

Q_SIGNALS:
    void frameActivated(const QString &service, const QString &operation);

private:
    TraceState &m_state;
    StatisticsModel *m_model;
};

} // namespace triptych::ui
