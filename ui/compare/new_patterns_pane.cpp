#include "ui/compare/new_patterns_pane.h"

#include "items/cell_text.h"
#include "ui/common/find_bar.h"
#include "ui/common/pane_header.h"
#include "ui/common/progress_pace.h"
#include "ui/common/state_pane.h"
#include "ui/common/table_find.h"
#include "ui/logs/pattern_delegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
}

NewPatternsPane::NewPatternsPane(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_header(new PaneHeader(context.theme, tr("Log patterns first seen in B"))),
      m_stack(new QStackedWidget), m_list(new QListView), m_state(new StatePane(context.theme)),
      m_findBar(new FindBar(context.theme, tr("Find in the patterns"))), m_find(new TableFind(context, m_findBar, this))
{
    context.workspace.busy().watch(m_job);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_findBar);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_state);
    PatternDelegate *delegate = showPatterns(*m_list, context.theme, m_patterns);
    m_find->add(m_list, QStringLiteral("newPatterns"), {}, QStringLiteral("results"));
    connect(m_find, &TableFind::textChanged, m_list, [this, delegate](const QString &text) {
        delegate->setMatch(text);
        m_list->viewport()->update();
    });
    m_list->setAccessibleName(tr("Log patterns first seen in B"));
    setFocusProxy(m_list);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { showLines(index.row()); });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) { showLines(index.row()); });
    connect(m_list, &QListView::customContextMenuRequested, this, &NewPatternsPane::showMenu);
    m_clock.setInterval(kProgressMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        const auto total = m_progress ? m_progress->total.load() : 0;
        m_state->setProgress(total == 0 ? -1 : double(m_progress->done.load()) / double(total));
    });
    connect(&m_job, &base::LatestJob::runningChanged, this, [this](bool running) { running ? m_clock.start() : m_clock.stop(); });
    clear();
}

void NewPatternsPane::clear()
{
    m_job.cancel();
    m_traces.reset();
    m_header->setDetail({});
    m_state->showEmpty(tr("No comparison"), tr("What side B logs and side A never does is listed here."));
    m_stack->setCurrentWidget(m_state);
}

void NewPatternsPane::ask(std::shared_ptr<const items::ComparedTraces> traces)
{
    m_traces = std::move(traces);
    start();
}

void NewPatternsPane::start()
{
    const auto source = m_context.workspace.source();
    if (!source || !m_traces)
        return clear();
    m_header->setDetail({});
    m_stack->setCurrentWidget(m_state);
    m_progress = std::make_shared<base::Progress>();
    m_state->showLoading(tr("Grouping log lines"), {}, [this] {
        m_job.cancel();
        m_state->showEmpty(tr("Grouping was stopped"), {}, {{tr("Group again"), [this] { start(); }}});
    });
    m_job.start([source, range = m_context.session.range(), traces = m_traces, progress = m_progress](
                    std::stop_token stop) { return items::patternsNewInB(*source, range, *traces, progress.get(), stop); },
                [this](base::Result<items::PatternAnswer> answer) { take(std::move(answer)); });
}

void NewPatternsPane::take(base::Result<items::PatternAnswer> answer)
{
    if (!answer) {
        if (answer.error().kind != base::ErrorKind::Stopped)
            m_state->showError(answer.error(), [this] { start(); });
        return;
    }
    const auto lines = answer->lines;
    m_patterns.set(std::move(*answer));
    if (m_patterns.rowCount() > 0) {
        m_header->setDetail(items::countText(static_cast<std::uint64_t>(m_patterns.rowCount())));
        return m_stack->setCurrentWidget(m_list);
    }
    if (lines == 0)
        return m_state->showEmpty(tr("No log lines"), tr("No line names a trace of either side."));
    m_state->showEmpty(tr("Nothing new in B"), tr("Every pattern of its log lines is in A too."));
}

void NewPatternsPane::showLines(int row)
{
    auto &session = m_context.session;
    session.setFilter(items::withPattern(session.filter(), m_patterns.at(row).pattern.text, false));
    session.setPage(session::Page::Logs);
}

void NewPatternsPane::showMenu(QPoint at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    const int row = index.row();
    QMenu menu(this);
    connect(menu.addAction(tr("Show its &lines")), &QAction::triggered, this, [this, row] { showLines(row); });
    const auto trace = m_patterns.at(row).exampleTrace;
    connect(menu.addAction(tr("Open an example &trace")), &QAction::triggered, this, [this, trace] { m_context.session.openTrace(trace); });
    menu.addSeparator();
    connect(menu.addAction(tr("&Copy pattern")), &QAction::triggered, this,
            [text = index.data().toString()] { QGuiApplication::clipboard()->setText(text); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace triptych::ui
