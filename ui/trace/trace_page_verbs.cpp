#include "ui/common/tag_menu.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/span_logs_view.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/waterfall_view.h"

#include <algorithm>

namespace triptych::ui {

bool TracePage::stepRow(int step)
{
    m_state->stepRow(step);
    return m_state->document() != nullptr;
}

bool TracePage::stepInTrace(int step)
{
    if (!m_logs->view().hasFocus())
        return stepRow(step);
    m_logs->view().move(step);
    return true;
}

bool TracePage::goToRow(qint64 row)
{
    if (m_state->rows().isNull() || m_state->rows().rowCount() == 0)
        return false;
    m_state->select(m_state->rows().at(std::clamp<qint64>(row, 1, m_state->rows().rowCount()) - 1), TraceState::Reveal::Yes);
    m_waterfall->setFocus();
    return true;
}

bool TracePage::goToTime(telemetry::Nanos time)
{
    session::TimeWindow &window = m_context.session.window();
    const auto extent = window.extent(), shown = window.window();
    if (!m_state->document() || time < extent.from || time > extent.to)
        return false;
    window.setWindow({time - shown.length() / 2, time + (shown.length() - shown.length() / 2)});
    m_state->setMarker(time);
    return true;
}

QString TracePage::currentAsFilter()
{
    const SpanIndex span = m_state->selected();
    if (!m_state->document() || span == SpanIndex::None || !m_state->document()->table->isSpan(span))
        return {};
    return tagAsFilter(QStringLiteral("service"), m_state->serviceOf(span)) + u' ' + tagAsFilter(QStringLiteral("name"), m_state->nameOf(span));
}

bool TracePage::toggleMark()
{
    if (m_logs->view().hasFocus())
        m_logs->view().toggleMark();
    else
        m_state->toggleBookmark();
    return m_state->document() != nullptr;
}

bool TracePage::stepMark(int step)
{
    if (m_logs->view().hasFocus())
        m_logs->view().stepMark(step > 0 ? SpanLogsView::Way::Forward : SpanLogsView::Way::Backward);
    else
        m_state->stepBookmark(step > 0 ? scene::Step::Next : scene::Step::Previous);
    return m_state->document() != nullptr;
}

} // namespace triptych::ui
