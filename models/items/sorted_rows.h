#pragma once
#include "items/paged_model.h"
#include "query/selection.h"
#include "sources/source.h"

#include <memory>
#include <optional>

namespace triptych::items {

/// Rows of a selection in an order that the source gives them: what the tables of traces and of spans have in common.
/// `Query` has sort, order, offset and limit; `Page` has rows and total.
template <typename Row, typename Query, typename Page> class SortedRows : public PagedRows<Row>
{
public:
    /// Runs in the pool.
    using Ask = base::Result<Page> (sources::Source::*)(const query::Selection &, const Query &, std::stop_token);

    SortedRows(base::JobPool &pool, int pageSize, Ask rows, QObject *parent) : PagedRows<Row>(pool, pageSize, parent), m_ask(rows) {}

    void setQuery(std::shared_ptr<sources::Source> source, query::Selection selection)
    {
        m_source = std::move(source);
        m_selection = std::move(selection);
        restart();
    }

protected:
    /// Nothing: the source cannot sort by that, and the order stays as it is.
    template <typename Key> void sortBy(std::optional<Key> key, Qt::SortOrder order)
    {
        const auto direction = order == Qt::AscendingOrder ? telemetry::Order::Ascending : telemetry::Order::Descending;
        if (!key || (m_query.sort == *key && m_query.order == direction))
            return;
        m_query.sort = *key;
        m_query.order = direction;
        restart();
    }

    void restart()
    {
        if (!m_source) {
            this->clear();
            return;
        }
        using Rows = typename PagedRows<Row>::Answer;
        this->ask([source = m_source, selection = m_selection, query = m_query, fetch = m_ask](qint64 offset, qint64 count, std::stop_token stop) -> base::Result<Rows> {
            Query page = query;
            page.offset = std::uint64_t(offset);
            page.limit = std::uint64_t(count);
            auto answer = ((*source).*fetch)(selection, page, stop);
            if (!answer)
                return answer.error();
            return Rows{std::move(answer->rows), qint64(answer->total)};
        });
    }

    Query m_query;

private:
    Ask m_ask;
    std::shared_ptr<sources::Source> m_source;
    query::Selection m_selection;
};

} // namespace triptych::items
