#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"

#include <QWidget>

class QLabel;
class QMenu;
class QStackedWidget;

namespace triptych::items {
class RowColouring;
class TracesModel;
class SpansModel;
class ServicesModel;
} // namespace triptych::items

namespace triptych::ui {

class DataTable;
class FindBar;
class FlatButton;
class ResultPane;
class SegmentedTabs;
class TableFind;

/// What matched, as traces, as spans or as services with their rate, errors and durations. GUI thread.
class ResultsPane : public QWidget
{
    Q_OBJECT
public:
    enum Tab { Traces, Spans, Services };
    explicit ResultsPane(Context &context, QWidget *parent = nullptr);

    DataTable *table(Tab tab) const;
    Tab tab() const;
    void setTab(Tab tab);
    items::TracesModel *traces() const { return m_traces; }
    items::ServicesModel *services() const { return m_services; }
    /// Keys that the Columns menu offers.
    void setKnownTags(const QStringList &keys);
    void step(int rows);
    /// The next or previous span of the current span's trace, among those that are here; false where there is none.
    bool stepInTrace(int step);
    /// Columns that the user chose earlier; false if never.
    bool restoreColumns();
    void addColumn(const QString &key);
    /// The services tab sums up by this tag instead.
    void groupBy(const QString &key);
    void exportTable();
    FindBar *findBar() const { return m_findBar; }
    TableFind *find() const { return m_find; }
    /// Marks the current trace or span, or takes its mark away; false where rows cannot be marked.
    bool toggleMark();
    /// To the next (1) or previous (-1) marked row among all that match, and round the end; false if nothing of this
    /// kind is marked.
    bool stepMark(int step);

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Counts {
        std::uint64_t spans = 0, services = 0;
        std::optional<telemetry::Stats> all;
    };
    void addTraces();
    void addSpans();
    void addServices();
    void addFind();
    void addLooks();
    void addMarks();
    std::optional<session::Mark> markable() const;
    void addMarkAction(QMenu &menu);
    void changed();
    void ask();
    void askTab(Tab tab);
    void askCounts();
    void showColumnsMenu();
    void fillColumns(QMenu &menu);
    void setColumns(const QStringList &keys);
    void updateTools();
    void filterByGroup(const QModelIndex &index);

    Context &m_context;
    SegmentedTabs *m_tabs;
    QStackedWidget *m_stack;
    QLabel *m_figures;
    FindBar *m_findBar;
    TableFind *m_find;
    FlatButton *m_columns, *m_operations, *m_export;
    DataTable *m_tables[3] = {};
    ResultPane *m_panes[3] = {};
    bool m_stale[3] = {true, true, true};
    items::TracesModel *m_traces;
    items::SpansModel *m_spans;
    items::ServicesModel *m_services;
    QStringList m_known;
    items::RowColouring *m_traceColours, *m_spanColours;
    base::LatestJob m_counts, m_writing, m_marking;
};

} // namespace triptych::ui
