#pragma once
#include "base/latest_job.h"
#include "telemetry/answers.h"
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"

#include <QWidget>

class QStackedWidget;

namespace triptych::items {
class ImportsModel;
class ServicesModel;
} // namespace triptych::items

namespace triptych::ui {

class DataTable;
class FigureCard;
class FindBar;
class PaneHeader;
class ResultPane;
class StatePane;
class TableFind;
class TimeStrip;

/// What is open, at a glance: how much and how bad, when, which services and operations, and what the imports lost. It
/// keeps to the filter and the time range; everything on it leads to a filter. GUI thread.
class OverviewPage : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    enum Figure { Traces, Spans, Errors, Slow, Services, Logs, FigureCount };
    explicit OverviewPage(Context &context, QWidget *parent = nullptr);

    FigureCard *card(Figure figure) const { return m_cards[figure]; }
    DataTable *services() const { return m_services; }
    DataTable *operations() const { return m_operations; }
    DataTable *imports() const { return m_imports; }
    /// Of the last import: what was refused is in no store.
    void setUnreadFiles(int files);
    Panes *panes() override { return m_panes; }
    bool stepRow(int step) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Figures {
        telemetry::StoreInfo info;
        telemetry::Stats spans;
        std::uint64_t traces = 0, logs = 0, services = 0;
    };
    QWidget *makeCards();
    QWidget *makeTimes();
    QWidget *makeTables();
    void addPanes(QWidget *cards, QWidget *tables);
    void askWhenVisible();
    void ask();
    void showFigures(QWidget *which);
    void take(const Figures &figures);
    void tellLosses();
    void press(Figure figure);
    void filterBy(const QModelIndex &index);
    void showLosses(int row);

    Context &m_context;
    base::LatestJob m_job;
    items::ServicesModel *m_serviceRows, *m_operationRows;
    items::ImportsModel *m_importRows;
    FigureCard *m_cards[FigureCount] = {};
    QStackedWidget *m_figures;
    StatePane *m_state;
    TimeStrip *m_spanTimes, *m_logTimes;
    QWidget *m_spanPane = nullptr, *m_logPane = nullptr;
    DataTable *m_services, *m_operations, *m_imports;
    ResultPane *m_servicePane = nullptr, *m_operationPane = nullptr;
    PaneHeader *m_importHeader = nullptr;
    FindBar *m_findBar;
    TableFind *m_find;
    Panes *m_panes = nullptr;
    telemetry::Nanos m_p95 = 0;
    bool m_stale = true;
    int m_unreadFiles = 0;
};

} // namespace triptych::ui
