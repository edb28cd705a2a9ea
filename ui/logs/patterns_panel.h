#pragma once
#include "base/latest_job.h"
#include "items/pattern_list.h"
#include "ui/common/context.h"

#include <QTimer>
#include <QWidget>

class QListView;
class QStackedWidget;

namespace triptych::ui {

class StatePane;

/// The patterns of the lines that match; a click filters to one. Asks only while it is shown. GUI thread.
class PatternsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PatternsPanel(Context &context, QWidget *parent = nullptr);

    QListView *list() const { return m_list; }
    const items::PatternList &patterns() const { return m_patterns; }
    void ask(items::PatternQuestion question);
    /// The selection or the data changed.
    void refresh();

Q_SIGNALS:
    void counted(qsizetype patterns); ///< -1: not known

protected:
    void showEvent(QShowEvent *event) override;

private:
    void start();
    void take(base::Result<items::PatternAnswer> answer);
    void filterTo(int row, bool excluded);
    void showMenu(QPoint at);

    Context &m_context;
    base::LatestJob m_job;
    std::shared_ptr<base::Progress> m_progress;
    QTimer m_clock;
    items::PatternList m_patterns;
    QStackedWidget *m_stack;
    QListView *m_list;
    StatePane *m_state;
    items::PatternQuestion m_question = items::PatternQuestion::All;
    bool m_stale = true;
};

} // namespace triptych::ui
