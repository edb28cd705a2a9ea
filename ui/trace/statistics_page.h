#pragma once
#include "base/latest_job.h"
#include "items/span_groups.h"
#include "ui/trace/trace_state.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QListWidget;
class QStackedWidget;

namespace triptych::ui {

class FindBar;
class FlatButton;
class PaneHeader;
class StatePane;
class StatisticsModel;
class StatisticsView;
class TableFind;

/// The open trace summed up: by service, operation, what is called, or any tag, one group within another; and below the
/// calls that repeat one after the other. A click marks a group's spans and selects the longest, Enter or a double
/// click goes into the group. Asked for when first shown. GUI thread.
class StatisticsPage : public QWidget
{
    Q_OBJECT
public:
    explicit StatisticsPage(TraceState &state, QWidget *parent = nullptr);
    /// Stands in the page's band; owned by whoever lays it out.
    QWidget *controls() const { return m_controls; }
    void activate();
    void groupBy(const items::GroupKey &key);
    const items::GroupKey &key() const { return m_key; }
    const std::vector<items::GroupStep> &within() const { return m_within; }
    StatisticsModel &model() { return *m_model; }
    StatisticsView &table() { return *m_table; }
    /// Finds groups; the trace page's commands to find lead here while this is shown.
    TableFind &find() { return *m_find; }
    FindBar &findBar() { return *m_findBar; }
    QListWidget &repeated() { return *m_repeated; }

Q_SIGNALS:
    void spansRequested(); ///< marked spans are to be seen in the waterfall
    void frameActivated(const QString &service, const QString &operation);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitRepeated();
    void buildControls();
    void ask();
    void take(std::shared_ptr<const analysis::TraceStatistics> statistics);
    void showRepeated();
    void showSteps();
    void fillMenu();
    void mark(int row);
    void goInto(int row);
    void rowMenu(QPoint at);
    void showProgress();
    void selectRepeated(int row);
    enum class Form { Markdown, Csv };
    void copy(Form form);
    QString titleOf(const items::GroupKey &key) const;

    TraceState &m_state;
    base::LatestJob m_job, m_keysJob;
    QTimer m_timer;
    std::shared_ptr<base::Progress> m_progress;
    std::shared_ptr<const analysis::TraceStatistics> m_statistics;
    items::GroupKey m_key;
    std::vector<items::GroupStep> m_within;
    QStringList m_tagKeys;
    bool m_stale = true;

    QWidget *m_controls, *m_steps;
    FlatButton *m_byButton, *m_copyButton;
    QStackedWidget *m_body;
    StatePane *m_nothing;
    StatisticsModel *m_model;
    StatisticsView *m_table;
    FindBar *m_findBar;
    TableFind *m_find;
    PaneHeader *m_repeatedHeader;
    QListWidget *m_repeated;
    QWidget *m_repeatedPane;
};

} // namespace triptych::ui
