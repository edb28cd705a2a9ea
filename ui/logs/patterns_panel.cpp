#include "ui/logs/patterns_panel.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/progress_pace.h"
#include "ui/common/state_pane.h"
#include "ui/logs/pattern_delegate.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

using items::PatternQuestion;

namespace {
}

PatternsPanel::PatternsPanel(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_stack(new QStackedWidget), m_list(new QListView),
      m_state(new StatePane(context.theme))
{
    context.workspace.busy().watch(m_job);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(metrics::kPadding, metrics::kGrid, metrics::kPadding, metrics::kGrid);
    row->setSpacing(metrics::kGrid);
    auto *group = new QButtonGroup(this);
    const auto add = [&](const QString &text, const QString &hint, PatternQuestion question) {
        auto *button = new FlatButton(context.theme, text, FlatButton::Kind::Plain);
        button->setCheckable(true);
        button->setChecked(question == m_question);
        button->setToolTip(hint);
        group->addButton(button);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, question] { ask(question); });
    };
    add(tr("All lines"), tr("Lines grouped by what they have in common (Drain), most frequent first"), PatternQuestion::All);
    add(tr("Failing traces"), tr("What traces with an error log more often than those without, by the log-likelihood ratio G²"),
        PatternQuestion::Failing);
    row->addStretch();
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_state);
    showPatterns(*m_list, context.theme, m_patterns);
    m_list->setAccessibleName(tr("Log patterns"));
    setFocusProxy(m_list);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { filterTo(index.row(), false); });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) { filterTo(index.row(), false); });
    connect(m_list, &QListView::customContextMenuRequested, this, &PatternsPanel::showMenu);
    m_clock.setInterval(kProgressMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        const auto total = m_progress ? m_progress->total.load() : 0;
        m_state->setProgress(total == 0 ? -1 : double(m_progress->done.load()) / double(total));
    });
    connect(&m_job, &base::LatestJob::runningChanged, this, [this](bool running) { running ? m_clock.start() : m_clock.stop(); });
    connect(&context.session, &session::Session::selectionChanged, this, &PatternsPanel::refresh);
    connect(&context.workspace, &Workspace::sourceChanged, this, &PatternsPanel::refresh);
    connect(&context.workspace, &Workspace::dataChanged, this, &PatternsPanel::refresh);
}

void PatternsPanel::ask(PatternQuestion question)
{
    m_question = question;
    refresh();
}

void PatternsPanel::refresh()
{
    m_stale = true;
    m_job.cancel();
    Q_EMIT counted(-1);
    if (isVisible())
        start();
}

void PatternsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        start();
}

void PatternsPanel::start()
{
    m_stale = false;
    const auto source = m_context.workspace.source();
    m_stack->setCurrentWidget(m_state);
    if (!source)
        return m_state->showEmpty(tr("Nothing is open"), QString());
    m_progress = std::make_shared<base::Progress>();
    m_state->showLoading(tr("Grouping lines"), QString(), [this] {
        m_job.cancel();
        m_state->showEmpty(tr("Grouping was stopped"), QString(), {{tr("Group again"), [this] { start(); }}});
    });
    m_job.start([source, selection = m_context.session.selection(), question = m_question, progress = m_progress](
                    std::stop_token stop) { return items::findPatterns(*source, selection, question, progress.get(), stop); },
                [this](base::Result<items::PatternAnswer> answer) { take(std::move(answer)); });
}

void PatternsPanel::take(base::Result<items::PatternAnswer> answer)
{
    if (!answer)
        return m_state->showError(answer.error(), [this] { start(); });
    const bool failing = answer->question == PatternQuestion::Failing;
    const auto failed = answer->failingTraces, passed = answer->passingTraces;
    m_patterns.set(std::move(*answer));
    Q_EMIT counted(m_patterns.rowCount());
    if (m_patterns.rowCount() > 0)
        return m_stack->setCurrentWidget(m_list);
    if (!failing)
        return m_state->showEmpty(tr("No patterns"), tr("No line matches."));
    if (failed == 0 || passed == 0)
        return m_state->showEmpty(tr("Nothing to compare"), tr("Lines of %1 failing and %2 passing traces match; both are needed.")
                                                                .arg(items::countText(failed), items::countText(passed)));
    m_state->showEmpty(tr("No difference"), tr("Failing traces log nothing significantly more often than passing ones (p < 0.05)."));
}

void PatternsPanel::filterTo(int row, bool excluded)
{
    auto &session = m_context.session;
    session.setFilter(items::withPattern(session.filter(), m_patterns.at(row).pattern.text, excluded));
}

void PatternsPanel::showMenu(QPoint at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    const int row = index.row();
    QMenu menu(this);
    connect(menu.addAction(tr("&Only this pattern")), &QAction::triggered, this, [this, row] { filterTo(row, false); });
    connect(menu.addAction(tr("&Exclude this pattern")), &QAction::triggered, this, [this, row] { filterTo(row, true); });
    const auto trace = m_patterns.at(row).exampleTrace;
    if (!trace.empty())
        connect(menu.addAction(tr("Open an example &trace")), &QAction::triggered, this, [this, trace] { m_context.session.openTrace(trace); });
    menu.addSeparator();
    connect(menu.addAction(tr("&Copy pattern")), &QAction::triggered, this,
            [text = index.data().toString()] { QGuiApplication::clipboard()->setText(text); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace triptych::ui
