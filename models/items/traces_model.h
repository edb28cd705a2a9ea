#pragma once
#include "items/sorted_rows.h"

#include <QStringList>
#include <memory>

namespace triptych::items {

/// Matching traces, sorted by the source. Tag columns stand before the last one, Services.
class TracesModel : public SortedRows<telemetry::TraceRow, telemetry::TraceQuery, telemetry::TracePage>
{
    Q_OBJECT
public:
    enum Column { Start, Service, Operation, Duration, Spans, Errors, Logs, FirstTag };
    static constexpr int kPageSize = 200;

    explicit TracesModel(base::JobPool &pool, QObject *parent = nullptr);

    const QStringList &tagColumns() const { return m_tags; }
    /// Asks anew: the source brings the values with the rows.
    void setTagColumns(const QStringList &keys);
    int servicesColumn() const { return FirstTag + int(m_tags.size()); }
    std::optional<telemetry::TraceId> traceAt(int row) const;
    /// Whether the source sorts by this column.
    static bool sortable(int column);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// A new query. Columns the source cannot sort by leave the order as it is.
    void sort(int column, Qt::SortOrder order) override;

protected:
    void arrived(const telemetry::TraceRow &row) override;
    void forgotten() override { m_longest = 0; }
    std::function<QString(const telemetry::TraceRow &)> lineOf() const override;

private:
    QStringList m_tags;
    telemetry::Nanos m_longest = 0;
};

} // namespace triptych::items
