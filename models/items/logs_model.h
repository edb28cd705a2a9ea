#pragma once
#include "items/paged_model.h"
#include "query/selection.h"
#include "sources/source.h"

#include <QStringList>
#include <memory>
#include <set>

namespace triptych::items {

/// A log record and the values of the tag columns.
struct LogLine {
    telemetry::LogRow row;
    std::vector<std::string> tags;
};

/// Matching log lines: the ids of all (8 bytes a line), the records page by page.
class LogsModel : public PagedRows<LogLine>
{
    Q_OBJECT
public:
    enum Column { Time, Level, Service, FirstTag };
    static constexpr int kPageSize = 256;
    using Ids = std::vector<telemetry::RecordId>;

    explicit LogsModel(base::JobPool &pool, QObject *parent = nullptr);

    void setQuery(std::shared_ptr<sources::Source> source, query::Selection selection);
    const std::shared_ptr<sources::Source> &source() const { return m_source; }
    const query::Selection &selection() const { return m_selection; }
    /// Which of the matching lines are listed: those marked, those that a demand finds, or both. A demand is a filter of
    /// its own, without effect on the selection.
    struct Narrowing {
        enum class Show { All, MarksAndMatches, Marks, Matches } show = Show::All;
        std::set<telemetry::RecordId> marks;
        std::string demand; ///< text of a filter; empty finds nothing
        bool operator==(const Narrowing &) const = default;
    };
    void setNarrowing(Narrowing narrowing);
    const Narrowing &narrowing() const { return m_narrowing; }
    void setOrder(telemetry::Order order);
    telemetry::Order order() const { return m_order; }
    const QStringList &tagColumns() const { return m_tags; }
    void setTagColumns(const QStringList &keys);
    int messageColumn() const { return FirstTag + int(m_tags.size()); }
    int traceColumn() const { return messageColumn() + 1; }
    /// Ids of the rows shown, in their order; a snapshot for jobs. Null before the first answer.
    std::shared_ptr<const Ids> ids() const { return m_ids; }
    telemetry::RecordId recordAt(qint64 row) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    /// The data changed: ids are asked again.
    void refresh() override { restart(); }

protected:
    void forgotten() override { m_ids = m_pending; }

private:
    void restart();
    QString text(const LogLine &line, int column) const;

    std::shared_ptr<sources::Source> m_source;
    query::Selection m_selection;
    telemetry::Order m_order = telemetry::Order::Ascending;
    QStringList m_tags;
    Narrowing m_narrowing;
    std::shared_ptr<Ids> m_pending;
    std::shared_ptr<const Ids> m_ids;
};

/// Positions in `ids` of the members of `subset`; both in the same order, members unknown to `ids` are left out.
std::vector<qint64> positionsOf(const LogsModel::Ids &subset, const LogsModel::Ids &ids);

} // namespace triptych::items
