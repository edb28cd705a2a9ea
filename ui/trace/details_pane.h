#pragma once
#include "base/latest_job.h"
#include "items/trace_links.h"
#include "ui/trace/trace_state.h"

#include <QWidget>
#include <optional>

class QStackedWidget;

namespace triptych::ui {

class FlatButton;
class RecordsView;
class SegmentedTabs;
class SpanSummary;
class StatePane;
class TagTree;

/// The selected span: figures, tags by scope, events, links, resource; of one that several inputs brought, their records
/// side by side. Pinned, it keeps its span. GUI thread.
class DetailsPane : public QWidget
{
    Q_OBJECT
public:
    explicit DetailsPane(TraceState &state, QWidget *parent = nullptr);
    /// Once loaded; null before.
    const telemetry::SpanDetails *details() const { return m_details ? &*m_details : nullptr; }
    /// Links of other traces to the span that is shown, or to its trace where it is the root.
    std::vector<items::IncomingLink> incoming() const;
    /// What the records of several inputs differ in.
    RecordsView &records() { return *m_records; }
    SegmentedTabs *tabs() const { return m_tabs; }

Q_SIGNALS:
    void detailsChanged();
    void stackRequested(telemetry::TraceId trace); ///< a linked trace is to be seen under this one

private:
    enum Tab { SpanTab, EventsTab, LinksTab, ResourceTab, InputsTab };
    void showSelected();
    void load();
    void askForLinks();
    void fill();

    TraceState &m_state;
    base::LatestJob m_job, m_linksJob;
    SegmentedTabs *m_tabs;
    FlatButton *m_pin;
    QStackedWidget *m_stack;
    StatePane *m_nothing;
    SpanSummary *m_summary;
    QStackedWidget *m_parts; ///< the tree, or the records of several inputs
    TagTree *m_tree;
    RecordsView *m_records;
    StatePane *m_none; ///< where the part has nothing
    SpanIndex m_shown = SpanIndex::None;
    std::optional<telemetry::SpanDetails> m_details;
    std::optional<std::vector<items::LinkedSpan>> m_linked; ///< what its links lead to; empty: nobody could say
    std::vector<items::IncomingLink> m_incoming; ///< to any span of the trace
};

} // namespace triptych::ui
