#pragma once
#include "items/roles.h"
#include "telemetry/answers.h"

#include <QAbstractTableModel>

namespace triptych::items {

/// What was imported and what of it was lost, in the order of the imports. GUI thread.
class ImportsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Input, Format, Size, Spans, Logs, Samples, Duplicates, Lost, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setImports(std::vector<telemetry::ImportRecord> imports);
    const telemetry::ImportRecord &import(int row) const { return m_imports[std::size_t(row)]; }
    /// The bad records that are known by place, one a line; empty if there are none.
    QString lossesText(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<telemetry::ImportRecord> m_imports;
};

} // namespace triptych::items
