#pragma once
#include "base/latest_job.h"
#include "items/trace_export.h"
#include "scene/navigate.h"
#include "ui/canvas/range_bar.h"
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"
#include "ui/trace/trace_document.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace triptych::ui {

class ClocksPage;
class DetailsPane;
class FileExport;
class FindBar;
class FlameView;
class LogsPane;
class Panes;
class ProfilePage;
class SandwichPage;
class SegmentedTabs;
class StatePane;
class StatisticsPage;
class TimeRuler;
class TraceHeader;
class TraceNotes;
class TraceTabsBar;
class TraceState;
class WaterfallView;

/// The open trace: header, flame graph as overview, waterfall, merged flame graph, sandwich, statistics and clocks, and beside
/// them the selected span with its logs. Follows the session; loads in the pool. GUI thread.
class TracePage : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    /// `panes`: the name under which its arrangement of panes is remembered.
    explicit TracePage(Context &context, QWidget *parent = nullptr, const QString &panes = QStringLiteral("trace"));
    ~TracePage() override;

    enum class Mode { Waterfall, Flame, Sandwich, Statistics, Clocks };
    void setMode(Mode mode);
    TraceState &state() { return *m_state; }
    WaterfallView &waterfall() { return *m_waterfall; }
    FlameView &flame() { return *m_flame; }
    DetailsPane &details() { return *m_details; }
    LogsPane &logs() { return *m_logs; }
    StatisticsPage &statistics() { return *m_statistics; }
    ClocksPage &clocks() { return *m_clocks; }
    TraceNotes &notes() { return *m_notes; }
    TimeRuler &ruler() { return *m_ruler; }

    void openFind();
    void askForPicture();
    bool exportPicture() override;
    bool exportData() override;
    Panes *panes() override { return m_panes; }
    bool stepRow(int step) override;
    bool stepInTrace(int step) override;
    bool goToRow(qint64 row) override;
    bool goesToTimes() const override { return true; }
    bool goToTime(telemetry::Nanos time) override;
    QString currentAsFilter() override;
    bool toggleMark() override;
    bool stepMark(int step) override;
    enum class Reach { Shown, Subtree };
    /// Writes what is shown, or the selected span with all below it, in the pool; says what failed.
    void writeData(const QString &path, items::TraceExport::Format format, Reach reach);

Q_SIGNALS:
    void loaded(); ///< a trace was laid out and is about to be painted
    void dataWritten(const QString &path);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildCanvases();
    void buildBand();
    void buildLayout(const QString &panes);
    void addPanes(const QString &name);
    void placeLogs();
    void connectState();
    void addCommands();
    enum class Refresh { Anew, KeepView };
    void load(Refresh refresh);
    void chooseFirst();
    void take(std::shared_ptr<const TraceDocument> document, Refresh refresh);
    void alignRuler();
    static constexpr int kOverviewMost = 220; ///< px of the overview at first
    void fitOverview();
    bool mayTakeFocus() const;
    void takeTheme();
    void showFindCount();
    bool findsGroups() const;
    void stepFound(scene::Step step);
    void spanMenu(QPoint globalPos);
    void rowsMenu(QPoint globalPos);
    void exportMenu(QPoint globalPos);
    void askForData(Reach reach);
    void rangeToSelection();
    void compareWithUsual();
    void act(RangeAction action, telemetry::TimeRange range);
    void stack(telemetry::TraceId trace);
    void unstack();
    void refuseStack(const base::Error &error);
    void annotate(telemetry::TimeRange range);
    void showNotes();
    void noteMenu(int note, QPoint globalPos);
    enum class Way { Forward, Backward };
    void stepLink(Way way);
    WaterfallView &waterfallShown();

    Context &m_context;
    base::LatestJob m_job, m_writing;
    TraceState *m_state;
    FileExport *m_export;
    TraceNotes *m_notes;
    QStackedWidget *m_pages;
    StatePane *m_statePane;
    TraceTabsBar *m_traceTabs;
    TraceHeader *m_header;
    QWidget *m_canvases;
    FlameView *m_flame;
    SegmentedTabs *m_tabs;
    QWidget *m_lower, *m_bandRow, *m_tabHost, *m_rulerEnd;
    QStackedWidget *m_band;
    TimeRuler *m_ruler;
    FindBar *m_find;
    QStackedWidget *m_views;
    WaterfallView *m_waterfall;
    ProfilePage *m_profile;
    SandwichPage *m_sandwich;
    StatisticsPage *m_statistics;
    ClocksPage *m_clocks;
    DetailsPane *m_details;
    LogsPane *m_logs;
    QSplitter *m_split, *m_left, *m_right;
    QSplitter *m_centre; ///< canvases, and in a narrow window the logs under them
    Panes *m_panes = nullptr;
    TraceRule m_rule;
    int m_link = -1; ///< of the selected span, the last one followed
};

} // namespace triptych::ui
