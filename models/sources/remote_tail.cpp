#include "sources/remote_source.h"

#include "base/job_pool.h"
#include "base/rest.h"

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

/// How much rarer than the first the later comparisons of a tail with a search are.
constexpr int kLaterChecks = 6;

const Error kBehind{ErrorKind::Busy, "the server sends lines faster than they are taken", {}, {}, {}};

Nanos now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

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
    std::vector<std::pair<const Server *, query::Filter>> wanted;
    for (const Server *server : holders(Table::Logs))
        if (auto its = filterFor(*server, filter))
            wanted.emplace_back(server, std::move(*its));
    {
        const std::lock_guard lock(m_mutex);
        m_tailed = Tailed{filter.text(), from, wanted.size()};
    }
    // One server that is well must not cover another's trouble.
    std::mutex telling;
    std::vector<News> last(wanted.size());
    const auto tellOne = [&](std::size_t server, const News &news) {
        const std::lock_guard lock(telling);
        last[server] = news;
        News all{news.lines, 0, {}};
        for (const News &one : last) {
            all.behind = std::max(all.behind, one.behind);
            if (!one.trouble.empty())
                all.trouble += (all.trouble.empty() ? "" : "\n") + one.trouble;
        }
        tell(all);
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        threads.emplace_back([&, i] { tailOne(*wanted[i].first, wanted[i].second, from, [&, i](const News &news) { tellOne(i, news); }, stop); });
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
    /// A server that has just come up sends a tail what it hears from the parts it knows by then; what the others took in is
    /// never sent, but found.
    const auto compare = [&]() -> Result<void> {
        const Nanos until = now();
        auto found = backend.searchLogs({filter, {checked - kOverlap, until}, m_limits.lines, *aliases(), {}, {}}, seen, stop);
        check = Clock::now() + kLaterChecks * m_limits.tailCheck;
        if (!found) // the next time, then: the tail itself tells whether the server is there
            return found.error().kind == ErrorKind::Stopped ? found.error() : Result<void>();
        checked = until;
        return found->lines.empty() ? Result<void>() : store(*found, 0);
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
        auto done = catchUp();
        if (done && !polls) {
            const BackendSearch following{filter, {now() - kOverlap, now()}, m_limits.lines, *aliases(), {}, {}};
            check = Clock::now() + m_limits.tailCheck;
            checked = now();
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
