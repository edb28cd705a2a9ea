#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"

#include <QWidget>
#include <memory>
#include <vector>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTableView;

namespace triptych::ui {

class FlatButton;
class Panes;
class SegmentedTabs;
class SqlModel;
class StatePane;

/// A query in SQL over the open store, read only, and its rows. Ctrl+Enter runs, Esc stops.
class SqlPage : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    explicit SqlPage(Context &context, QWidget *parent = nullptr);

    QPlainTextEdit &editor() { return *m_editor; }
    QTableView &table() { return *m_table; }
    /// Whether the result of a run stays when another query runs.
    enum class Keep { No, Yes };
    void run(Keep keep = Keep::No);
    SegmentedTabs *tabs() const { return m_tabs; }
    Panes *panes() override { return m_panes; }
    bool stepRow(int step) override;
    bool goToRow(qint64 row) override;

private:
    void stop();
    /// An answer with what is said of it.
    struct Answer {
        std::shared_ptr<const telemetry::SqlResult> result;
        QString title, outcome;
    };
    void take(base::Result<telemetry::SqlResult> result, const QString &title, qint64 ms, Keep keep);
    void showFault(const base::Error &error, Keep keep);
    void showAnswer();
    void togglePin();
    void fillTabs(int current);
    void copyRows();

    Context &m_context;
    base::LatestJob m_job;
    QPlainTextEdit *m_editor;
    FlatButton *m_run, *m_pin;
    SegmentedTabs *m_tabs;
    struct Asked {
        QString text;
        int begin = 0; ///< in the editor
    } m_asked;
    Answer m_last;             ///< of the last run that is not kept; its tab is the first
    std::vector<Answer> m_kept;
    QLabel *m_outcome;
    QTableView *m_table;
    QStackedWidget *m_stack;
    StatePane *m_state;
    SqlModel *m_model;
    Panes *m_panes;
};

} // namespace triptych::ui
