#pragma once
#include "base/latest_job.h"
#include "base/result.h"
#include "items/roles.h"
#include "query/selection.h"
#include "sources/source.h"

#include <QAbstractItemModel>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

namespace triptych::items {

/// What values the chosen keys have within a selection: groups of values with counts, and a last row for the values
/// not listed. A key the filter itself restricts is counted without that restriction, so that its other values stay
/// in reach. GUI thread.
class FacetModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum FacetRole : int {
        RowRole = TraceRole + 1, ///< int, a RowKind
        StateRole,               ///< int, a State, of values
        DistinctRole,            ///< qulonglong, of groups
    };
    enum class RowKind { Group, Value, Other };
    enum class State { Free, Included, Excluded };

    FacetModel(base::JobPool &pool, telemetry::Table table, QObject *parent = nullptr);

    /// Asks for the values; with a new source the keys are chosen anew unless the user chose them.
    void setQuery(std::shared_ptr<sources::Source> source, query::Selection selection);
    void refresh();
    const QStringList &keys() const { return m_keys; }
    void addKey(const QString &key);
    void removeKey(const QString &key);
    /// Every tag key the source knows of this table, most frequent first, then the aliases that reach one; for "Add facet".
    const QStringList &knownKeys() const { return m_known; }
    /// Shows only values that contain `text`, in any case; looks further down the lists than usual.
    void setSearch(const QString &text);
    base::LatestJob &job() { return m_job; }
    bool asking() const { return m_job.running(); }
    const std::optional<base::Error> &error() const { return m_error; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void askingChanged(bool asking);
    void queryAnswered();
    void queryFailed();

private:
    struct Answer {
        QStringList keys, known;
        std::vector<telemetry::Facet> facets;
    };
    struct Group {
        telemetry::Facet facet;
        std::vector<std::size_t> shown; ///< values that pass the search
        std::uint64_t largest = 0;
        bool hasOther = false;
    };
    void show(std::vector<telemetry::Facet> facets);
    State stateOf(const std::string &key, const std::string &value) const;
    QVariant groupData(const Group &group, int role) const;
    QVariant otherData(const Group &group, int role) const;

    base::LatestJob m_job;
    telemetry::Table m_table;
    std::shared_ptr<sources::Source> m_source;
    query::Selection m_selection;
    QStringList m_keys, m_known;
    bool m_keysKnown = false, m_keysChosen = false;
    std::uint64_t m_version = 0; ///< of what the keys were found in
    std::shared_ptr<const query::AliasTable> m_aliases;
    QString m_search;
    std::vector<Group> m_groups;
    std::optional<base::Error> m_error;
};

/// The keys worth a facet, of those a source has: status, service and place first, then tags that many records carry
/// with few values.
QStringList usefulFacets(telemetry::Table table, const std::vector<telemetry::TagKey> &keys, const query::AliasTable &aliases);

} // namespace triptych::items
