#include "ui/trace/statistics_page.h"

#include "items/cell_text.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/progress_pace.h"
#include "ui/common/state_pane.h"
#include "ui/common/table_find.h"
#include "ui/trace/statistics_model.h"
#include "ui/trace/statistics_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

using items::GroupKey;
using By = GroupKey::By;

namespace {
constexpr int kMostRepeatedRows = 5;
}

StatisticsPage::StatisticsPage(TraceState &state, QWidget *parent)
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_keysJob(state.context().pool), m_controls(new QWidget),
      m_steps(new QWidget), m_byButton(new FlatButton(state.context().theme, {}, FlatButton::Kind::Plain)),
      m_copyButton(new FlatButton(state.context().theme, tr("Copy"), FlatButton::Kind::Plain)), m_body(new QStackedWidget),
      m_nothing(new StatePane(state.context().theme)), m_model(new StatisticsModel(this)),
      m_table(new StatisticsView(state.context().theme, *m_model)),
      m_findBar(new FindBar(state.context().theme, tr("Find in the statistics"))), m_find(new TableFind(state.context(), m_findBar, this)),
      m_repeatedHeader(new PaneHeader(state.context().theme, tr("Repeated calls"))),
      m_repeated(new QListWidget), m_repeatedPane(new QWidget)
{
    state.context().workspace.busy().watch(m_job);
    setFocusProxy(m_table);
    buildControls();
    m_body->addWidget(m_nothing);
    m_body->addWidget(m_table);
    m_repeatedHeader->setDetail(tr("one parent, the same call, one after the other"));
    m_repeated->setAccessibleName(tr("Repeated calls"));
    m_repeated->setFrameShape(QFrame::NoFrame);
    m_repeated->setWordWrap(true);
    auto *lower = new QVBoxLayout(m_repeatedPane);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    lower->addWidget(m_repeatedHeader);
    lower->addWidget(m_repeated);
    m_repeatedPane->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_findBar);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_repeatedPane);

    m_find->watch(m_table, [this] { return m_model->search(); });
    connect(m_find, &TableFind::textChanged, m_table, &StatisticsView::setMatch);
    connect(m_table, &QTreeView::clicked, this, [this](const QModelIndex &index) { mark(index.row()); });
    connect(m_table, &QTreeView::activated, this, [this](const QModelIndex &index) { goInto(index.row()); });
    connect(m_table, &QTreeView::customContextMenuRequested, this, &StatisticsPage::rowMenu);
    connect(m_repeated, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) { selectRepeated(m_repeated->row(item)); });
    connect(m_repeated, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) { selectRepeated(m_repeated->row(item)); });
    m_timer.setInterval(kProgressMs);
    connect(&m_timer, &QTimer::timeout, this, &StatisticsPage::showProgress);
    connect(&m_job, &base::LatestJob::runningChanged, &m_timer, [this](bool running) { running ? m_timer.start() : m_timer.stop(); });
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_stale = true;
        m_job.cancel();
        m_keysJob.cancel();
        m_statistics.reset();
        m_model->setStatistics(nullptr, nullptr);
        m_within.clear();
        m_tagKeys.clear();
        showSteps();
        showRepeated();
        if (isVisible())
            activate();
    });
    groupBy({By::Operation, {}});
}

void StatisticsPage::activate()
{
    if (m_stale && m_state.document())
        ask();
}

void StatisticsPage::groupBy(const GroupKey &key)
{
    m_key = key;
    m_byButton->setText(tr("Group by %1").arg(titleOf(key).toLower()));
    m_model->setGroupTitle(titleOf(key));
    m_table->setServiceShown(key.by != By::Service);
    m_stale = true;
    if (isVisible())
        activate();
}

void StatisticsPage::ask()
{
    const auto document = m_state.document();
    const auto source = m_state.context().workspace.source();
    if (!document || !source)
        return;
    m_stale = false;
    showSteps();
    m_progress = std::make_shared<base::Progress>();
    m_nothing->showLoading(tr("Summing up the trace"), {}, [this] {
        m_job.cancel();
        m_nothing->showEmpty(tr("Stopped"), tr("The trace was not summed up."), {{tr("Sum up"), [this] { ask(); }}});
    });
    m_body->setCurrentWidget(m_nothing);
    using Answer = base::Result<std::shared_ptr<const analysis::TraceStatistics>>;
    m_job.start(
        [source, document, key = m_key, within = m_within, progress = m_progress](std::stop_token stop) -> Answer {
            auto statistics = items::traceStatistics(
                *source, {document->table, &document->selfTime, &document->critical, document->recordedCount(), key, within}, *progress, stop);
            if (!statistics)
                return statistics.error();
            return std::make_shared<const analysis::TraceStatistics>(std::move(*statistics));
        },
        [this](Answer answer) {
            if (answer)
                take(std::move(*answer));
            else if (answer.error().kind != base::ErrorKind::Stopped)
                m_nothing->showError(answer.error(), [this] { ask(); });
        });
    if (!m_tagKeys.isEmpty())
        return;
    const auto ofTrace = query::Filter::parse("trace:" + hex(document->columns().trace));
    if (!ofTrace)
        return;
    m_keysJob.start([source, selection = query::Selection{*ofTrace, std::nullopt}](std::stop_token stop) { return source->tagKeys(selection, stop); },
                    [this](base::Result<std::vector<telemetry::TagKey>> keys) {
                        if (!keys)
                            return;
                        for (const auto &key : *keys)
                            if (key.spans > 0 && !m_tagKeys.contains(QString::fromStdString(key.key)))
                                m_tagKeys.append(QString::fromStdString(key.key));
                        m_tagKeys.sort();
                    });
}

