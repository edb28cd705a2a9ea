#pragma once
#include "base/latest_job.h"
#include "ui/trace/trace_state.h"

#include <QWidget>
#include <optional>

class QStackedWidget;

namespace triptych::ui {

class FlatButton;
class SegmentedTabs;
class SpanSummary;
class StatePane;
class TagTree;

/// The selected span: figures, tags by scope, events, links, resource. Pinned, it keeps its span. GUI thread.
class DetailsPane : public QWidget
{
    Q_OBJECT
public:
    explicit DetailsPane(TraceState &state, QWidget *parent = nullptr);
    /// Once loaded; null before.
    const telemetry::SpanDetails *details() const { return m_details ? &*m_details : nullptr; }

Q_SIGNALS:
    void detailsChanged();

private:
    enum Tab { SpanTab, EventsTab, LinksTab, ResourceTab };
    void showSelected();
    void load();
    void fill();

    TraceState &m_state;
    base::LatestJob m_job;
    SegmentedTabs *m_tabs;
    FlatButton *m_pin;
    QStackedWidget *m_stack;
    StatePane *m_nothing;
    SpanSummary *m_summary;
    TagTree *m_tree;
    SpanIndex m_shown = SpanIndex::None;
    std::optional<telemetry::SpanDetails> m_details;
};

} // namespace triptych::ui
