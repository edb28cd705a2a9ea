#include "ui/trace/clone_session.h"

namespace triptych::ui {

using session::Page;
using session::Session;

namespace {

void copy(session::Marks &from, session::Marks &to)
{
    if (const std::string text = from.toJson(); text != to.toJson())
        (void)to.fromJson(text); // its own writing: it can be read
}

void copy(session::ColourRules &from, session::ColourRules &to)
{
    to.take(from);
}

/// Both hold the same; whichever changes tells the other.
template <typename Kept> void keepAlike(Kept &a, Kept &b, QObject *context)
{
    copy(a, b);
    QObject::connect(&a, &Kept::changed, context, [&a, &b] { copy(a, b); });
    QObject::connect(&b, &Kept::changed, context, [&a, &b] { copy(b, a); });
}

} // namespace

CloneSession::CloneSession(Session &window, QObject *parent) : QObject(parent), m_window(window)
{
    share();
    passOn();
    if (const auto trace = window.trace())
        m_own.openTrace(*trace, window.span());
    connect(&window, &Session::traceChanged, this, &CloneSession::takeSelection);
    connect(&window, &Session::spanChanged, this, &CloneSession::takeSelection);
}

void CloneSession::share()
{
    keepAlike(m_window.marks(), m_own.marks(), this);
    keepAlike(m_window.colours(), m_own.colours(), this);
    // A step back changes both at once: what is told in between must not return.
    const auto take = [this](Session &from, Session &to) {
        if (std::exchange(m_sharing, true))
            return;
        to.setFilter(from.filter());
        to.setRange(from.range());
        m_sharing = false;
    };
    take(m_window, m_own);
    connect(&m_window, &Session::selectionChanged, this, [this, take] { take(m_window, m_own); });
    connect(&m_own, &Session::selectionChanged, this, [this, take] { take(m_own, m_window); });
}

void CloneSession::passOn()
{
    connect(&m_own, &Session::comparisonChanged, this, [this] { m_window.setComparison(m_own.comparison()); });
    connect(&m_own, &Session::pageChanged, this, [this] {
        const Page page = m_own.page();
        if (page == Page::Trace)
            return;
        if (page == Page::Flame)
            m_window.openFlame(m_own.flameMode());
        else
            m_window.setPage(page);
        m_own.setPage(Page::Trace);
    });
}

void CloneSession::setFollowsSelection(bool follows)
{
    m_follows = follows;
    takeSelection();
}

void CloneSession::takeSelection()
{
    if (!m_follows || !m_window.trace())
        return;
    if (m_own.trace() == m_window.trace())
        m_own.setSpan(m_window.span());
    else
        m_own.openTrace(*m_window.trace(), m_window.span());
}

} // namespace triptych::ui
