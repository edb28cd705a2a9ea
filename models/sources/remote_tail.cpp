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
constexpr std::size_t kMostMissed = 200'000; // lines that a server wrote while it was not heard: half a minute of a very busy one
constexpr Nanos kOverlap = 5'000'000'000; // lines come late, and clocks differ

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
    std::uint64_t missing = 0; // lines that the server says it left out: they are fetched
    const auto hear = [&] {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(heard, true) && m_tailed)
            --m_tailed->behind;
    };
    auto wait = kFirstWait;
    while (!stop.stop_requested()) {
        const auto trouble = [&](const Error &error) {
            if (error.kind == ErrorKind::Stopped)
                return;
            hear(); // the views need not wait for it
            tell({0, 0, server.label() + ": " + error.what});
        };
        const auto take = [&](Fetched portion) -> Result<void> {
            missing += portion.dropped;
            if (auto landed = land(server, portion, stop); !landed)
                return landed;
            hear();
            wait = kFirstWait;
            tell({portion.lines.size(), 0, {}});
            if (missing > 0)
                return kBehind;
            from = now() - kOverlap;
            return {};
        };
        const BackendSearch before{filter, {from, now()}, heard ? kMostMissed : m_limits.lines, *aliases(), {}, {}};
        // First what was written before, or while nobody listened.
        auto found = backend.searchLogs(before, seen, stop);
        if (found && missing > 0) {
            missing -= std::min<std::uint64_t>(missing, found->lines.size());
            tell({0, std::exchange(missing, 0), {}}); // what could not be fetched either
        }
        Result<void> done = found ? take(std::move(*found)) : Result<void>(found.error());
        if (done && !polls) {
            const BackendSearch following{filter, {now() - kOverlap, now()}, m_limits.lines, *aliases(), {}, {}};
            done = backend.tail(following, seen, take, stop);
            polls = !done && done.error().kind == ErrorKind::NotFound;
            if (polls)
                done = {};
        }
        if (found && missing > 0) {
            base::rest(kPoll, stop); // a server that cannot keep up is not asked without a pause
            continue;
        }
        if (!done)
            trouble(done.error());
        base::rest(done ? kPoll : wait, stop);
        if (!done)
            wait = std::min(2 * wait, kLongestWait);
    }
}

} // namespace triptych::sources
