#include "sources/remote_source.h"

#include "base/job_pool.h"
#include "base/rest.h"
#include "query/compose.h"

#include <algorithm>
#include <chrono>
#include <thread>

/// How RemoteSource follows lines.
namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

using namespace std::chrono_literals;
constexpr auto kPoll = 1000ms, kFirstWait = 500ms, kLongestWait = 10'000ms;
constexpr Nanos kStep = 1'000'000; // where a whole portion has one time, the next begins after it
constexpr Nanos kOverlap = 5'000'000'000; // lines come late, and clocks differ

/// Comparisons of a tail with a search that told of lines which then could not be found get rarer, up to so many times.
constexpr int kRarest = 32;

const Error kBehind{ErrorKind::Busy, "the server sends lines faster than they are taken", {}, {}, {}};

Nanos now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// What a server can be asked to count.
Nanos wholeMillis(Nanos time) { return time - time % 1'000'000; }

} // namespace

bool RemoteSource::canTail() const
{
    return holds(Table::Logs);
}

bool RemoteSource::tailCovers(const query::Selection &selection) const
{
    const std::lock_guard lock(m_mutex);
    return m_tailed && m_tailed->behind == 0 && m_tailed->filter == selection.filter.text() && selection.range && selection.range->from >= m_tailed->from;
}

void RemoteSource::tail(const query::Filter &filter, Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop)
{
    const base::PoolWait others;
    std::mutex telling;
    const auto tellOne = [&](const News &news) {
        const std::lock_guard lock(telling);
        tell(news);
    };
    std::vector<std::pair<const Server *, query::Filter>> wanted;
    for (const Server *server : holders(Table::Logs))
        if (auto its = filterFor(*server, filter))
            wanted.emplace_back(server, std::move(*its));
    {
        const std::lock_guard lock(m_mutex);
        m_tailed = Tailed{filter.text(), from, wanted.size()};
    }
    std::vector<std::jthread> threads;
    for (const auto &[server, its] : wanted)
        threads.emplace_back([&, server = server, its = its] { tailOne(*server, its, from, tellOne, stop); });
    for (std::jthread &thread : threads)
        thread.join();
    const std::lock_guard lock(m_mutex);
    m_tailed.reset();
}

void RemoteSource::tailOne(const Server &server, const query::Filter &filter, Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop)
{
    Backend &backend = *server.backend;
    const SeenLines &seen = m_seen.at(server.profile);
    bool polls = false, heard = false;
    std::uint64_t lines = 0; // that were stored
    auto wait = kFirstWait;
    const auto hear = [&] {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(heard, true) && m_tailed)
            --m_tailed->behind;
    };
    const auto store = [&](Fetched &portion, Nanos behind) -> Result<void> {
        if (auto landed = land(server, portion, stop); !landed)
            return landed;
        hear();
        wait = kFirstWait;
        lines += portion.lines.size();
        tell({portion.lines.size(), behind, {}});
        return {};
    };
    /// What was written since `from`, portion by portion. Of what was written before anybody listened only the newest, as in
    /// any other question.
    const auto catchUp = [&]() -> Result<void> {
        for (bool more = true; more;) {
            const Nanos until = now();
            BackendSearch since{filter, {from, until}, m_limits.lines, *aliases(), {}, {}};
            since.oldestFirst = heard;
            auto found = backend.searchLogs(since, seen, stop);
            if (!found)
                return found.error();
            more = since.oldestFirst && found->more;
            const Nanos reached = more ? std::max(found->reached, from + kStep) : until - kOverlap;
            if (auto stored = store(*found, more ? until - reached : 0); !stored)
                return stored;
            from = std::max(from, reached);
        }
        return {};
    };
    using Clock = std::chrono::steady_clock;
    Clock::time_point check;
    Nanos checked = 0;
    int rarer = 1;
    /// Whether the server holds lines of that time that are not here.
    const auto lacks = [&](const TimeRange &range) -> Result<bool> {
        const BackendSearch all{filter, range, m_limits.lines, *aliases(), {}, {}};
        auto there = backend.histogram(Table::Logs, all, range.to - range.from, stop);
        if (!there) { // it does not count: the newest lines must do
            const auto found = backend.searchLogs(all, seen, stop);
            return found ? Result<bool>(!found->lines.empty()) : Result<bool>(found.error());
        }
        auto own = server.profile.empty() ? Result<query::Filter>(filter) : query::Filter::parse(query::termText(query::kProfileTag, server.profile));
        if (!own)
            return own.error();
        const auto here = m_local->logCount({server.profile.empty() ? *own : own->and_(filter), range}, stop);
        if (!here)
            return here.error();
        std::uint64_t count = 0;
        for (const HistogramBin &bin : there->bins)
            count += bin.total;
        return count > *here;
    };
    /// A server that has just come up sends a tail what it hears from the parts it knows by then, and a busy one drops lines
    /// on the way to the tail without a word: what was never sent is still found.
    const auto compare = [&]() -> Result<void> {
        const Nanos until = wholeMillis(now() - kOverlap);
        const auto some = lacks({checked, until});
        check = Clock::now() + rarer * m_limits.tailCheck;
        if (!some) // the next time, then: the tail itself tells whether the server is there
            return some.error().kind == ErrorKind::Stopped ? some.error() : Result<void>();
        if (*some)
            from = std::min(from, checked);
        checked = until;
        return *some ? kBehind : Result<void>();
    };
    const auto take = [&](Fetched portion) -> Result<void> {
        const Nanos newest = portion.reached != 0 ? std::min(portion.reached, now()) : now();
        if (auto stored = store(portion, 0); !stored)
            return stored;
        if (portion.leftOut)
            return kBehind;
        // A busy server's lines may be older than the overlap: what it has not sent yet must not be passed over.
        from = std::max(from, newest - kOverlap);
        return Clock::now() < check ? Result<void>() : compare();
    };
    while (!stop.stop_requested()) {
        const bool sought = from < checked;
        const std::uint64_t before = lines;
        auto done = catchUp();
        if (done && sought)
            rarer = lines > before ? 1 : std::min(2 * rarer, kRarest);
        if (done && !polls) {
            const BackendSearch following{filter, {now() - kOverlap, now()}, m_limits.lines, *aliases(), {}, {}};
            check = Clock::now() + rarer * m_limits.tailCheck;
            checked = wholeMillis(now() - kOverlap);
            done = backend.tail(following, seen, take, stop);
            polls = !done && done.error().kind == ErrorKind::NotFound;
            if (polls || done.error().kind == ErrorKind::Busy) // one that cannot keep up is asked after a pause
                done = {};
        }
        if (!done && done.error().kind != ErrorKind::Stopped) {
            hear(); // the views need not wait for it
            tell({0, 0, server.label() + ": " + done.error().what});
        }
        base::rest(done ? kPoll : wait, stop);
        if (!done)
            wait = std::min(2 * wait, kLongestWait);
    }
}

} // namespace triptych::sources
