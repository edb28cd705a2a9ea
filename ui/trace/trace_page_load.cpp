#include "ui/trace/trace_page.h"

#include "items/cell_text.h"
#include "ui/canvas/time_ruler.h"
#include "ui/common/panes.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/state_pane.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/profile_page.h"
#include "ui/trace/sandwich_page.h"
#include "ui/trace/statistics_page.h"
#include "ui/trace/trace_header.h"
#include "ui/trace/trace_notes.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/trace_tabs_bar.h"
#include "ui/trace/waterfall_view.h"

#include <QSplitter>
#include <QStackedWidget>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kOverviewLeast = 60;
}

void TracePage::load(Refresh refresh)
{
    m_job.cancel();
    const auto source = m_context.workspace.source();
    const auto trace = m_context.session.trace();
    if (!source || !trace) {
        m_state->setDocument(nullptr);
        m_statePane->showEmpty(tr("No trace open"),
                               source ? tr("Choose one on the traces page, or press Ctrl+P and paste a trace id.")
                                      : tr("Open a file or connect to a backend; then choose a trace."),
                               {{tr("Go to the traces"), [this] { m_context.session.setPage(session::Page::Traces); }}});
        m_pages->setCurrentWidget(m_statePane);
        return;
    }
    const bool same = m_state->document() && m_state->document()->columns().trace == *trace;
    if (!same) {
        m_state->setDocument(nullptr);
        m_statePane->showLoading(tr("Loading the trace"), QString::fromStdString(hex(*trace)), [this] {
            m_job.cancel();
            m_context.session.back();
        });
        m_pages->setCurrentWidget(m_statePane);
    }
    if (!same) {
        refresh = Refresh::Anew;
        m_rule.clocks.clear();
        m_rule.stacked.clear();
    }
    m_job.start([source, id = *trace, rule = m_rule](std::stop_token stop) { return loadTrace(*source, id, rule, stop); },
                [this, refresh](base::Result<std::shared_ptr<const TraceDocument>> answer) {
                    if (answer) {
                        take(std::move(*answer), refresh);
                        return;
                    }
                    if (answer.error().kind == base::ErrorKind::Stopped)
                        return;
                    if (m_state->document() && !m_rule.stacked.empty()) {
                        refuseStack(answer.error());
                        return;
                    }
                    m_state->setDocument(nullptr);
                    m_statePane->showError(answer.error(), [this] { load(Refresh::Anew); });
                    m_pages->setCurrentWidget(m_statePane);
                });
}

void TracePage::take(std::shared_ptr<const TraceDocument> document, Refresh refresh)
{
    TimeRange extent = document->table->extent();
    extent.to = std::max(extent.to, extent.from + 1);
    auto &window = m_context.session.window();
    const TimeRange shown = window.window();
    if (window.extent() != extent || refresh == Refresh::Anew)
        window.setExtent(extent);
    if (refresh == Refresh::KeepView)
        window.setWindow(shown);
    m_ruler->setIndex(document->flame, document->slotOfString);
    m_ruler->setOrigin(document->table->extent().from);
    m_notes->setTrace(document->columns().trace);
    // Clocks are of interest where one was wrong, or where somebody has said so.
    const bool clocks = !document->table->adjustments().empty() || !document->clocks.empty() || document->skew == analysis::Skew::Keep;
    const int clocksTab = static_cast<int>(Mode::Clocks);
    m_tabs->setTabVisible(clocksTab, clocks || m_tabs->currentIndex() == clocksTab);
    m_tabs->updateGeometry(); // which QTabBar leaves out
    if (clocks)
        m_waterfall->setTreeWidth(std::max(m_waterfall->treeWidth(), m_tabs->sizeHint().width()));
    m_state->setDocument(std::move(document));
    const auto &summary = m_state->document()->summary;
    m_traceTabs->setTitle(m_state->document()->columns().trace, items::textOf(summary.rootService) + u' ' + items::textOf(summary.rootName));
    if (refresh == Refresh::Anew)
        chooseFirst();
    // A merged view that was chosen before its trace came has waited for this.
    if (m_views->currentWidget() == m_profile)
        m_profile->activate();
    else if (m_views->currentWidget() == m_sandwich)
        m_sandwich->activate();
    else if (m_views->currentWidget() == m_statistics)
        m_statistics->activate();
    m_pages->setCurrentWidget(m_split);
    if (refresh == Refresh::Anew)
        fitOverview();
    if (isVisible() && mayTakeFocus())
        m_waterfall->setFocus(Qt::OtherFocusReason);
    Q_EMIT loaded();
}

/// So that details and logs tell something at once: the first error in the order of the rows, else the first span.
void TracePage::chooseFirst()
{
    const TraceDocument &document = *m_state->document();
    const auto &table = *document.table;
    if (m_context.session.span())
        return;
    SpanIndex first = scene::errorSpan(table, SpanIndex::None, scene::Step::Next);
    const auto recorded = [&](SpanIndex span) { return span != SpanIndex::None && table.isSpan(span) && !document.isDerived(span); };
    for (std::size_t i = 0; !recorded(first) && i < table.order().size(); ++i)
        first = SpanIndex{table.order()[i]};
    if (!recorded(first))
        return;
    const auto row = toInt(first);
    m_context.session.settleSpan({telemetry::SpanId{document.columns().span[row]}, document.columns().record[row]});
}

/// As high as the trace is deep, unless a person chose its height.
void TracePage::fitOverview()
{
    if (!m_state->document() || m_panes->isSized(m_left))
        return;
    const int overview = std::clamp(m_flame->contentHeight(), kOverviewLeast, kOverviewMost);
    m_left->setSizes({overview, std::max(overview, m_left->height() - overview - m_left->handleWidth())});
}

} // namespace triptych::ui
