#include "session/session.h"

#include "query/compose.h"

#include <QMetaObject>
#include <utility>
#include <vector>

namespace triptych::session {

namespace {

constexpr std::size_t kMostSteps = 200;

/// What a step back restores.
struct State {
    query::Filter filter;
    std::optional<telemetry::TimeRange> range;
    std::optional<telemetry::Nanos> last; ///< `range` is that long and ends at the time of asking
    Page page = Page::Start;
    FlameMode flameMode = FlameMode::LeftHeavy;
    Comparison comparison;
    std::optional<telemetry::TraceId> trace;
    std::optional<SpanRef> span;
    std::optional<telemetry::RecordId> log;

    bool operator==(const State &o) const
    {
        return filter.text() == o.filter.text() && range == o.range && last == o.last && page == o.page &&
               flameMode == o.flameMode && comparison == o.comparison && trace == o.trace &&
               span == o.span && log == o.log;
    }
};

/// The zoom that a trace was left at; not a step of its own, but part of one.
struct Zoom {
    telemetry::TimeRange extent, window;
};

struct Step {
    State state;
    Zoom zoom;
};

} // namespace

struct Session::Impl {
    State now;
    std::optional<SpanRef> hovered;
    TimeWindow window;
    TextLabels labels;
    ColourRules colours;
    Marks marks;
    TraceTabs tabs;
    std::vector<Step> steps{Step()};
    std::size_t at = 0;
    bool flushQueued = false;
    std::optional<Zoom> awaited; ///< to be restored once the trace that had it is back

