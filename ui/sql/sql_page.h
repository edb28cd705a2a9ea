#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTableView;

namespace triptych::ui {

class FlatButton;
class Panes;
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
    void run();
    Panes *panes() override { return m_panes; }

private:
    void stop();
    void show(base::Result<telemetry::SqlResult> result, qint64 ms);
    void copyRows();

    Context &m_context;
    base::LatestJob m_job;
    QPlainTextEdit *m_editor;
    FlatButton *m_run;
    QLabel *m_outcome;
    QTableView *m_table;
    QStackedWidget *m_stack;
    StatePane *m_state;
    SqlModel *m_model;
    Panes *m_panes;
};

} // namespace triptych::ui
