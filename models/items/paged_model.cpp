#include "items/paged_model.h"

#include <algorithm>
#include <limits>

namespace triptych::items {

namespace {
/// Fast scrolling wants more pages than anyone will see: only the newest are worth fetching.
constexpr std::size_t kPagesAtOnce = 4;
} // namespace

PagedModel::PagedModel(base::JobPool &pool, int pageSize, QObject *parent)
    : QAbstractTableModel(parent), m_first(pool), m_later(pool), m_pageSize(pageSize)
{
    connect(&m_first, &base::LatestJob::runningChanged, this, &PagedModel::askingChanged);
}

int PagedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(std::min<qint64>(m_total, std::numeric_limits<int>::max()));
}

void PagedModel::refresh()
{
    startFirst();
}

void PagedModel::clear()
{
    m_first.cancel();
    m_later.cancel();
    m_wanted.clear();
    beginResetModel();
    dropPages();
    m_total = 0;
    m_answered = false;
    m_error.reset();
    endResetModel();
}

void PagedModel::want(qint64 row) const
{
    if (row < 0 || row >= m_total || m_first.running())
        return;
    const qint64 page = row / m_pageSize;
    if (!m_wanted.empty() && m_wanted.back() == page)
        return;
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (m_flushPosted)
        return;
    m_flushPosted = true;
    auto *self = const_cast<PagedModel *>(this);
    QMetaObject::invokeMethod(self, [self] { self->flush(); }, Qt::QueuedConnection);
}

void PagedModel::flush()
{
    m_flushPosted = false;
    if (m_later.running() || m_first.running())
        return;
    std::vector<qint64> pages;
    for (auto page = m_wanted.rbegin(); page != m_wanted.rend() && pages.size() < kPagesAtOnce; ++page)
        if (!hasPage(*page))
            pages.push_back(*page);
    m_wanted.clear();
    if (!pages.empty())
        startPages(pages);
}

void PagedModel::finishFirst(qint64 total)
{
    m_wanted.clear();
    m_error.reset();
    beginResetModel();
    takeFirst();
    m_total = total;
    m_answered = true;
    endResetModel();
    Q_EMIT queryAnswered();
}

void PagedModel::failFirst(const base::Error &error)
{
    if (error.kind == base::ErrorKind::Stopped)
        return;
    m_error = error;
    Q_EMIT queryFailed();
}

void PagedModel::finishPages(const std::vector<qint64> &pages, std::optional<base::Error> error)
{
    if (error) {
        failFirst(*error);
        return;
    }
    for (const qint64 page : pages) {
        const qint64 from = page * m_pageSize;
        const qint64 to = std::min<qint64>(from + m_pageSize, rowCount()) - 1;
        if (to >= from)
            Q_EMIT dataChanged(index(int(from), 0), index(int(to), columnCount() - 1));
    }
    if (!m_wanted.empty())
        flush();
}

void PagedModel::setDays(Days days)
{
    if (std::exchange(m_days, days) != days && m_total > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
}

} // namespace triptych::items
