#pragma once
#include "base/latest_job.h"
#include "items/new_patterns.h"
#include "ui/common/context.h"

#include <QTimer>
#include <QWidget>

class QListView;
class QStackedWidget;

namespace triptych::ui {

class FindBar;
class PaneHeader;
class StatePane;
class TableFind;

/// The log patterns that were first seen in side B of a comparison; a click filters the logs to one. GUI thread.
class NewPatternsPane : public QWidget
{
    Q_OBJECT
public:
    explicit NewPatternsPane(Context &context, QWidget *parent = nullptr);
    /// Nothing to say yet: the sides are being merged, or not chosen.
    void clear();
    /// Asks for them; at once if shown, else when it is.
    void ask(std::shared_ptr<const items::ComparedTraces> traces);
    const items::PatternList &patterns() const { return m_patterns; }
    QListView *list() const { return m_list; }
    FindBar *findBar() const { return m_findBar; }

private:
    void start();
    void take(base::Result<items::PatternAnswer> answer);
    void showLines(int row);
    void showMenu(QPoint at);

    Context &m_context;
    base::LatestJob m_job;
    std::shared_ptr<const items::ComparedTraces> m_traces;
    std::shared_ptr<base::Progress> m_progress;
    QTimer m_clock;
    items::PatternList m_patterns;
    PaneHeader *m_header;
    QStackedWidget *m_stack;
    QListView *m_list;
    StatePane *m_state;
    FindBar *m_findBar;
    TableFind *m_find;
};

} // namespace triptych::ui
