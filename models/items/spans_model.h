#pragma once
#include "items/sorted_rows.h"

#include <memory>

namespace triptych::items {

/// Matching spans, sorted by the source.
class SpansModel : public SortedRows<telemetry::SpanRow, telemetry::SpanQuery, telemetry::SpanPage>
{
    Q_OBJECT
public:
    enum Column { Start, Service, Operation, Duration, Kind, Status, Events, Links, Trace, ColumnCount };
    static constexpr int kPageSize = 200;

    explicit SpansModel(base::JobPool &pool, QObject *parent = nullptr);

    static bool sortable(int column);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

protected:
    void arrived(const telemetry::SpanRow &row) override;
    void forgotten() override { m_longest = 0; }
    std::function<QString(const telemetry::SpanRow &)> lineOf() const override;

private:
    telemetry::Nanos m_longest = 0;
};

} // namespace triptych::items
