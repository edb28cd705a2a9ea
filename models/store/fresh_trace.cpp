#include "store/fresh_trace.h"

#include "base/radix_sort.h"
#include "store/database.h"

#include <algorithm>
#include <future>

namespace triptych::store {

using telemetry::Nanos;
using telemetry::RecordId;
using telemetry::TraceColumns;
using telemetry::TraceId;

namespace {

template <typename T> void permute(std::vector<T> &values, const std::vector<std::uint32_t> &order)
{
    std::vector<T> out(values.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        out[i] = values[order[i]];
    values.swap(out);
}

} // namespace

std::vector<std::uint32_t> sortByStart(TraceColumns &c)
{
    // Keys that lie beside their numbers sort several times as fast as columns.
    struct Key {
        Nanos start;
        RecordId record;
        std::uint32_t row;
    };
    std::vector<Key> keys(c.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i)
        keys[i] = {c.start[i], c.record[i], i};
    const auto less = [](const Key &a, const Key &b) { return a.start != b.start ? a.start < b.start : a.record < b.record; };
    if (std::is_sorted(keys.begin(), keys.end(), less))
        return {};
    if (!std::is_sorted(c.record.begin(), c.record.end()))
        base::radixSort(keys, [](const Key &k) { return base::orderedKey(toInt(k.record)); });
    base::radixSort(keys, [](const Key &k) { return base::orderedKey(k.start); });
    std::vector<std::uint32_t> order(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        order[i] = keys[i].row;
    const auto narrow = [&] {
        permute(c.name, order);
        permute(c.service, order);
        permute(c.kind, order);
        permute(c.status, order);
        permute(c.sharedHalf, order);
        permute(c.resource, order);
        permute(c.import, order);
        permute(c.events, order);
        permute(c.links, order);
    };
    constexpr std::size_t kWorthAThread = 50'000;
    std::future<void> beside;
    if (c.size() >= kWorthAThread)
        beside = std::async(std::launch::async, narrow);
    else
        narrow();
    permute(c.record, order);
    permute(c.span, order);
    permute(c.parent, order);
    permute(c.start, order);
    permute(c.duration, order);
    if (beside.valid())
        beside.get();
    return order;
}

void FreshTrace::add(Appender &rows, idx_t count)
{
    if (m_tooMuch || count == 0)
        return;
    const std::uint64_t *hi = rows.column<std::uint64_t>(1), *lo = rows.column<std::uint64_t>(2);
    if (m_columns.size() == 0)
        m_columns.trace = {hi[0], lo[0]};
    const auto other = [](const std::uint64_t *ids, idx_t n, std::uint64_t id) { return std::any_of(ids, ids + n, [id](std::uint64_t x) { return x != id; }); };
    if (m_columns.size() + count > kMostSpans || other(lo, count, m_columns.trace.lo) || other(hi, count, m_columns.trace.hi)) {
        *this = FreshTrace();
        m_tooMuch = true;
        return;
    }
    const auto take = [&]<typename T>(std::vector<T> &to, idx_t column) {
        const T *from = rows.column<T>(column);
        to.insert(to.end(), from, from + count);
    };
    const std::int64_t *record = rows.column<std::int64_t>(0);
    std::transform(record, record + count, std::back_inserter(m_columns.record), [](std::int64_t id) { return RecordId(id); });
    take(m_columns.span, 3);
    take(m_columns.parent, 4);
    take(m_columns.start, 5);
    take(m_columns.duration, 6);
    take(m_columns.name, 7);
    take(m_columns.service, 8);
    take(m_columns.kind, 9);
    take(m_columns.status, 10);
    take(m_columns.sharedHalf, 11);
    take(m_columns.resource, 15);
    take(m_columns.events, 17);
    take(m_columns.links, 18);
    take(m_columns.import, 20);
}

TraceColumns FreshTrace::columns(const Database &database) &&
{
    TraceColumns out = std::move(m_columns);
    {
        const std::shared_lock lock(database.mutex);
        constexpr std::int32_t kUnseen = -1;
        std::vector<std::int32_t> numbers(database.strings.size(), kUnseen);
        numbers[0] = 0;
        for (std::vector<std::int32_t> *column : {&out.name, &out.service})
            for (std::int32_t &id : *column) {
                std::int32_t &number = numbers[static_cast<std::size_t>(id)];
                if (number == kUnseen) {
                    number = static_cast<std::int32_t>(out.strings.size());
                    out.strings.push_back(database.strings.text(id));
                }
                id = number;
            }
    }
    // Records are numbered as they are written.
    const std::vector<RecordId> written = m_events.empty() ? std::vector<RecordId>() : out.record;
    const std::vector<std::uint32_t> order = sortByStart(out);
    std::vector<std::uint32_t> rowNow(m_events.empty() ? 0 : order.size());
    for (std::uint32_t row = 0; row < rowNow.size(); ++row)
        rowNow[order[row]] = row;
    out.eventMarks.reserve(m_events.size());
    for (const Event &event : m_events) {
        const auto before = static_cast<std::uint32_t>(std::lower_bound(written.begin(), written.end(), RecordId(event.record)) - written.begin());
        out.eventMarks.push_back({rowNow.empty() ? before : rowNow[before], event.time});
    }
    return out;
}

} // namespace triptych::store
