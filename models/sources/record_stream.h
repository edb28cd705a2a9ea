#pragma once
#include "query/selection.h"
#include "sources/local_source.h"

#include <functional>
#include <unordered_map>

namespace triptych::sources {

/// Whole records, tags of every scope included, thousands at a time: for output and export. One thread.
class RecordStream
{
public:
    explicit RecordStream(LocalSource &source) : m_source(source) {}

    using SpanVisitor = std::function<bool(const SpanDetails &)>; ///< false ends the stream
    using LogVisitor = std::function<bool(const LogDetails &)>;

    /// Spans of the selection in the order of `sort`, at most `limit`.
    base::Result<void> spans(const query::Selection &selection, SpanSort sort, std::uint64_t limit, const SpanVisitor &visit, std::stop_token stop);
    /// All series that have samples in `range` (or any), each with up to a few thousand samples at a time.
    using SeriesVisitor = std::function<bool(const SeriesDetails &)>; ///< false ends the stream
    base::Result<void> series(const std::optional<TimeRange> &range, const SeriesVisitor &visit, std::stop_token stop);
    /// The records asked, in their order.
    base::Result<void> logs(const std::vector<RecordId> &records, const LogVisitor &visit, std::stop_token stop);
    /// What lies beyond the columns of these rows, in their order. At most a few thousand at a time.
    base::Result<std::vector<SpanDetails>> details(const std::vector<SpanRow> &rows, std::stop_token stop);
    base::Result<std::vector<LogDetails>> details(const std::vector<LogRow> &rows, std::stop_token stop);

private:
    struct Scope {
        std::string name, version;
        std::vector<Tag> tags;
    };
    struct Import {
        std::string path, format;
    };
    using Row = std::vector<std::optional<std::string>>;
    base::Result<void> each(const std::string &sql, const std::function<void(const Row &)> &visit, std::stop_token stop);
    base::Result<void> loadShared(std::stop_token stop);

    LocalSource &m_source;
    bool m_loaded = false;
    std::unordered_map<std::int64_t, std::vector<Tag>> m_resources;
    std::unordered_map<std::int64_t, Scope> m_scopes;
    std::unordered_map<std::int64_t, Import> m_imports;
};

} // namespace triptych::sources
