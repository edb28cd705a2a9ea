#pragma once
#include "ui/common/context.h"

#include <QWidget>

namespace triptych::ui {

class DifferencePane;
class FacetsPane;
class LatencyPane;
class ResultsPane;
class TimeStrip;

/// The traces page: when it happened, what the values are, how slow, and the rows. GUI thread.
class TracesPage : public QWidget
{
    Q_OBJECT
public:
    explicit TracesPage(Context &context, QWidget *parent = nullptr);

    TimeStrip *time() const { return m_time; }
    FacetsPane *facets() const { return m_facets; }
    LatencyPane *latency() const { return m_latency; }
    DifferencePane *difference() const { return m_difference; }
    ResultsPane *results() const { return m_results; }

private:
    void addKeys();

    Context &m_context;
    ResultsPane *m_results; ///< made first: of all that a new selection asks, the rows come first
    TimeStrip *m_time;
    LatencyPane *m_latency;
    DifferencePane *m_difference;
    FacetsPane *m_facets;
    bool m_columnsChosen = false;
};

} // namespace triptych::ui
