#include "ui/compare/compare_page.h"

#include "items/cell_text.h"
#include "items/changes_model.h"
#include "items/save_file.h"
#include "query/compose.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/progress_pace.h"
#include "ui/common/state_pane.h"
#include "ui/common/table_find.h"
#include "ui/compare/aligned_view.h"
#include "ui/compare/diff_view.h"
#include "ui/compare/compared_frame_pane.h"
#include "ui/compare/interval_delegate.h"
#include "ui/compare/new_patterns_pane.h"
#include "ui/compare/side_card.h"
#include "ui/explore/data_table.h"
#include "ui/flame/flame_tabs.h"
#include "ui/shell/action_catalog.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using analysis::FlameWeight;
using session::Side;

namespace {

constexpr int kComparePageSideWidth = 380, kViewHeight = 240, kComparePageTableHeight = 420, kFrameHeight = 440, kPatternsHeight = 260;

} // namespace

ComparePage::ComparePage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context),
      m_cards{new SideCard(context.theme, Side::A), new SideCard(context.theme, Side::B)}, m_stack(new QStackedWidget),
      m_state(new StatePane(context.theme)), m_view(new DiffView(context.theme)),
      m_table(new DataTable(context, [](int) { return true; })), m_aligned(new AlignedView(context.theme)),
      m_lowerHeader(new PaneHeader(context.theme, {})), m_lower(new QStackedWidget),
      m_findBar(new FindBar(context.theme, tr("Find operations, services, figures"))), m_find(new TableFind(context, m_findBar, this)),
      m_frame(new ComparedFramePane(context)),
      m_newPatterns(new NewPatternsPane(context)), m_chips(new QWidget),
      m_weightButton(new FlatButton(context.theme, {})),
      m_perTraceButton(new FlatButton(context.theme, tr("Per trace"), FlatButton::Kind::Plain)),
      m_absoluteButton(new FlatButton(context.theme, tr("Absolute"), FlatButton::Kind::Plain)),
      m_changes(new items::ChangesModel(this)), m_job(context.pool), m_layoutJob(context.pool), m_splitJob(context.pool),
      m_export(new FileExport(context, this))
{
    for (base::LatestJob *job : {&m_job, &m_layoutJob, &m_splitJob})
        context.workspace.busy().watch(*job);
    m_timer.setInterval(kProgressMs);
    connect(&m_timer, &QTimer::timeout, this, &ComparePage::showProgress);
    connect(&m_job, &base::LatestJob::runningChanged, &m_timer, [this](bool running) { running ? m_timer.start() : m_timer.stop(); });
    build();
    addCommands();
    for (const Side side : {Side::A, Side::B}) {
        connect(card(side), &SideCard::edited, this, [this, side](const query::Selection &s) { setSide(side, s); });
        connect(card(side)->menuButton(), &QPushButton::clicked, this, [this, side] { sideMenu(side); });
    }
    connect(m_view, &DiffView::selected, this, &ComparePage::showNode);
    connect(m_view, &DiffView::menuRequested, this, &ComparePage::frameMenu);
    connect(&context.session, &session::Session::comparisonChanged, this, &ComparePage::follow);
    connect(&context.session, &session::Session::selectionChanged, this, &ComparePage::follow);
    connect(&context.workspace, &Workspace::sourceChanged, this, &ComparePage::follow);
    connect(&context.workspace, &Workspace::dataChanged, this, &ComparePage::follow);
    follow();
}

