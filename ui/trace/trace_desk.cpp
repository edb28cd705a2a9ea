#include "ui/trace/trace_desk.h"

#include "items/cell_text.h"
#include "ui/common/panes.h"
#include "ui/shell/action_catalog.h"
#include "ui/trace/trace_clone.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/trace_state.h"

#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

TraceDesk::TraceDesk(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_split(new QSplitter(Qt::Vertical, this)), m_original(new TracePage(context, m_split))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_split);
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    addCommands();
    const TraceState &state = m_original->state();
    for (const auto signal : {&TraceState::documentChanged, &TraceState::rowsChanged})
        connect(&state, signal, this, &TraceDesk::tellFacts);
    connect(&m_original->logs().logs(), &SpanLogsModel::modelReset, this, &TraceDesk::tellFacts);
}

void TraceDesk::tellFacts()
{
    QStringList facts;
    const TraceState &state = m_original->state();
    if (const auto &document = state.document()) {
        const std::uint32_t recorded = document->recordedCount();
        const bool hides = !state.rows().isNull() && state.rows().hidesSome();
        facts.append(tr("%1 of %2 spans").arg(items::countText(hides ? std::min(recorded, state.rows().shownSpans()) : recorded), items::countText(recorded)));
        const std::size_t lines = m_original->logs().logs().lineCount();
        facts.append(lines == 1 ? tr("1 log line") : tr("%1 log lines").arg(items::countText(lines)));
        const std::size_t clocks = document->table->adjustments().size();
        if (document->skew == analysis::Skew::Keep)
            facts.append(tr("clocks as recorded"));
        else if (clocks > 0)
            facts.append(clocks == 1 ? tr("clock skew adjusted: 1 host") : tr("clock skew adjusted: %1 hosts").arg(clocks));
    }
    Q_EMIT factsChanged(facts);
}

void TraceDesk::addCommands()
{
    const auto add = [this](const char *id, const QString &text, const char *key, std::function<void()> run) {
        m_context.actions.add({QString::fromLatin1(id), text, QStringLiteral("Trace"),
                               key ? QList<QKeySequence>{QKeySequence(QString::fromLatin1(key))} : QList<QKeySequence>(), KeyScope::Canvas},
                              this, std::move(run));
    };
    add("trace.clone", tr("Clone &Below, Pinned to This Trace"), "Ctrl+Shift+D", [this] { clone({}); });
    add("trace.clonePane", tr("Clone the Details or Logs That Have the Focus"), "Ctrl+Alt+D", [this] {
        const Panes::Pane *pane = focused().panes()->current();
        clone(pane && pane->side == Panes::Pane::Side::Drawer ? pane->id : QStringLiteral("details"));
    });
    add("trace.nextClone", tr("Go to the Next Clone, or Back to the First Pane"), "Ctrl+F6", [this] { step(); });
    add("trace.cloneTime", tr("The Clone Follows the Time Above, or Stands by Itself"), nullptr, [this] {
        if (TraceClone *clone = focusedClone())
            clone->setFollowsTime(!clone->followsTime());
    });
    add("trace.pinClone", tr("Pin the Clone, or Let It Follow the Selection"), nullptr, [this] {
        if (TraceClone *clone = focusedClone())
            clone->setPinned(!clone->isPinned());
    });
    add("trace.closeClone", tr("Close the Clone"), "Ctrl+Shift+F4", [this] { close(focusedClone()); });
}

TraceClone *TraceDesk::clone(const QString &pane)
{
    if (m_clones.size() >= kMostClones || !m_original->state().document())
        return nullptr;
    auto *made = new TraceClone(m_context, *m_original, pane);
    connect(made, &TraceClone::closeRequested, this, [this, made] { close(made); });
    m_clones.push_back(made);
    m_split->addWidget(made);
    m_split->setSizes(QList<int>(m_split->count(), std::max(1, height() / m_split->count())));
    made->show();
    return made;
}

void TraceDesk::close(TraceClone *clone)
{
    if (!clone)
        return;
    std::erase(m_clones, clone);
    const bool hadFocus = clone->isAncestorOf(focusWidget());
    clone->hide();
    clone->deleteLater();
    if (hadFocus)
        if (const Panes::Pane *pane = m_original->panes()->current())
            pane->keys->setFocus(Qt::OtherFocusReason);
}

/// The one with the focus, else the last one.
TraceClone *TraceDesk::focusedClone() const
{
    for (TraceClone *clone : m_clones)
        if (clone->isAncestorOf(focusWidget()))
            return clone;
    return m_clones.empty() ? nullptr : m_clones.back();
}

TracePage &TraceDesk::focused() const
{
    for (TraceClone *clone : m_clones)
        if (clone->isAncestorOf(focusWidget()))
            return clone->page();
    return *m_original;
}

void TraceDesk::step()
{
    std::vector<TracePage *> all{m_original};
    for (TraceClone *clone : m_clones)
        all.push_back(&clone->page());
    const auto at = std::find(all.begin(), all.end(), &focused());
    TracePage *next = std::next(at) == all.end() ? all.front() : *std::next(at);
    const Panes *panes = next->panes();
    for (const Panes::Pane &pane : panes->all())
        if (panes->isShown(pane.id)) {
            pane.keys->setFocus(Qt::ShortcutFocusReason);
            return;
        }
}

Panes *TraceDesk::panes() { return focused().panes(); }
bool TraceDesk::stepRow(int step) { return focused().stepRow(step); }
bool TraceDesk::stepInTrace(int step) { return focused().stepInTrace(step); }
bool TraceDesk::toggleMark() { return focused().toggleMark(); }
bool TraceDesk::stepMark(int step) { return focused().stepMark(step); }
bool TraceDesk::goToRow(qint64 row) { return focused().goToRow(row); }
bool TraceDesk::goToTime(telemetry::Nanos time) { return focused().goToTime(time); }
QString TraceDesk::currentAsFilter() { return focused().currentAsFilter(); }
bool TraceDesk::exportData() { return focused().exportData(); }
bool TraceDesk::exportPicture() { return focused().exportPicture(); }

} // namespace triptych::ui
