#include "ui/sql/sql_page.h"

#include "telemetry/human_text.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/panes.h"
#include "ui/common/plain_text.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/state_pane.h"
#include "ui/common/table_find.h"
#include "ui/shell/action_catalog.h"
#include "ui/sql/sql_fault.h"
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
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr std::size_t kSqlPageMostRows = 10000;
constexpr int kEditorHeight = 190, kTabLetters = 4, kWidestColumn = 420;
const QString kFirstQuery = QStringLiteral("SELECT * FROM imports;");
} // namespace

SqlPage::SqlPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_editor(new QPlainTextEdit), m_tabs(new SegmentedTabs(context.theme)), m_outcome(new QLabel),
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
    connect(m_run, &QPushButton::clicked, this, [this] { run(); });
    m_pin = header->addIconButton(QStringLiteral("pin"), tr("Keep this result when another query runs"));
    m_pin->setCheckable(true);
    m_pin->setEnabled(false);
    connect(m_pin, &QPushButton::clicked, this, &SqlPage::togglePin);
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
    m_editor->selectAll(); // whoever types a query of their own begins it
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] { m_editor->setExtraSelections({}); });
    setFocusProxy(m_editor);
    splitter->addWidget(m_editor);
    auto *rows = new QWidget;
    auto *rowsColumn = new QVBoxLayout(rows);
    rowsColumn->setContentsMargins(0, 0, 0, 0);
    rowsColumn->setSpacing(0);
    auto *findBar = new FindBar(context.theme, tr("Find in these rows"));
    m_tabs->setAccessibleName(tr("Results"));
    m_tabs->hide();
    connect(m_tabs, &QTabBar::currentChanged, this, &SqlPage::showAnswer);
    rowsColumn->addWidget(m_tabs, 0, Qt::AlignLeft);
    rowsColumn->addWidget(findBar);
    rowsColumn->addWidget(m_stack, 1);
    splitter->addWidget(rows);
    splitter->setStretchFactor(1, 1);
    column->addWidget(splitter, 1);
    m_panes = new Panes(context, QStringLiteral("sql"), splitter);
    m_panes->add({QStringLiteral("query"), tr("Query"), m_editor, m_editor, KeyScope::Table,
                  tr("A query in DuckDB's SQL over the open store; Ctrl+Enter runs it, or what of it is selected."), Panes::Pane::Side::Main});
    m_panes->add({QStringLiteral("rows"), tr("Rows"), rows, m_table, KeyScope::Table,
                  tr("The rows of the last query; Ctrl+C copies those selected as a spreadsheet takes them."), Panes::Pane::Side::Drawer});
    m_panes->addSplitter(QStringLiteral("sql"), splitter, {kEditorHeight, 3 * kEditorHeight});
    m_panes->start();

    m_table->setModel(m_model);
    m_table->setObjectName(QStringLiteral("sqlRows")); // for the style sheet: cells begin where their headers do
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

    auto *find = new TableFind(context, findBar, this);
    find->add(m_table, QStringLiteral("sql"), {}, QStringLiteral("results"));
    connect(find, &TableFind::textChanged, m_model, &SqlModel::setMatch);
    ActionCatalog &actions = context.actions;
    actions.add({QStringLiteral("sql.run"), tr("Run the SQL Query"), {},
                 {QKeySequence(QStringLiteral("Ctrl+Return")), QKeySequence(QStringLiteral("Ctrl+Enter"))}, KeyScope::Table},
                this, [this] { run(); });
    actions.add({QStringLiteral("sql.runKept"), tr("Run the SQL Query and Pin Its Result"), {},
                 {QKeySequence(QStringLiteral("Ctrl+Shift+Return")), QKeySequence(QStringLiteral("Ctrl+Shift+Enter"))}, KeyScope::Table},
                this, [this] { run(Keep::Yes); });
    actions.add({QStringLiteral("sql.pin"), tr("Pin the Result, or Close the Pinned One"), {}, {QKeySequence(QStringLiteral("Ctrl+F4"))}, KeyScope::Table}, this,
                [this] { togglePin(); });
    actions.add({QStringLiteral("sql.stop"), tr("Stop the SQL Query"), {}, {QKeySequence(Qt::Key_Escape)}, KeyScope::Table}, this,
                [this] { stop(); });
    actions.add({QStringLiteral("sql.copy"), tr("Copy the Rows Selected"), {}, {QKeySequence::Copy}, KeyScope::Table}, m_table,
                [this] { copyRows(); });
    connect(&context.workspace, &Workspace::sourceChanged, this, &SqlPage::stop);
}

void SqlPage::run(Keep keep)
{
    const auto source = m_context.workspace.source();
    const QTextCursor cursor = m_editor->textCursor();
    const QString selected = cursor.selectedText().replace(QChar::ParagraphSeparator, u'\n');
    const bool whole = selected.trimmed().isEmpty();
    const QString text = whole ? m_editor->toPlainText() : selected;
    const std::string query = text.toStdString();
    if (!source)
        return;
    m_asked = {text, whole ? 0 : cursor.selectionStart()};
    m_editor->setExtraSelections({});
    m_outcome->clear();
    m_state->showLoading(tr("Running"), QString(), [this] { stop(); });
    m_stack->setCurrentWidget(m_state);
    using Timed = std::pair<base::Result<telemetry::SqlResult>, qint64>;
    m_job.start(
        [source, query](std::stop_token token) {
            QElapsedTimer clock;
            clock.start();
            auto result = source->sql(query, kSqlPageMostRows, token);
            return Timed(std::move(result), clock.elapsed());
        },
        [this, keep, title = QString::fromStdString(query).simplified()](Timed timed) { take(std::move(timed.first), title, timed.second, keep); });
}