void ComparePage::build()
{
    auto *cards = new QHBoxLayout;
    cards->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    cards->setSpacing(metrics::kMargin);
    for (SideCard *card : m_cards)
        cards->addWidget(card, 1);

    m_perTraceButton->setCheckable(true);
    m_absoluteButton->setCheckable(true);
    connect(m_perTraceButton, &QPushButton::clicked, this, [this] { setPerTrace(true); });
    connect(m_absoluteButton, &QPushButton::clicked, this, [this] { setPerTrace(false); });
    auto *weights = new QMenu(m_weightButton);
    const std::pair<FlameWeight, QString> all[] = {{FlameWeight::Total, tr("total time")}, {FlameWeight::Self, tr("self time")},
                                                   {FlameWeight::Count, tr("spans")}, {FlameWeight::Errors, tr("errors")}};
    for (const auto &[weight, name] : all)
        connect(weights->addAction(name), &QAction::triggered, this, [this, weight = weight, name = name] {
            m_weight = weight;
            m_weightButton->setText(tr("Weight: %1").arg(name));
            layOut();
        });
    m_weightButton->setText(tr("Weight: %1").arg(all[0].second));
    m_weightButton->setMenu(weights);
    auto *band = new QWidget; // with the graph below it, one surface
    for (QWidget *part : {band, m_chips}) {
        part->setAutoFillBackground(true);
        part->setBackgroundRole(QPalette::Base);
    }
    auto *tools = new QHBoxLayout(band);
    tools->setContentsMargins(0, 0, metrics::kMargin, 0);
    tools->setSpacing(metrics::kGrid);
    m_tabs = new FlameTabs(m_context);
    tools->addWidget(m_tabs);
    tools->addStretch();
    for (QWidget *button : std::initializer_list<QWidget *>{m_weightButton, m_perTraceButton, m_absoluteButton})
        tools->addWidget(button);
    auto *chips = new QHBoxLayout(m_chips);
    chips->setContentsMargins(metrics::kMargin, metrics::kGrid, metrics::kMargin, metrics::kGrid);
    chips->setSpacing(metrics::kPadding);

    m_table->setAccessibleName(tr("What grew and what shrank"));
    m_table->setModel(m_changes);
    m_table->setWidths([] {
        return std::vector<DataTable::Width>{{110, 150}, {180, 320, true}, {70, 96}, {70, 96}, {80, 106}, {160, 300, true}};
    });
    m_table->setItemDelegateForColumn(items::ChangesModel::Interval, new IntervalDelegate(m_context.theme, m_table));
    m_table->showOrder(items::ChangesModel::Change, Qt::DescendingOrder);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (!now.isValid() || !m_view->shown())
            return;
        const analysis::OperationChange &change = m_changes->change(now.row());
        const auto &diff = m_view->shown()->diff();
        for (std::uint32_t i = 1; i < diff.nodes.size(); ++i)
            if (const auto &frame = diff.frames[toInt(diff.nodes[i].frame)]; frame.service == change.service && frame.operation == change.operation)
                return m_view->select(i);
    });
    connect(m_lowerHeader->addIconButton(QStringLiteral("download"), tr("Export table")), &QPushButton::clicked, this, &ComparePage::exportTable);
    auto *lower = new QWidget;
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 0, 0, 0);
    lowerLayout->setSpacing(0);
    lowerLayout->addWidget(m_lowerHeader);
    lowerLayout->addWidget(m_findBar);
    m_lower->addWidget(m_table);
    m_lower->addWidget(m_aligned);
    lowerLayout->addWidget(m_lower, 1);
    connect(m_aligned, &QTreeView::activated, this, [this](const QModelIndex &index) {
        const auto &row = m_aligned->aligned().row(index.row());
        const bool inB = row.a == telemetry::SpanIndex::None;
        const auto &trace = inB ? *m_sets->aligned->b : *m_sets->aligned->a;
        const auto span = inB ? row.b : row.a;
        if (trace.isSpan(span))
            m_context.session.openTrace(trace.columns().trace, session::SpanRef{telemetry::SpanId{trace.columns().span[toInt(span)]},
                                                                               trace.columns().record[toInt(span)]});
    });
    auto *content = new QSplitter(Qt::Vertical);
    content->setHandleWidth(1);
    content->setChildrenCollapsible(false);
    content->addWidget(m_view);
    content->addWidget(lower);
    content->setSizes({kViewHeight, kComparePageTableHeight});
    m_find->watch(m_table);
    m_find->watch(m_aligned, [this] { return m_aligned->aligned().search(); });
    m_find->addCommands(content, QStringLiteral("compare"), QStringLiteral("results"));
    connect(m_find, &TableFind::textChanged, this, [this](const QString &text) {
        m_table->setMatch(text);
        m_aligned->setMatch(text);
        m_view->setMatch(text);
    });
    m_stack->addWidget(m_state);
    m_stack->addWidget(content);

    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addLayout(cards);
    leftLayout->addWidget(band);
    leftLayout->addWidget(m_chips);
    leftLayout->addWidget(m_stack, 1);
    auto *across = new QSplitter(Qt::Horizontal);
    across->setHandleWidth(1);
    across->setChildrenCollapsible(false);
    across->addWidget(left);
    auto *right = new QSplitter(Qt::Vertical);
    right->setHandleWidth(1);
    right->setChildrenCollapsible(false);
    right->addWidget(m_frame);
    right->addWidget(m_newPatterns);
    right->setSizes({kFrameHeight, kPatternsHeight});
    across->addWidget(right);
    across->setStretchFactor(0, 1);
    across->setSizes({3 * kComparePageSideWidth, kComparePageSideWidth});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(across);
    setFocusProxy(m_stack); // while the graph is on its way too: else the keys went to a filter line
    setPerTrace(true);
    showChips();
}

