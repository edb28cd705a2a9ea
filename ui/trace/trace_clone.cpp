#include "ui/trace/trace_clone.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/panes.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/trace_state.h"

#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

using session::TimeWindow;
using telemetry::TimeRange;

TraceClone::TraceClone(Context &context, TracePage &original, const QString &pane, QWidget *parent)
    : QWidget(parent), m_window(context.session), m_session(context.session),
      m_context{context.pool, m_session.own(), context.workspace, context.theme, m_actions, context.preferences}, m_original(original),
      m_header(new PaneHeader(context.theme, tr("Clone"))), m_time(nullptr), m_page(nullptr)
{
    m_actions.follow(context.preferences);
    setAccessibleName(tr("Clone of the trace"));
    m_page = new TracePage(m_context, nullptr, QStringLiteral("traceClone"));
    m_pin = m_header->addButton(tr("Pinned"));
    m_pin->setCheckable(true);
    m_pin->setChecked(true);
    m_pin->setToolTip(tr("Keeps its trace and span; released, it follows what is selected above"));
    m_time = m_header->addButton(tr("Follow time"));
    m_time->setCheckable(true);
    m_time->setChecked(true);
    m_time->setToolTip(tr("Shows the same stretch of time as the trace above, each counted from its own start"));
    FlatButton *close = m_header->addIconButton(QStringLiteral("close"), tr("Close this clone"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_page, 1);
    setFocusProxy(m_page);

    connect(close, &QPushButton::clicked, this, &TraceClone::closeRequested);
    connect(m_pin, &QPushButton::toggled, this, &TraceClone::setPinned);
    connect(m_time, &QPushButton::toggled, this, &TraceClone::setFollowsTime);
    connect(&m_window.window(), &TimeWindow::changed, this, [this] { align(Lead::Original); });
    connect(&session().window(), &TimeWindow::changed, this, [this] { align(Lead::Clone); });
    connect(&m_page->state(), &TraceState::documentChanged, this, &TraceClone::showTitle);
    for (TracePage *page : {m_page, &m_original})
        connect(page, &TracePage::loaded, this, &TraceClone::fitExtents);
    if (!pane.isEmpty())
        m_page->panes()->setAlone(pane);
    showTitle();
}

TraceClone::~TraceClone()
{
    delete m_page; // before the session and the commands that it was given
    if (m_followsTime && m_original.state().document()) { // the axis above may have been made longer for this one
        const TimeRange shown = m_window.window().window();
        m_window.window().setExtent(m_original.state().document()->table->extent());
        m_window.window().setWindow(shown);
    }
}

void TraceClone::setPinned(bool pinned)
{
    m_pin->setChecked(pinned);
    m_session.setFollowsSelection(!pinned);
}

void TraceClone::setFollowsTime(bool follows)
{
    m_time->setChecked(follows);
    if (std::exchange(m_followsTime, follows) != follows)
        fitExtents();
}

void TraceClone::showTitle()
{
    const auto &document = m_page->state().document();
    if (!document)
        return m_header->setDetail({});
    const auto &summary = document->summary;
    m_header->setDetail(items::textOf(summary.rootService) + u' ' + items::textOf(summary.rootName) + QStringLiteral("  ") +
                        items::shortTraceText(document->columns().trace));
}

/// Axes that go together are equally long: as the longer of both traces.
void TraceClone::fitExtents()
{
    const auto &own = m_page->state().document(), &above = m_original.state().document();
    if (!own || !above)
        return;
    const TimeRange a = above->table->extent(), b = own->table->extent();
    const auto together = std::max({a.length(), b.length(), telemetry::Nanos(1)});
    m_aligning = true;
    const TimeRange shown = m_window.window().window();
    session().window().setExtent({b.from, b.from + (m_followsTime ? together : std::max<telemetry::Nanos>(1, b.length()))});
    m_window.window().setExtent({a.from, a.from + (m_followsTime ? together : std::max<telemetry::Nanos>(1, a.length()))});
    m_window.window().setWindow(shown);
    m_aligning = false;
    align(Lead::Original);
}

void TraceClone::align(Lead lead)
{
    const auto &own = m_page->state().document(), &above = m_original.state().document();
    if (!m_followsTime || m_aligning || !own || !above)
        return;
    TimeWindow &from = lead == Lead::Original ? m_window.window() : session().window();
    TimeWindow &to = lead == Lead::Original ? session().window() : m_window.window();
    const telemetry::Nanos by = to.extent().from - from.extent().from;
    m_aligning = true;
    to.setWindow({from.window().from + by, from.window().to + by});
    m_aligning = false;
}

} // namespace triptych::ui
