#pragma once
#include "items/record_differences.h"

#include <QAbstractTableModel>
#include <memory>

namespace triptych::items {

/// One span as several inputs brought it: a row each fact, a column each input. What differs stands first and bears a
/// sign; what is the same stands back. GUI thread.
class RecordsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// Null: empty.
    void setRecords(std::shared_ptr<const SpanRecords> records);
    const SpanRecords *records() const { return m_records.get(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const SpanRecords> m_records;
};

} // namespace triptych::items
