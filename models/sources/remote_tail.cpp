#include "sources/remote_source.h"

#include "base/heap.h"
#include "base/job_pool.h"
#include "base/rest.h"
#include "query/compose.h"
#include "sources/clock.h"
#include "sources/http_errors.h"

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

/// Of a question's limit in one portion of a busy server's lines: storing one costs much the same whatever its size, and who
/// is behind gains by fewer.
constexpr std::size_t kPages = 6;

constexpr std::uint64_t kTidied = 25'000; // lines between two tidyings of the heap

/// Comparisons of a tail with a search that told of lines which then could not be found get rarer, up to so many times.
constexpr int kRarest = 32;

const Error kBehind{ErrorKind::Busy, "the server sends lines faster than they are taken", {}, {}, {}};

/// What a server can be asked to count.
Nanos wholeMillis(Nanos time) { return time - time % 1'000'000; }

/// Asks with less patience than a search of a person's has: who follows and waits for minutes is minutes behind.
template <typename Ask> auto within(std::chrono::milliseconds patience, std::stop_token stop, Ask ask) -> decltype(ask(stop))
{
    std::stop_source own;
    const std::stop_callback relay(stop, [&own] { own.request_stop(); });
    const std::jthread clock([&own, patience](std::stop_token answered) {
        if (base::rest(patience, answered))
            own.request_stop();
    });
    auto answer = ask(own.get_token());
    if (!answer && answer.error().kind == ErrorKind::Stopped && !stop.stop_requested())
        return Error{ErrorKind::Unreachable, "no answer within " + secondsText(patience), {}, {}, {}};
    return answer;
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
    std::uint64_t lines = 0, linesThen = 0; // that were stored, by now and by the last comparison
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
        // Portion by portion the heap is torn: freed pages between kept ones grew to twice what is in use.
        if ((lines + portion.lines.size()) / kTidied > lines / kTidied)
            base::giveBackFreedMemory();
        lines += portion.lines.size();
        tell({portion.lines.size(), behind, {}});
        return {};
    };
    /// What was written since `from`, portion by portion. Of what was written before anybody listened only the newest, as in
    /// any other question.
    const auto catchUp = [&]() -> Result<void> {
        for (bool more = true; more;) {
            const Nanos until = now();
            BackendSearch since{filter, {from, until}, heard ? kPages * m_limits.lines : m_limits.lines, *aliases(), {}, {}};
            since.oldestFirst = heard;
            auto found = within(m_limits.tailPatience, stop, [&](std::stop_token patience) { return backend.searchLogs(since, seen, patience); });
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
    bool missed = false; // the last comparison told of lines that are not here
    /// Whether the server holds lines of that time that are not here.
    const auto lacks = [&](const TimeRange &range, std::stop_token patience) -> Result<bool> {
        const BackendSearch all{filter, range, m_limits.lines, *aliases(), {}, {}};
        auto there = backend.histogram(Table::Logs, all, range.to - range.from, patience);
        if (!there) { // it does not count: the newest lines must do
            const auto found = backend.searchLogs(all, seen, patience);
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
        const auto some = within(m_limits.tailPatience, stop, [&](std::stop_token patience) { return lacks({checked, until}, patience); });
        check = Clock::now() + rarer * m_limits.tailCheck;
        const bool silent = lines == std::exchange(linesThen, lines);
        if (!some) // of one that sends lines, the next time; one that neither sends nor answers is not there
            return silent || some.error().kind == ErrorKind::Stopped ? some.error() : Result<void>();
        if (*some) {
            missed = true;
            from = std::min(from, checked);
        }
        checked = until;
        return *some ? kBehind : Result<void>();
    };
    const auto take = [&](Fetched portion) -> Result<void> {
        const Nanos newest = portion.reached;
        if (auto stored = store(portion, 0); !stored)
            return stored;
        if (portion.leftOut)
            return kBehind;
        // As far as lines came, not as far as time went: a busy server's are old, and one may stand there and send none.
        if (newest != 0)
            from = std::max(from, std::min(newest, now()) - kOverlap);
        return Clock::now() < check ? Result<void>() : compare();
    };
    while (!stop.stop_requested()) {
        const bool sought = std::exchange(missed, false);
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
            // What is written while it does not answer is not here either.
            const Nanos behind = heard ? std::max<Nanos>(0, now() - from - kOverlap) : 0;
            hear(); // the views need not wait for it
            tell({0, behind, server.label() + ": " + done.error().what});
        }
        base::rest(done ? kPoll : wait, stop);
        if (!done)
            wait = std::min(2 * wait, kLongestWait);
    }
}

} // namespace triptych::sources
