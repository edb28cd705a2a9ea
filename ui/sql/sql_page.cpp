#include "ui/sql/sql_page.h"

#include "telemetry/human_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/panes.h"
#include "ui/common/state_pane.h"
#include "ui/shell/action_catalog.h"
#include "ui/sql/sql_model.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr std::size_t kMostRows = 10000;
constexpr int kEditorHeight = 190, kTabLetters = 4, kWidestColumn = 420;
const QString kFirstQuery = QStringLiteral("SELECT * FROM imports;");
} // namespace

SqlPage::SqlPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_editor(new QPlainTextEdit), m_outcome(new QLabel),
      m_table(new QTableView), m_stack(new QStackedWidget), m_state(new StatePane(context.theme)),
      m_model(new SqlModel(context.theme, this))
{
    context.workspace.busy().watch(m_job);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *header = new PaneHeader(context.theme, tr("SQL"));
    header->setDetail(tr("over the open store, read only; DuckDB's dialect"));
    m_outcome->setTextFormat(Qt::PlainText);
    header->addWidget(m_outcome);
    m_run = header->addButton(tr("Run"));
    m_run->setHint(QStringLiteral("Ctrl+Enter"));
    m_run->setKind(FlatButton::Kind::Soft);
    connect(m_run, &QPushButton::clicked, this, &SqlPage::run);
    column->addWidget(header);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setHandleWidth(1);
    m_editor->setFont(context.theme.mono());
    m_editor->setTabStopDistance(QFontMetrics(context.theme.mono()).horizontalAdvance(u' ') * kTabLetters);
    m_editor->setFrameShape(QFrame::NoFrame);
    m_editor->setObjectName(QStringLiteral("sqlEditor"));
    m_editor->setAccessibleName(tr("SQL query"));
    m_editor->setPlaceholderText(tr("SELECT service, count(*) FROM … ; Ctrl+Enter runs"));
    m_editor->setPlainText(kFirstQuery);
    setFocusProxy(m_editor);
    splitter->addWidget(m_editor);
    splitter->addWidget(m_stack);
    splitter->setStretchFactor(1, 1);
    column->addWidget(splitter, 1);
    m_panes = new Panes(context, QStringLiteral("sql"), splitter);
    m_panes->add({QStringLiteral("query"), tr("Query"), m_editor, m_editor, KeyScope::Table,
                  tr("A query in DuckDB's SQL over the open store; Ctrl+Enter runs it, or what of it is selected."), Panes::Pane::Side::Main});
    m_panes->add({QStringLiteral("rows"), tr("Rows"), m_stack, m_table, KeyScope::Table,
                  tr("The rows of the last query; Ctrl+C copies those selected as a spreadsheet takes them."), Panes::Pane::Side::Drawer});
    m_panes->addSplitter(QStringLiteral("sql"), splitter, {kEditorHeight, 3 * kEditorHeight});
    m_panes->start();

    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setAccessibleName(tr("Rows of the query"));
    m_table->verticalHeader()->setDefaultSectionSize(metrics::kTableRow);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_table);
    m_state->showEmpty(tr("No query was run yet"), tr("Ctrl+Enter runs the text above. SHOW TABLES lists what there is."),
                       {{tr("Show the tables"), [this] {
                             m_editor->setPlainText(QStringLiteral("SHOW TABLES;"));
                             run();
                         }}});

    ActionCatalog &actions = context.actions;
    actions.add({QStringLiteral("sql.run"), tr("Run the SQL Query"), {},
                 {QKeySequence(QStringLiteral("Ctrl+Return")), QKeySequence(QStringLiteral("Ctrl+Enter"))}, KeyScope::Table},
                this, [this] { run(); });
    actions.add({QStringLiteral("sql.stop"), tr("Stop the SQL Query"), {}, {QKeySequence(Qt::Key_Escape)}, KeyScope::Table}, this,
                [this] { stop(); });
    actions.add({QStringLiteral("sql.copy"), tr("Copy the Rows Selected"), {}, {QKeySequence::Copy}, KeyScope::Table}, m_table,
                [this] { copyRows(); });
    connect(&context.workspace, &Workspace::sourceChanged, this, &SqlPage::stop);
}

void SqlPage::run()
{
    const auto source = m_context.workspace.source();
    const QString selected = m_editor->textCursor().selectedText().replace(QChar::ParagraphSeparator, u'\n');
    const std::string query = (selected.trimmed().isEmpty() ? m_editor->toPlainText() : selected).toStdString();
    if (!source)
        return;
    m_outcome->clear();
    m_state->showLoading(tr("Running"), QString(), [this] { stop(); });
    m_stack->setCurrentWidget(m_state);
    using Timed = std::pair<base::Result<telemetry::SqlResult>, qint64>;
    m_job.start(
        [source, query](std::stop_token token) {
            QElapsedTimer clock;
            clock.start();
            auto result = source->sql(query, kMostRows, token);
            return Timed(std::move(result), clock.elapsed());
        },
        [this](Timed timed) { show(std::move(timed.first), timed.second); });
}

void SqlPage::stop()
{
    if (!m_job.running())
        return;
    m_job.cancel();
    m_state->showEmpty(tr("The query was stopped"), QString());
    m_stack->setCurrentWidget(m_state);
}

void SqlPage::show(base::Result<telemetry::SqlResult> result, qint64 ms)
{
    if (!result) {
        m_state->showError(result.error(), [this] { run(); });
        m_stack->setCurrentWidget(m_state);
        return;
    }
    const bool truncated = result->truncated;
    m_model->set(std::move(*result));
    const QString rows = QString::fromStdString(telemetry::formatCount(m_model->result().rows.size()));
    m_outcome->setText((truncated ? tr("first %1 rows, there are more · %2 ms") : tr("%1 rows · %2 ms")).arg(rows).arg(ms));
    m_table->resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        m_table->setColumnWidth(i, std::min(kWidestColumn, m_table->columnWidth(i) + metrics::kPadding));
    m_stack->setCurrentWidget(m_table);
}

void SqlPage::copyRows()
{
    // As a spreadsheet takes it: a tab between cells, a line a row.
    QModelIndexList cells = m_table->selectionModel()->selectedIndexes();
    std::sort(cells.begin(), cells.end(), [](const QModelIndex &a, const QModelIndex &b) {
        return a.row() != b.row() ? a.row() < b.row() : a.column() < b.column();
    });
    QString text;
    int row = -1;
    for (const QModelIndex &cell : std::as_const(cells)) {
        if (row >= 0)
            text += cell.row() == row ? u'\t' : u'\n';
        row = cell.row();
        text += cell.data(Qt::EditRole).toString();
    }
    QGuiApplication::clipboard()->setText(text);
}

} // namespace triptych::ui
