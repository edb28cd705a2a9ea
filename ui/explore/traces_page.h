#pragma once
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"
#include "ui/explore/results_pane.h"

#include <QWidget>

class QSplitter;

namespace triptych::ui {

class DifferencePane;
class FacetsPane;
class LatencyPane;
class Panes;
class TimeStrip;

/// The traces page: when it happened, what the values are, how slow, and the rows. GUI thread.
class TracesPage : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    explicit TracesPage(Context &context, QWidget *parent = nullptr);

    TimeStrip *time() const { return m_time; }
    FacetsPane *facets() const { return m_facets; }
    LatencyPane *latency() const { return m_latency; }
    DifferencePane *difference() const { return m_difference; }
    ResultsPane *results() const { return m_results; }
    Panes *panes() override { return m_panes; }
    bool stepRow(int step) override;
    bool stepInTrace(int step) override;
    bool goToRow(qint64 row) override;
    bool toggleMark() override { return m_results->toggleMark(); }
    bool stepMark(int step) override { return m_results->stepMark(step); }
    QString currentAsFilter() override;
    bool exportData() override;
    bool addColumn(const QString &key) override;
    bool groupBy(const QString &key) override;

private:
    void addKeys();
    void addPanes(QSplitter *right, QSplitter *across);

    Context &m_context;
    ResultsPane *m_results; ///< made first: of all that a new selection asks, the rows come first
    TimeStrip *m_time;
    LatencyPane *m_latency;
    DifferencePane *m_difference;
    FacetsPane *m_facets;
    Panes *m_panes = nullptr;
    bool m_columnsChosen = false;
};

} // namespace triptych::ui
