#include "ui/shell/refresher.h"

#include "sources/tailing.h"

#include <chrono>
#include <mutex>

namespace triptych::ui {

using Live = Workspace::Live;

namespace {
constexpr int kNewsMs = 500;
constexpr double kSmooth = 0.4; // of the newest half second in the rate that is shown

sources::Tailing *tailing(const Workspace &workspace)
{
    auto *source = dynamic_cast<sources::Tailing *>(workspace.source().get());
    return source && source->canTail() ? source : nullptr;
}
} // namespace

/// Between the tail's thread and this one.
struct Refresher::Feed {
    std::mutex mutex;
    sources::Tailing::News news;
    bool any = false;
};

Refresher::Refresher(Context &context, QObject *parent) : QObject(parent), m_context(context), m_tail(context.pool)
{
    connect(&m_timer, &QTimer::timeout, this, &Refresher::tick);
    connect(&m_newsTimer, &QTimer::timeout, this, &Refresher::takeNews);
    connect(&context.workspace, &Workspace::liveChanged, this, &Refresher::update);
    connect(&context.workspace, &Workspace::sourceChanged, this, [this] {
        m_follows = false;
        setInterval(0);
    });
    connect(&context.session, &session::Session::filterChanged, this, [this] {
        if (m_feed)
            startFollowing();
    });
}

Refresher::~Refresher() = default;

telemetry::Nanos Refresher::now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

const QVector<int> &Refresher::intervals()
{
    static const QVector<int> kIntervals{0, 5000, 10'000, 30'000, 60'000, 300'000};
    return kIntervals;
}

bool Refresher::canBeLive() const
{
    const auto &source = m_context.workspace.source();
    return source && source->asksServers();
}

bool Refresher::canFollow() const
{
    return tailing(m_context.workspace) != nullptr;
}

void Refresher::refresh()
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    source->refresh();
    if (!m_context.session.last()) {
        m_context.workspace.announceData();
        return;
    }
    // The new range makes the views of many records ask; the open trace has none.
    m_context.session.roll(now());
    m_context.workspace.announceLanded(true);
}

void Refresher::setInterval(int ms)
{
    if (ms > 0 && !canBeLive())
        return;
    m_interval = ms;
    m_context.workspace.setLive(m_interval > 0 || m_follows ? Live::Running : Live::No);
    update();
}

void Refresher::setFollows(bool follows)
{
    m_follows = follows && canFollow();
    setInterval(m_interval);
}

void Refresher::togglePause()
{
    const Live live = m_context.workspace.live();
    if (live != Live::No)
        m_context.workspace.setLive(live == Live::Paused ? Live::Running : Live::Paused);
    else if (canFollow() && m_context.session.page() == session::Page::Logs)
        setFollows(true);
    else
        setInterval(kUsualMs);
}

void Refresher::update()
{
    const bool running = m_context.workspace.live() == Live::Running;
    if (m_interval > 0 && running)
        m_timer.start(m_interval);
    else
        m_timer.stop();
    if (m_follows && running) {
        if (!m_feed)
            startFollowing();
    } else {
        m_tail.cancel();
        m_feed.reset();
        m_newsTimer.stop();
        m_rate = -1;
        m_trouble.clear();
    }
    Q_EMIT changed();
}

void Refresher::tick()
{
    if (!m_context.workspace.busy().busy()) // a slow server is not asked faster than it answers
        refresh();
}

void Refresher::startFollowing()
{
    const auto source = m_context.workspace.source();
    auto *tails = tailing(m_context.workspace);
    if (!tails)
        return;
    m_feed = std::make_shared<Feed>();
    m_behind = 0;
    const auto range = m_context.session.range();
    m_tail.start(
        [source, tails, feed = m_feed, filter = m_context.session.filter(), from = range ? range->from : now()](std::stop_token stop) {
            tails->tail(
                filter, from,
                [&](const sources::Tailing::News &news) {
                    const std::lock_guard lock(feed->mutex);
                    feed->news.lines += news.lines;
                    feed->news.behind = news.behind;
                    feed->news.trouble = news.trouble;
                    feed->any = true;
                },
                stop);
            return true;
        },
        [](bool) {});
    m_clock.start();
    m_newsTimer.start(kNewsMs);
}

void Refresher::takeNews()
{
    sources::Tailing::News news;
    {
        const std::lock_guard lock(m_feed->mutex);
        if (!m_feed->any)
            return;
        news = std::exchange(m_feed->news, {});
        // These hold until the tail says otherwise, however long its next portion takes.
        m_feed->news.trouble = news.trouble;
        m_feed->news.behind = news.behind;
    }
    const double seconds = double(m_clock.restart()) / 1000, rate = double(news.lines) / std::max(0.001, seconds);
    m_rate = m_rate < 0 ? rate : m_rate + kSmooth * (rate - m_rate);
    m_behind = news.behind;
    m_trouble = QString::fromStdString(news.trouble);
    // Views that are still drawing what came before are not interrupted by what came since.
    m_undrawn = m_undrawn || news.lines > 0;
    if (m_undrawn && !m_context.workspace.busy().busy()) {
        m_undrawn = false;
        if (m_context.session.last())
            m_context.session.roll(now());
        else
            m_context.workspace.announceData();
    }
    Q_EMIT changed();
}

} // namespace triptych::ui
