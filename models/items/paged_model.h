#pragma once
#include "base/latest_job.h"
#include "base/result.h"
#include "items/cell_text.h"
#include "items/roles.h"
#include "items/row_search.h"

#include <QAbstractTableModel>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace triptych::items {

/// A table over a counted answer whose rows come page by page when they are shown. Rows not here yet are placeholders
/// (LoadingRole). Pages wanted in one turn of the event loop are fetched by one job; pages of an older query never
/// arrive. While a new query runs, the rows of the older one stay. GUI thread.
class PagedModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    PagedModel(base::JobPool &pool, int pageSize, QObject *parent);

    int rowCount(const QModelIndex &parent = {}) const final;
    qint64 total() const { return m_total; } ///< rows that match
    int pageSize() const { return m_pageSize; }
    bool asking() const { return m_first.running(); } ///< the newest query has not answered yet
    bool answered() const { return m_answered; }      ///< some query answered since clear()
    const std::optional<base::Error> &error() const { return m_error; } ///< of the newest query
    /// Asks the newest query again, keeping the rows until it answers.
    virtual void refresh();
    base::LatestJob &queryJob() { return m_first; }
    base::LatestJob &pageJob() { return m_later; }
    /// No rows, no query.
    void clear();
    /// Whether the times of its rows are shown with their days.
    void setDays(Days days);
    Days days() const { return m_days; }

Q_SIGNALS:
    void askingChanged(bool asking);
    void queryAnswered();
    void queryFailed();

protected:
    /// Asks for the page of `row` unless it is on its way.
    void want(qint64 row) const;
    void finishFirst(qint64 total);
    void finishPages(const std::vector<qint64> &pages, std::optional<base::Error> error);
    virtual void startFirst() = 0;
    virtual void startPages(const std::vector<qint64> &pages) = 0;
    virtual void dropPages() = 0;
    virtual bool hasPage(qint64 page) const = 0;
    /// Between the answer's arrival and the reset that shows it.
    virtual void takeFirst() = 0;

    base::LatestJob m_first, m_later;

private:
    void flush();
    void failFirst(const base::Error &error);

    int m_pageSize;
    qint64 m_total = 0;
    bool m_answered = false;
    Days m_days = Days::Hidden;
    std::optional<base::Error> m_error;
    mutable std::vector<qint64> m_wanted;
    mutable bool m_flushPosted = false;

    template <typename Row> friend class PagedRows;
};

/// PagedModel of one row type; subclasses give columns and data(), and call ask() with each new query.
template <typename Row> class PagedRows : public PagedModel
{
public:
    using PagedModel::PagedModel;
    struct Answer {
        std::vector<Row> rows;
        qint64 total = 0;
    };
    /// Runs in the pool.
    using Fetch = std::function<base::Result<Answer>(qint64 offset, qint64 count, std::stop_token stop)>;

    /// The row if it is here; never asks for it.
    const Row *peek(qint64 row) const
    {
        const auto page = m_pages.find(row / pageSize());
        const auto at = std::size_t(row % pageSize());
        return page != m_pages.end() && at < page->second.size() ? &page->second[at] : nullptr;
    }
    /// The row, or null while it is on its way.
    const Row *row(qint64 row) const
    {
        const Row *found = row >= 0 && row < total() ? peek(row) : nullptr;
        if (!found)
            want(row);
        return found;
    }

    /// Looks through the rows of the newest query, at most kMostSearched of them; null where rows have no text or none
    /// were asked for.
    RowSearch search() const
    {
        const auto text = lineOf();
        return text ? searchBy([text](const Row &row, const QString &wanted) { return holds(text(row), wanted); }) : RowSearch();
    }
    /// The same for rows that `fits` finds; it runs in the pool. Null where none were asked for.
    RowSearch searchBy(std::function<bool(const Row &, const QString &)> fits) const
    {
        if (!m_fetch)
            return {};
        return [fetch = m_fetch, fits = std::move(fits)](const QString &wanted, std::stop_token stop) -> base::Result<RowHits> {
            RowHits hits;
            auto answer = fetch(0, kMostSearched, stop);
            if (!answer)
                return answer.error();
            hits.total = answer->total;
            for (const Row &row : answer->rows) {
                if (fits(row, wanted))
                    hits.rows.push_back(hits.looked);
                if (++hits.looked % kLookAgain == 0 && stop.stop_requested())
                    break;
            }
            return hits;
        };
    }
    /// About a second and 100 MB; beyond it a filter is the better question.
    static constexpr qint64 kMostSearched = 200'000;

protected:
    /// A row's cells as one line (see kCellEnd), for search(); runs in the pool.
    virtual std::function<QString(const Row &)> lineOf() const { return {}; }
    void ask(Fetch fetch)
    {
        m_fetch = std::move(fetch);
        startFirst();
    }
    /// Called for every row that arrives, in order.
    virtual void arrived(const Row &) {}
    virtual void forgotten() {}

    void startFirst() final
    {
        if (!m_fetch)
            return;
        m_later.cancel();
        m_first.start([fetch = m_fetch, count = pageSize()](std::stop_token stop) { return fetch(0, count, stop); },
                      [this](base::Result<Answer> answer) {
                          if (!answer)
                              return failFirst(answer.error());
                          m_newest = std::move(answer).value();
                          finishFirst(m_newest.total);
                      });
    }
    void takeFirst() final
    {
        forgotten();
        m_pages.clear();
        put(0, std::move(m_newest.rows));
    }
    void startPages(const std::vector<qint64> &pages) final
    {
        using Pages = std::vector<std::vector<Row>>;
        m_later.start(
            [fetch = m_fetch, pages, size = pageSize()](std::stop_token stop) -> base::Result<Pages> {
                Pages all;
                for (const qint64 page : pages) {
                    auto answer = fetch(page * size, size, stop);
                    if (!answer)
                        return answer.error();
                    all.push_back(std::move(answer->rows));
                }
                return all;
            },
            [this, pages](base::Result<Pages> answer) {
                if (!answer)
                    return finishPages({}, answer.error());
                for (std::size_t i = 0; i < pages.size(); ++i)
                    put(pages[i], std::move((*answer)[i]));
                finishPages(pages, std::nullopt);
            });
    }
    void dropPages() final
    {
        m_pages.clear();
        m_fetch = nullptr;
        forgotten();
    }
    bool hasPage(qint64 page) const final { return m_pages.contains(page); }

private:
    static constexpr qint64 kLookAgain = 4096; // rows between two looks at the stop token
    /// Pages kept: enough for a screen and its surroundings many times over, yet bounded.
    static constexpr std::size_t kPagesKept = 96;

    void put(qint64 page, std::vector<Row> rows)
    {
        if (m_pages.size() >= kPagesKept) {
            auto farthest = m_pages.begin();
            for (auto it = m_pages.begin(); it != m_pages.end(); ++it)
                if (std::abs(it->first - page) > std::abs(farthest->first - page))
                    farthest = it;
            m_pages.erase(farthest);
        }
        for (const Row &row : rows)
            arrived(row);
        m_pages.insert_or_assign(page, std::move(rows));
    }

    Fetch m_fetch;
    Answer m_newest;
    std::unordered_map<qint64, std::vector<Row>> m_pages;
};

} // namespace triptych::items