    void rememberZoom() { steps[at].zoom = {window.extent(), window.window()}; }
    /// Closes the running step; true if there was one.
    bool flush()
    {
        if (now == steps[at].state)
            return false;
        steps.resize(at + 1);
        steps.push_back({now, {}});
        if (steps.size() > kMostSteps)
            steps.erase(steps.begin());
        at = steps.size() - 1;
        return true;
    }
    void queueFlush(Session *session)
    {
        if (flushQueued)
            return;
        flushQueued = true;
        QMetaObject::invokeMethod(
            session,
            [this, session] {
                flushQueued = false;
                if (flush())
                    Q_EMIT session->historyChanged();
            },
            Qt::QueuedConnection);
    }
    /// Becomes `next`, telling each change once.
    void become(Session *session, State next)
    {
        const State before = std::exchange(now, std::move(next));
        const bool filter = before.filter.text() != now.filter.text(), range = before.range != now.range || before.last != now.last;
        if (filter)
            Q_EMIT session->filterChanged();
        if (range)
            Q_EMIT session->rangeChanged();
        if (filter || range)
            Q_EMIT session->selectionChanged();
        if (before.trace != now.trace) {
            if (now.trace)
                tabs.show(*now.trace);
            Q_EMIT session->traceChanged();
        }
        if (before.span != now.span)
            Q_EMIT session->spanChanged();
        if (before.log != now.log)
            Q_EMIT session->logChanged();
        if (before.flameMode != now.flameMode)
            Q_EMIT session->flameModeChanged();
        if (!(before.comparison == now.comparison))
            Q_EMIT session->comparisonChanged();
        if (before.page != now.page)
            Q_EMIT session->pageChanged();
    }
    void change(Session *session, State next)
    {
        if (next == now)
            return;
        awaited.reset();
        if (now == steps[at].state) // the first change of a turn: views have not moved the window yet
            rememberZoom();
        become(session, std::move(next));
        queueFlush(session);
    }
    /// A change that is no step. In mid-step it becomes part of that step; else the step that stands is the one it belongs to.
    void settle(Session *session, State next)
    {
        if (now == steps[at].state)
            steps[at].state = next;
        become(session, std::move(next));
    }
    void travel(Session *session, std::size_t to)
    {
        rememberZoom();
        at = to;
        const Zoom zoom = steps[at].zoom;
        const bool sameTrace = steps[at].state.trace == now.trace;
        become(session, steps[at].state);
        if (!zoom.window.empty()) {
            if (sameTrace && window.extent() == zoom.extent)
                window.setWindow(zoom.window);
            else
                awaited = zoom;
        }
        Q_EMIT session->historyChanged();
    }
};

Session::Session(QObject *parent) : QObject(parent), m(std::make_unique<Impl>())
{
    connect(&m->window, &TimeWindow::changed, this, [this] {
        if (!m->awaited || m->window.extent() != m->awaited->extent)
            return;
        const Zoom zoom = *m->awaited;
        m->awaited.reset();
        m->window.setWindow(zoom.window);
    });
}

Session::~Session() = default;

query::Selection Session::selection() const { return {m->now.filter, m->now.range}; }
const query::Filter &Session::filter() const { return m->now.filter; }

void Session::setFilter(const query::Filter &filter)
{
    State next = m->now;
    next.filter = filter;
    m->change(this, std::move(next));
}

void Session::applyTag(const std::string &key, const std::string &value, Combine combine)
{
    const auto how = [combine] {
        switch (combine) {
        case Combine::Replace:
            return query::Combine::Replace;
        case Combine::And:
            return query::Combine::And;
        case Combine::AndNot:
            return query::Combine::AndNot;
        case Combine::Or:
            return query::Combine::Or;
        case Combine::Not:
            return query::Combine::Not;
        }
        return query::Combine::And;
    };
    setFilter(query::combined(m->now.filter, key, value, how()));
}

std::optional<telemetry::TimeRange> Session::range() const { return m->now.range; }

void Session::setRange(std::optional<telemetry::TimeRange> range)
{
    State next = m->now;
    next.range = range;
    next.last.reset();
    m->change(this, std::move(next));
}

void Session::setLast(telemetry::Nanos length, telemetry::Nanos now)
{
    State next = m->now;
    next.range = telemetry::TimeRange{now - length, now};
    next.last = length;
    m->change(this, std::move(next));
}

std::optional<telemetry::Nanos> Session::last() const { return m->now.last; }

void Session::roll(telemetry::Nanos now)
{
    if (!m->now.last)
        return;
    State next = m->now;
    next.range = telemetry::TimeRange{now - *next.last, now};
    m->settle(this, std::move(next));
}

Page Session::page() const { return m->now.page; }

void Session::setPage(Page page)
{
    State next = m->now;
    next.page = page;
    m->change(this, std::move(next));
}

FlameMode Session::flameMode() const { return m->now.flameMode; }

void Session::openFlame(FlameMode mode)
{
    State next = m->now;
    next.flameMode = mode;
    next.page = Page::Flame;
    m->change(this, std::move(next));
}

const Comparison &Session::comparison() const { return m->now.comparison; }

void Session::setComparison(const Comparison &comparison)
{
    State next = m->now;
    next.comparison = comparison;
    m->change(this, std::move(next));
}

void Session::openComparison(const Comparison &comparison)
{
    State next = m->now;
    next.comparison = comparison;
    next.page = Page::Compare;
    m->change(this, std::move(next));
}

std::optional<telemetry::TraceId> Session::trace() const { return m->now.trace; }

void Session::openTrace(telemetry::TraceId trace, std::optional<SpanRef> span)
{
    State next = m->now;
    if (next.trace != trace)
        next.log.reset(); // it belonged to what was looked at before
    next.trace = trace;
    next.span = span;
    next.page = Page::Trace;
    m->change(this, std::move(next));
}

void Session::openTraceBeside(telemetry::TraceId trace, std::optional<SpanRef> span)
{
    if (m->now.trace)
        m->tabs.add(trace);
    openTrace(trace, span);
}

TraceTabs &Session::tabs() { return m->tabs; }

void Session::closeTab(std::size_t index)
{
    if (m->tabs.all().size() < 2 || index >= m->tabs.all().size())
        return;
    const bool current = index == m->tabs.current();
    m->tabs.close(index);
    if (current)
        openTrace(m->tabs.all()[m->tabs.current()]);
}

std::optional<SpanRef> Session::span() const { return m->now.span; }

void Session::setSpan(std::optional<SpanRef> span)
{
    State next = m->now;
    next.span = span;
    m->change(this, std::move(next));
}

void Session::settleSpan(SpanRef span)
{
    State next = m->now;
    next.span = span;
    m->settle(this, std::move(next));
}

std::optional<telemetry::RecordId> Session::log() const { return m->now.log; }

void Session::setLog(std::optional<telemetry::RecordId> log)
{
    State next = m->now;
    next.log = log;
    m->change(this, std::move(next));
}

std::optional<SpanRef> Session::hovered() const { return m->hovered; }

void Session::setHovered(std::optional<SpanRef> span)
{
    if (m->hovered == span)
        return;
    m->hovered = span;
    Q_EMIT hoveredChanged();
}

TextLabels &Session::labels() { return m->labels; }
ColourRules &Session::colours() { return m->colours; }
Marks &Session::marks() { return m->marks; }

TimeWindow &Session::window() { return m->window; }

bool Session::canGoBack() const { return m->at > 0 || !(m->now == m->steps[m->at].state); }
bool Session::canGoForward() const { return m->at + 1 < m->steps.size() && m->now == m->steps[m->at].state; }

void Session::back()
{
    m->flush();
    if (m->at > 0)
        m->travel(this, m->at - 1);
}

void Session::forward()
{
    m->flush();
    if (m->at + 1 < m->steps.size())
        m->travel(this, m->at + 1);
}

void Session::reset()
{
    m->awaited.reset();
    m->labels.clear();
    m->colours.clearTemporary();
    m->marks.clear();
    m->tabs.clear();
    setHovered(std::nullopt);
    m->become(this, State());
    m->steps.assign(1, Step());
    m->at = 0;
    Q_EMIT historyChanged();
}

void Session::beginHere()
{
    m->steps.assign(1, Step());
    m->steps.front().state = m->now;
    m->at = 0;
    Q_EMIT historyChanged();
}

} // namespace triptych::session