void StatisticsPage::showProgress()
{
    const std::uint64_t total = m_progress->total;
    if (total > 0)
        m_nothing->setProgress(static_cast<double>(m_progress->done) / static_cast<double>(total));
}

void StatisticsPage::take(std::shared_ptr<const analysis::TraceStatistics> statistics)
{
    m_statistics = std::move(statistics);
    m_model->setStatistics(m_state.document()->table, m_statistics);
    if (m_statistics->groups.empty())
        m_nothing->showEmpty(tr("No span to sum up"),
                             m_key.by == By::Callee ? tr("No span of this trace says by its tags which database, queue or peer it calls.")
                                                    : tr("No span is in this group."),
                             {{tr("Group by service"), [this] {
                                   m_within.clear();
                                   groupBy({By::Service, {}});
                               }}});
    else
        m_body->setCurrentWidget(m_table);
    showRepeated();
}

void StatisticsPage::showRepeated()
{
    m_repeated->clear();
    const bool some = m_statistics && !m_statistics->repeated.empty();
    m_repeatedPane->setVisible(some);
    if (!some)
        return;
    const auto &trace = *m_state.document()->table;
    for (const auto &repeated : m_statistics->repeated) {
        const QString text = items::textOf(sentenceOf(trace, m_statistics->calls, repeated));
        auto *item = new QListWidgetItem(m_state.context().theme.icon(QStringLiteral("warning"), Role::Warning), text);
        item->setToolTip(items::plainToolTip(text + u' ' + tr("Click to see them in the waterfall.")));
        m_repeated->addItem(item);
    }
    fitRepeated();
}

void StatisticsPage::fitRepeated()
{
    // Sentences wrap: each takes the lines that it needs at this width.
    constexpr int kIconRoom = 60;
    const QFontMetrics metric(m_repeated->font());
    int height = metrics::kPadding;
    for (int row = 0; row < std::min(kMostRepeatedRows, m_repeated->count()); ++row) {
        const QRect text = metric.boundingRect(QRect(0, 0, std::max(1, width() - kIconRoom), 1000), Qt::TextWordWrap, m_repeated->item(row)->text());
        const int needed = std::max(metrics::kTableRow, text.height() + metrics::kPadding);
        m_repeated->item(row)->setSizeHint({0, needed});
        height += needed;
    }
    m_repeated->setFixedHeight(height);
}

void StatisticsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitRepeated();
}

void StatisticsPage::mark(int row)
{
    const auto &group = m_model->group(row);
    const auto &labelOf = m_statistics->grouping.labelOf;
    m_state.mark(items::textOf(m_model->label(row)),
                 analysis::spansWhere(*m_state.document()->table, [&](std::uint32_t span) { return labelOf[span] == group.label; }));
    m_state.select(group.longest, TraceState::Reveal::Yes);
}

void StatisticsPage::goInto(int row)
{
    const std::string label = m_model->label(row);
    const bool last = m_key.by == By::Operation || m_key.by == By::Call;
    if (last) { // what lies within are spans
        mark(row);
        m_state.setShow(TraceState::Show::Matches);
        Q_EMIT spansRequested();
        return;
    }
    m_within.push_back({m_key, label});
    groupBy({m_key.by == By::Service ? By::Operation : m_key.by == By::Callee ? By::Call : By::Service, {}});
}

void StatisticsPage::selectRepeated(int row)
{
    const analysis::RepeatedCalls repeated = m_statistics->repeated[static_cast<std::size_t>(row)];
    std::vector<bool> among(m_state.document()->table->spanCount());
    for (const std::uint32_t span : repeated.spans)
        among[span] = true;
    m_state.mark(items::textOf(m_statistics->calls.labels[static_cast<std::size_t>(repeated.call)]),
                 analysis::spansWhere(*m_state.document()->table, [&](std::uint32_t span) { return among[span]; }));
    m_state.select(SpanIndex{repeated.spans.front()}, TraceState::Reveal::Yes);
    Q_EMIT spansRequested();
}

void StatisticsPage::copy(Form form)
{
    if (!m_statistics || !m_state.document())
        return;
    const auto &trace = *m_state.document()->table;
    QGuiApplication::clipboard()->setText(QString::fromStdString(form == Form::Markdown ? statisticsMarkdown(trace, m_model->shown())
                                                                          : statisticsCsv(trace, m_model->shown())));
}

} // namespace triptych::ui