void ComparePage::addCommands()
{
    const auto add = [this](const char *id, const QString &text, std::function<void()> run) {
        m_context.actions.add({QString::fromLatin1(id), text, QStringLiteral("Trace"), {}, KeyScope::Canvas}, this, std::move(run));
    };
    // The keys of the flame page's tabs, which stand here too.
    const auto tab = [this](const char *like, int key, FlameTabs::Tab at) {
        ActionCatalog::Spec spec{QStringLiteral("compare.") + QString::fromLatin1(like), tr("Leave the comparison"), {}, {QKeySequence(key)}, KeyScope::Canvas};
        spec.like = QStringLiteral("flame.") + QString::fromLatin1(like);
        m_context.actions.add(spec, this, [this, at] { m_tabs->setCurrentIndex(at); });
    };
    tab("timeOrdered", Qt::Key_1, FlameTabs::TimeOrdered);
    tab("leftHeavy", Qt::Key_2, FlameTabs::LeftHeavy);
    tab("sandwich", Qt::Key_3, FlameTabs::Sandwich);
    add("compare.swap", tr("Compare: Swap A and B"), [this] {
        const session::Comparison now = m_context.session.comparison();
        m_context.session.setComparison({now.b, now.a});
    });
    add("compare.previous", tr("Compare with the Previous Period"), [this] { previousPeriod(); });
    for (const char *key : {"version", "region"})
        add(qPrintable(QStringLiteral("compare.split.%1").arg(QString::fromLatin1(key))),
            tr("Compare: Split by %1").arg(QString::fromLatin1(key)), [this, key = std::string(key)] { splitBy(key); });
}

void ComparePage::setPerTrace(bool perTrace)
{
    m_perTrace = perTrace;
    m_perTraceButton->setChecked(perTrace);
    m_absoluteButton->setChecked(!perTrace);
    layOut();
}

void ComparePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void ComparePage::follow()
{
    const session::Comparison &now = m_context.session.comparison();
    card(Side::A)->setSelection(now.a);
    card(Side::B)->setSelection(now.b);
    m_stale = true;
    if (isVisible())
        ask();
}

void ComparePage::ask()
{
    m_stale = false;
    m_layoutJob.cancel();
    m_job.cancel();
    m_sets.reset();
    m_frame->clear();
    m_newPatterns->clear();
    for (SideCard *card : m_cards)
        card->setFigures(nullptr);
    const bool keys = m_stack->hasFocus() || m_stack->isAncestorOf(QApplication::focusWidget());
    m_stack->setFocusProxy(nullptr);
    m_stack->setCurrentWidget(m_state);
    if (keys)
        m_stack->setFocus(Qt::OtherFocusReason);
    const auto source = m_context.workspace.source();
    const session::Comparison sides = m_context.session.comparison();
    if (!source)
        return m_state->showEmpty(tr("Nothing is open"), tr("Open files or a backend first."));
    if (sides == session::Comparison())
        return m_state->showEmpty(tr("Choose what to compare"),
                                  tr("Type a filter into A and B, use the context menu of any value or trace, or start with one of these."),
                                  {{tr("Split by version"), [this] { splitBy("version"); }},
                                   {tr("Split by region"), [this] { splitBy("region"); }},
                                   {tr("With the previous period"), [this] { previousPeriod(); }}});
    m_progress = std::make_shared<MergeProgress>();
    m_state->showLoading(tr("Merging both sets …"), {}, [this] {
        m_job.cancel();
        m_state->showEmpty(tr("Stopped"), tr("%1 of %2 traces were merged; nothing is shown of a part.")
                                              .arg(items::countText(m_progress->traces), items::countText(m_progress->total)),
                           {{tr("Compare"), [this] { ask(); }}});
    });
    using Answer = base::Result<std::shared_ptr<const ComparedSets>>;
    m_job.start([source, common = m_context.session.selection(), sides, progress = m_progress](
                    std::stop_token stop) { return comparedSets(*source, common, sides, *progress, stop); },
                [this](Answer answer) {
                    if (answer)
                        take(*answer);
                    else if (answer.error().kind != base::ErrorKind::Stopped)
                        m_state->showError(answer.error(), [this] { ask(); });
                });
}