void SqlPage::stop()
{
    if (!m_job.running())
        return;
    m_job.cancel();
    m_state->showEmpty(tr("The query was stopped"), QString());
    m_stack->setCurrentWidget(m_state);
}

void SqlPage::take(base::Result<telemetry::SqlResult> result, const QString &title, qint64 ms, Keep keep)
{
    if (!result) {
        showFault(result.error(), keep);
        m_stack->setCurrentWidget(m_state);
        return;
    }
    const QString rows = QString::fromStdString(telemetry::formatCount(result->rows.size()));
    const QString outcome = (result->truncated ? tr("first %1 rows, there are more · %2 ms") : tr("%1 rows · %2 ms")).arg(rows).arg(ms);
    Answer answer{std::make_shared<const telemetry::SqlResult>(std::move(*result)), title, outcome};
    if (keep == Keep::Yes)
        m_kept.push_back(std::move(answer));
    else
        m_last = std::move(answer);
    fillTabs(keep == Keep::Yes ? int(m_kept.size()) : 0);
}

void SqlPage::showFault(const base::Error &error, Keep keep)
{
    const SqlFault fault = sqlFault(QString::fromStdString(error.what), m_asked.text);
    if (fault.at < 0) {
        m_state->showError(error, [this, keep] { run(keep); });
        return;
    }
    m_state->showError(fault.sentence, tr("Line %1, column %2 of the query, underlined there").arg(fault.line).arg(fault.column),
                       {{tr("Go there"), [this, at = m_asked.begin + fault.at] {
                             QTextCursor cursor = m_editor->textCursor();
                             cursor.setPosition(at);
                             m_editor->setTextCursor(cursor);
                             m_editor->setFocus(Qt::OtherFocusReason);
                         }}, {tr("Retry"), [this, keep] { run(keep); }}});
    if (m_editor->toPlainText().mid(m_asked.begin, m_asked.text.size()) != m_asked.text)
        return; // edited meanwhile: the place is another one
    QTextEdit::ExtraSelection mark;
    mark.cursor = m_editor->textCursor();
    mark.cursor.setPosition(m_asked.begin + fault.at);
    mark.cursor.movePosition(QTextCursor::EndOfWord, QTextCursor::KeepAnchor);
    if (!mark.cursor.hasSelection())
        mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
    mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    mark.format.setUnderlineColor(m_context.theme.color(Role::Error));
    m_editor->setExtraSelections({mark});
}

void SqlPage::fillTabs(int current)
{
    constexpr int kTitleLetters = 28;
    {
        const QSignalBlocker quiet(m_tabs);
        while (m_tabs->count() > 0)
            m_tabs->removeTab(0);
        m_tabs->addTab(tr("Last result"));
        for (const Answer &kept : m_kept)
            m_tabs->setTabToolTip(m_tabs->addTab(kept.title.size() > kTitleLetters ? kept.title.left(kTitleLetters) + u'…' : kept.title),
                                  tooltipText(kept.title));
        m_tabs->setCurrentIndex(std::clamp(current, 0, int(m_kept.size())));
    }
    m_tabs->setVisible(!m_kept.empty());
    showAnswer();
}

void SqlPage::showAnswer()
{
    const int tab = m_tabs->currentIndex();
    const Answer &answer = tab > 0 ? m_kept[std::size_t(tab) - 1] : m_last;
    m_pin->setEnabled(answer.result != nullptr);
    m_pin->setChecked(tab > 0);
    m_outcome->setText(answer.outcome);
    if (!answer.result) {
        m_state->showEmpty(tr("No query was run yet"), tr("Ctrl+Enter runs the text above."));
        m_stack->setCurrentWidget(m_state);
        return;
    }
    m_model->set(answer.result);
    m_table->resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        m_table->setColumnWidth(i, std::min(kWidestColumn, m_table->columnWidth(i) + 2 * metrics::kPadding));
    m_stack->setCurrentWidget(m_table);
}

void SqlPage::togglePin()
{
    const int tab = m_tabs->currentIndex();
    if (tab > 0) {
        m_kept.erase(m_kept.begin() + tab - 1);
        return fillTabs(std::min(tab, int(m_kept.size())));
    }
    if (!m_last.result)
        return;
    m_kept.push_back(std::exchange(m_last, {}));
    fillTabs(int(m_kept.size()));
}

bool SqlPage::stepRow(int step)
{
    return goToRow(m_table->currentIndex().row() + step + 1);
}

bool SqlPage::goToRow(qint64 row)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return false;
    m_table->setCurrentIndex(m_model->index(int(std::clamp<qint64>(row, 1, rows)) - 1, std::max(0, m_table->currentIndex().column())));
    return true;
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
