#pragma once
#include "base/latest_job.h"
#include "base/result.h"
#include "items/roles.h"
#include "query/selection.h"
#include "sources/source.h"

#include <QAbstractTableModel>
#include <memory>
#include <optional>
#include <vector>

namespace triptych::items {

/// Rate, errors and duration of each service, of each service's operations, or of each value of a tag. All groups are held (thousands at
/// most), so sorting happens here.
class ServicesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Service, Operation, Spans, Rate, Errors, ErrorShare, P50, P95, P99, Longest, SelfTime, ColumnCount };
    enum class By { Service, Operation };

    explicit ServicesModel(base::JobPool &pool, QObject *parent = nullptr);

    void setQuery(std::shared_ptr<sources::Source> source, query::Selection selection);
    void setBy(By by);
    By by() const { return m_by; }
    /// Groups by this tag, which takes the place of the service; empty: by service.
    void setTag(const QString &key);
    const QString &tag() const { return m_tag; }
    void refresh();
    base::LatestJob &job() { return m_job; }
    bool asking() const { return m_job.running(); }
    bool answered() const { return m_answered; }
    const std::optional<base::Error> &error() const { return m_error; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void askingChanged(bool asking);
    void queryAnswered();
    void queryFailed();

private:
    void arrange();

    base::LatestJob m_job;
    std::shared_ptr<sources::Source> m_source;
    query::Selection m_selection;
    By m_by = By::Service;
    QString m_tag;
    int m_sortColumn = Spans;
    Qt::SortOrder m_order = Qt::DescendingOrder;
    std::vector<telemetry::Stats> m_rows;
    bool m_answered = false;
    std::optional<base::Error> m_error;
};

} // namespace triptych::items