void ComparePage::showProgress()
{
    const std::uint64_t done = m_progress->traces, total = m_progress->total;
    if (total == 0)
        return;
    m_state->setText(tr("%1 of %2 traces").arg(items::countText(done), items::countText(total)));
    m_state->setProgress(static_cast<double>(done) / static_cast<double>(total));
}

void ComparePage::take(std::shared_ptr<const ComparedSets> sets)
{
    m_sets = std::move(sets);
    card(Side::A)->setFigures(&m_sets->a);
    card(Side::B)->setFigures(&m_sets->b);
    m_changes->setChanges(m_sets->changes);
    m_table->showOrder(items::ChangesModel::Change, Qt::DescendingOrder);
    if (m_sets->a.traceCount() == 0 && m_sets->b.traceCount() == 0)
        return m_state->showEmpty(tr("Neither side has a trace"), tr("The filter bar and the sides together match nothing."));
    m_newPatterns->ask(m_sets->traces);
    const auto &aligned = m_sets->aligned;
    m_aligned->aligned().setTraces(aligned);
    m_lower->setCurrentWidget(aligned ? static_cast<QWidget *>(m_aligned) : m_table);
    m_find->setCurrent(aligned ? static_cast<QAbstractItemView *>(m_aligned) : m_table);
    m_lowerHeader->setTitle(aligned ? tr("Span by span") : tr("What grew and what shrank"));
    m_lowerHeader->setDetail(aligned ? tr("%1 rows, %2 missing in B, %3 new in B")
                                           .arg(items::countText(aligned->rows.size()), items::countText(aligned->onlyA), items::countText(aligned->onlyB))
                                     : tr("mean self time per trace, 95 % interval (Welch's t)"));
    const bool keys = m_stack->hasFocus() || m_stack->isAncestorOf(QApplication::focusWidget());
    m_stack->setCurrentIndex(1);
    m_stack->setFocusProxy(m_view);
    if (keys)
        m_view->setFocus(Qt::OtherFocusReason);
    layOut();
}

void ComparePage::layOut()
{
    if (!m_sets)
        return;
    m_layoutJob.start(
        [sets = m_sets, filter = m_filter, weight = m_weight, perTrace = m_perTrace](std::stop_token) {
            const auto shown = [&filter](const analysis::FlameProfile &profile) { return filter.empty() ? profile : filter.apply(profile); };
            auto diff = std::make_shared<const analysis::FlameDiff>(analysis::flameDiff(shown(sets->a.profile), shown(sets->b.profile), weight));
            const auto divisor = [perTrace](const analysis::TraceSet &set) { return perTrace ? double(set.traceCount()) : 1.0; };
            return std::make_shared<const scene::DiffLayout>(diff, divisor(sets->a), divisor(sets->b));
        },
        [this](std::shared_ptr<const scene::DiffLayout> layout) {
            m_view->setLayout(std::move(layout), [this](double value) { return figureText(value); });
            m_frame->clear();
        });
}

QString ComparePage::figureText(double value) const
{
    if (m_weight == FlameWeight::Total || m_weight == FlameWeight::Self)
        return items::signedDurationText(value);
    return (value > 0 ? QStringLiteral("+") : QString()) + QString::number(value, 'g', 3);
}

void ComparePage::showNode(std::uint32_t node)
{
    if (m_sets && m_view->shown())
        m_frame->show(*m_view->shown(), node, figureText(m_view->shown()->change(node)), m_sets->a, m_sets->b);
}

void ComparePage::exportTable()
{
    m_export->ask(tr("Export table"), QStringLiteral("comparison"), {{tr("CSV"), QStringLiteral(".csv")}}, [this](const QString &, std::size_t) -> FileExport::Write {
        return [text = m_changes->csv().toStdString()](const QString &path, std::stop_token) { return items::saveFile(path, text); };
    });
}

} // namespace triptych::ui
