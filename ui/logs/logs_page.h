#pragma once
#include "items/log_places.h"
#include "items/logs_model.h"
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace triptych::ui {

class FacetsPane;
class FindBar;
class LogList;
class MarksPanel;
class Panes;
class PatternsPanel;
class ResultPane;
class SegmentedTabs;
class TimeStrip;

/// The logs page: when, by level; the lines; their facets and marks. GUI thread.
class LogsPage : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    explicit LogsPage(Context &context, QWidget *parent = nullptr);

    LogList *list() const { return m_list; }
    items::LogsModel *lines() const { return m_lines; }
    items::LogPlaces *places() const { return m_places; }
    FacetsPane *facets() const { return m_facets; }
    TimeStrip *time() const { return m_time; }
    PatternsPanel *patterns() const { return m_patterns; }
    SegmentedTabs *tabs() const { return m_tabs; }
    FindBar *findBar() const { return m_find; }

    void openFind();
    Panes *panes() override { return m_panes; }
    bool stepRow(int step) override;
    bool stepInTrace(int step) override;
    bool goToRow(qint64 row) override;
    bool goesToTimes() const override { return true; }
    bool goToTime(telemetry::Nanos time) override;
    QString currentAsFilter() override;
    void setFollows(bool follows) override;
    bool toggleMark() override;
    bool stepMark(int step) override;
    bool addColumn(const QString &key) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void askWhenVisible();
    void addCommands();
    void connectLines();
    enum class Where { Here, Beside };
    void openTraceAt(qint64 row, Where where);
    void stepTo(const items::LogPlaces::Rows &rows, items::Way way);
    void cycleShow();
    void showNarrowing();
    void findPicked();
    void labelPicked(int label);
    void addPickMenu(QMenu &menu);
    QWidget *makeNarrowBar();
    void showCounts();
    void fillColumns(QMenu &menu);
    void setColumns(const QStringList &keys);
    void addPanes(QWidget *lines, QWidget *side, QSplitter *across);

    Context &m_context;
    TimeStrip *m_time;
    items::LogsModel *m_lines;
    items::LogPlaces *m_places;
    LogList *m_list;
    ResultPane *m_pane;
    FindBar *m_find;
    QWidget *m_narrowBar;
    QLabel *m_narrowText = nullptr;
    qint64 m_keepLine = -1; ///< the record that stays current while lines come and go; -1 none
    SegmentedTabs *m_tabs;
    QStackedWidget *m_side;
    FacetsPane *m_facets;
    MarksPanel *m_marks;
    Panes *m_panes = nullptr;
    PatternsPanel *m_patterns;
    bool m_stale = true, m_columnsChosen = false, m_findMoves = false;
};

} // namespace triptych::ui
