#include "ui/explore/results_pane.h"

#include "items/row_colouring.h"
#include "items/spans_model.h"
#include "items/traces_model.h"
#include "ui/explore/data_table.h"
#include "ui/shell/action_catalog.h"

#include <QMenu>
#include <QStackedWidget>
#include <algorithm>
#include <set>

namespace triptych::ui {

using session::SpanMark;
using session::TraceMark;

void ResultsPane::addLooks()
{
    session::Marks &marks = m_context.session.marks();
    m_tables[Traces]->setLook([this, &marks](int row) {
        const auto *trace = m_traces->peek(row);
        return trace ? RowLook{m_traceColours->ofTrace(trace->trace), marks.contains(TraceMark{trace->trace})} : RowLook();
    });
    m_tables[Spans]->setLook([this, &marks](int row) {
        const auto *span = m_spans->peek(row);
        return span ? RowLook{m_spanColours->ofSpan(*span), marks.contains(SpanMark{span->trace, span->span})} : RowLook();
    });
    for (items::RowColouring *colours : {m_traceColours, m_spanColours})
        colours->setSource(m_context.workspace.source());
    connect(m_traceColours, &items::RowColouring::changed, m_tables[Traces]->viewport(), qOverload<>(&QWidget::update));
    connect(m_spanColours, &items::RowColouring::changed, m_tables[Spans]->viewport(), qOverload<>(&QWidget::update));
    for (const Tab tab : {Traces, Spans})
        connect(&marks, &session::Marks::changed, m_tables[tab]->viewport(), qOverload<>(&QWidget::update));
}

void ResultsPane::addMarks()
{
    const auto add = [this](const char *id, const QString &text, Qt::Key key, std::function<void()> run) {
        m_context.actions.add({QString::fromLatin1(id), text, {}, {QKeySequence(key)}, KeyScope::Table}, m_stack, std::move(run));
    };
    add("results.mark", tr("Mark the trace or span"), Qt::Key_M, [this] { toggleMark(); });
    add("results.nextMark", tr("Next marked row"), Qt::Key_BracketRight, [this] { stepMark(1); });
    add("results.previousMark", tr("Previous marked row"), Qt::Key_BracketLeft, [this] { stepMark(-1); });
}

/// What marking the current row would mark.
std::optional<session::Mark> ResultsPane::markable() const
{
    const int row = m_tables[tab()]->currentIndex().row();
    if (const auto *trace = tab() == Traces ? m_traces->peek(row) : nullptr)
        return session::Mark{TraceMark{trace->trace}, trace->start, {}};
    if (const auto *span = tab() == Spans ? m_spans->peek(row) : nullptr)
        return session::Mark{SpanMark{span->trace, span->span}, span->start, {}};
    return std::nullopt;
}

bool ResultsPane::toggleMark()
{
    const auto mark = markable();
    if (mark)
        m_context.session.marks().toggle(mark->target, mark->time);
    return mark.has_value();
}

void ResultsPane::addMarkAction(QMenu &menu)
{
    const auto mark = markable();
    if (!mark)
        return;
    const bool marked = m_context.session.marks().contains(mark->target);
    connect(menu.addAction(marked ? tr("Take the &mark away") : tr("&Mark")), &QAction::triggered, this, [this] { toggleMark(); });
}

bool ResultsPane::stepMark(int step)
{
    std::set<telemetry::TraceId> traces;
    std::set<std::pair<telemetry::TraceId, telemetry::SpanId>> spans;
    for (const session::Mark &mark : m_context.session.marks().all()) {
        if (const auto *trace = std::get_if<TraceMark>(&mark.target))
            traces.insert(trace->trace);
        else if (const auto *span = std::get_if<SpanMark>(&mark.target))
            spans.insert({span->trace, span->span});
    }
    const Tab of = tab();
    if (of == Services || (of == Traces ? traces.empty() : spans.empty()))
        return false;
    // Rows come by pages: those that are marked are looked for among all.
    const items::RowSearch search =
        of == Traces ? m_traces->searchBy([traces](const telemetry::TraceRow &row, const QString &) { return traces.contains(row.trace); })
                     : m_spans->searchBy([spans](const telemetry::SpanRow &row, const QString &) { return spans.contains({row.trace, row.span}); });
    if (!search)
        return true;
    m_marking.start([search](std::stop_token stop) { return search({}, stop); }, [this, of, step](base::Result<items::RowHits> found) {
        if (!found || found->rows.empty() || tab() != of)
            return;
        const auto &rows = found->rows;
        const qint64 now = m_tables[of]->currentIndex().row();
        const auto next = step > 0 ? std::upper_bound(rows.begin(), rows.end(), now) : std::lower_bound(rows.begin(), rows.end(), now);
        const qint64 row = step > 0 ? (next == rows.end() ? rows.front() : *next) : (next == rows.begin() ? rows.back() : *std::prev(next));
        m_tables[of]->step(int(row - now));
    });
    return true;
}

} // namespace triptych::ui
