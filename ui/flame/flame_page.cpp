#include "ui/flame/flame_page.h"

#include "items/cell_text.h"
#include "ui/common/card.h"
#include "ui/common/elided_label.h"
#include "ui/common/file_export.h"
#include "ui/common/flat_button.h"
#include "ui/common/kept_content.h"
#include "ui/common/plain_layout.h"
#include "ui/common/progress_pace.h"
#include "ui/common/state_pane.h"
#include "ui/flame/figure_row.h"
#include "ui/flame/flame_chips.h"
#include "ui/flame/flame_tabs.h"
#include "ui/flame/frame_pane.h"
#include "ui/flame/frame_table.h"
#include "ui/common/find_bar.h"
#include "ui/trace/profile_view.h"

#include <QKeyEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

using analysis::FlameNodeIndex;
using analysis::FlameWeight;

namespace {
constexpr int kGraphWidth = 1180, kPaneWidth = 360, kPaneHeight = 420;

QWidget *rule(QWidget *parent)
{
    auto *line = new QWidget(parent);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}
} // namespace

FlamePage::FlamePage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_mergeJob(context.pool), m_shapeJob(context.pool)
{
    setAccessibleName(tr("Flame graph of all matching traces"));
    context.workspace.busy().watch(m_mergeJob);
    context.workspace.busy().watch(m_shapeJob);
    Theme &theme = context.theme;
    m_chips = new FlameChips(theme);
    m_find = new FindBar(theme, tr("Find frames: part of a service or operation"));
    m_state = new StatePane(theme);
    m_noFrame = new StatePane(theme);
    m_graph = new ProfileView(theme, ProfileView::Root::Above);
    m_callers = new ProfileView(theme, ProfileView::Root::Below);
    m_callees = new ProfileView(theme, ProfileView::Root::Above);
    m_halves = new QSplitter(Qt::Vertical);
    m_halves->setHandleWidth(1);
    m_halves->addWidget(m_callers);
    m_halves->addWidget(m_callees);
    m_halves->setSizes({1, 1});
    m_graphs = new QStackedWidget;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_graph, m_halves, m_noFrame})
        m_graphs->addWidget(widget);
    m_pane = new FramePane(context);
    m_table = new FrameTable(theme);
    m_export = new FileExport(context, this);
    auto *side = new QSplitter(Qt::Vertical);
    side->setHandleWidth(1);
    side->setChildrenCollapsible(false);
    side->addWidget(m_pane);
    side->addWidget(m_table);
    side->setSizes({kPaneHeight, kPaneHeight});

    auto *left = new QWidget;
    auto *column = tight(left);
    column->addWidget(makeHead());
    column->addWidget(makeBar());
    column->addWidget(rule(this));
    column->addWidget(m_chips);
    column->addWidget(m_find);
    m_body = new QStackedWidget;
    m_body->addWidget(m_state);
    m_body->addWidget(m_graphs);
    m_kept = new KeptContent(context, m_body, [this] { merge(); });
    column->addWidget(m_kept, 1);
    auto *split = new QSplitter(Qt::Horizontal);
    split->setHandleWidth(1);
    split->addWidget(left);
    split->addWidget(side);
    split->setStretchFactor(0, 1);
    split->setChildrenCollapsible(false);
    split->setSizes({kGraphWidth, kPaneWidth});
    tight(this)->addWidget(split);

    connect(&context.session, &session::Session::selectionChanged, this, &FlamePage::invalidate);
    connect(&context.workspace, &Workspace::sourceChanged, this, &FlamePage::invalidate);
    connect(&context.workspace, &Workspace::dataChanged, this, &FlamePage::invalidate);
    connect(&context.session, &session::Session::flameModeChanged, this, [this] {
        showMode();
        if (isVisible() && m_body->currentWidget() == m_graphs)
            view().setFocus(Qt::OtherFocusReason);
    });
    connect(m_chips, &FlameChips::filterChanged, this, &FlamePage::reshape);
    connect(m_find, &FindBar::textChanged, this, &FlamePage::find);
    connect(m_find, &FindBar::next, this, [this] { stepMatch(1); });
    connect(m_find, &FindBar::previous, this, [this] { stepMatch(-1); });
    connect(m_find, &FindBar::closed, this, [this] {
        find({});
        view().setFocus(Qt::OtherFocusReason);
    });
    for (ProfileView *graph : {m_graph, m_callers, m_callees}) {
        connect(graph, &ProfileView::nodeSelected, this, [this, graph] { select(*graph); });
        connect(graph, &ProfileView::frameActivated, this, [this] { m_context.session.openFlame(session::FlameMode::Sandwich); });
        connect(graph, &ProfileView::contextMenuRequested, this, &FlamePage::frameMenu);
    }
    connect(m_table, &FrameTable::frameSelected, this, [this](analysis::FrameIndex frame) {
        m_context.session.openFlame(session::FlameMode::LeftHeavy);
        m_graph->setCurrentFrame(frame);
        select(*m_graph);
    });
    connect(m_pane, &FramePane::sandwichRequested, this, [this] { m_context.session.openFlame(session::FlameMode::Sandwich); });
    connect(m_pane, &FramePane::hideRequested, this, [this] { toFilter(analysis::FlameFilter::Verb::Hide); });
    connect(m_pane, &FramePane::keepRequested, this, [this] { toFilter(analysis::FlameFilter::Verb::Keep); });
    m_timer.setInterval(kProgressMs);
    connect(&m_timer, &QTimer::timeout, this, &FlamePage::showProgress);
    connect(&m_mergeJob, &base::LatestJob::runningChanged, &m_timer, [this](bool running) { running ? m_timer.start() : m_timer.stop(); });
    const auto paint = [this] {
        QPalette colours = palette();
        colours.setColor(QPalette::Window, m_context.theme.color(Role::Surface));
        colours.setColor(QPalette::AlternateBase, m_context.theme.color(Role::Window));
        colours.setColor(QPalette::Mid, m_context.theme.color(Role::Line));
        setPalette(colours);
    };
    setAutoFillBackground(true);
    connect(&theme, &Theme::changed, this, paint);
    paint();
    connect(&context.workspace.busy(), &BusyTracker::cancelled, this, [this] {
        if (m_asking)
            cancel();
    });
    addCommands();
    showMode();
    showHead();
}

QWidget *FlamePage::makeHead()
{
    Theme &theme = m_context.theme;
    auto *card = new Card(theme);
    m_title = new ElidedLabel(theme);
    m_title->setFont(theme.mono());
    m_figures = new FigureRow(theme);
    auto *inner = new QVBoxLayout(card);
    inner->setContentsMargins(metrics::kMargin, metrics::kPadding, metrics::kMargin, metrics::kPadding);
    inner->setSpacing(metrics::kGrid);
    inner->addWidget(m_title);
    inner->addWidget(m_figures);
    auto *head = new QWidget;
    head->setAutoFillBackground(true);
    head->setBackgroundRole(QPalette::AlternateBase);
    auto *outer = new QVBoxLayout(head);
    outer->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    outer->addWidget(card);
    return head;
}

QWidget *FlamePage::makeBar()
{
    Theme &theme = m_context.theme;
    m_weightButton = new FlatButton(theme, {});
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, metrics::kMargin, 0);
    row->setSpacing(metrics::kPadding);
    row->addWidget(new FlameTabs(m_context), 0, Qt::AlignBottom);
    row->addStretch();
    row->addWidget(m_weightButton);
    return bar;
}

void FlamePage::invalidate()
{
    m_mergeJob.cancel();
    m_stale = true;
    showHead();
    if (isVisible())
        merge();
}

void FlamePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        merge();
}

/// While the newer graph is made, and where that fails.
bool FlamePage::keepsGraph() const
{
    return m_kept->stays() && m_body->currentWidget() == m_graphs;
}

void FlamePage::merge()
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    m_stale = false;
    m_asking = true;
    m_progress = std::make_shared<MergeProgress>();
    if (keepsGraph()) {
        m_kept->setAsking(true);
    } else {
        m_kept->setGone();
        m_body->setCurrentWidget(m_state);
        m_pane->show(nullptr, FlameNodeIndex::None);
        m_table->show(nullptr, m_weight);
        m_state->showLoading(tr("Merging traces …"), {}, [this] { cancel(); });
    }
    m_mergeJob.start([source, selection = m_context.session.selection(), progress = m_progress](
                         std::stop_token stop) { return mergedTraces(*source, selection, *progress, stop); },
                     [this](base::Result<std::shared_ptr<const analysis::FlameProfile>> merged) { take(std::move(merged)); });
}

void FlamePage::cancel()
{
    m_mergeJob.cancel();
    m_asking = false;
    m_kept->setAsking(false);
    if (keepsGraph())
        return;
    m_state->showEmpty(tr("Stopped"), tr("%1 of %2 traces were merged; nothing is shown of a part.")
                                          .arg(items::countText(m_progress->traces), items::countText(m_progress->total)),
                       {{tr("Merge again"), [this] { merge(); }}});
}

void FlamePage::showProgress()
{
    const std::uint64_t done = m_progress->traces, total = m_progress->total;
    if (total == 0)
        return;
    m_state->setText(tr("%1 of %2 traces").arg(items::countText(done), items::countText(total)));
    m_state->setProgress(static_cast<double>(done) / static_cast<double>(total));
}

void FlamePage::take(base::Result<std::shared_ptr<const analysis::FlameProfile>> merged)
{
    m_asking = false;
    m_kept->setAsking(false);
    if (!merged) {
        if (merged.error().kind != base::ErrorKind::Stopped && !m_kept->showFailure(merged.error()))
            m_state->showError(merged.error(), [this] { KeptContent::askAgain(m_context, [this] { merge(); }); });
        return;
    }
    m_whole = std::move(*merged);
    m_kept->setAnswered();
    showHead();
    if (m_whole->spanCount() == 0) {
        m_kept->setGone();
        m_body->setCurrentWidget(m_state);
        m_pane->show(nullptr, FlameNodeIndex::None);
        m_table->show(nullptr, m_weight);
        m_state->showEmpty(tr("No trace matches"), tr("Widen the time range or remove a part of the filter."),
                           {{tr("All time"), [this] { m_context.session.setRange(std::nullopt); }},
                            {tr("Clear filter"), [this] { m_context.session.setFilter({}); }}});
        return;
    }
    reshape();
}

void FlamePage::reshape()
{
    if (!m_whole || m_whole->spanCount() == 0 || (m_mergeJob.running() && !keepsGraph()))
        return;
    m_shapeJob.start([whole = m_whole, filter = m_chips->filter(), frame = m_frame](std::stop_token) { return flameShape(*whole, filter, frame); },
                     [this](FlameShape shape) {
                         m_shape = std::move(shape);
                         showShape();
                     });
}

void FlamePage::showShape()
{
    if (m_shape.shown->nodes().size() < 2) {
        m_body->setCurrentWidget(m_state);
        m_state->showEmpty(tr("Every frame is left out"), tr("Remove a chip to see frames again."),
                           {{tr("Remove all"), [this] { m_chips->setFilter({}); }}});
        return;
    }
    m_body->setCurrentWidget(m_graphs);
    m_graph->setProfile(m_shape.shown, m_weight);
    m_table->show(m_shape.shown, m_weight);
    m_callers->setProfile(m_shape.callers, m_weight);
    m_callees->setProfile(m_shape.callees, m_weight);
    m_graph->setCurrentFrame(m_shape.shown->findFrame(m_frame.service, m_frame.operation));
    if (m_graph->current() == FlameNodeIndex::None) { // none was chosen, or it was hidden
        m_frame = {};
        m_pane->show(nullptr, FlameNodeIndex::None);
    }
    if (m_shape.callees) {
        m_callees->setCurrentFrame(m_shape.callees->findFrame(m_frame.service, m_frame.operation));
        m_callers->setCurrentFrame(m_shape.callers->findFrame(m_frame.service, m_frame.operation));
    }
    if (m_graph->current() != FlameNodeIndex::None && !sandwich()) // of the newer graph
        m_pane->show(m_shape.shown, m_graph->current());
    find(m_find->isVisible() ? m_find->text() : QString());
    showMode();
}

void FlamePage::showHead()
{
    const std::string filter = m_context.session.filter().text();
    m_title->setText(filter.empty() ? tr("all traces") : items::textOf(filter));
    m_title->setRole(filter.empty() ? Role::TextSecondary : Role::Text);
    const QString none = QStringLiteral("–");
    QVector<FigureRow::Figure> figures{{tr("Traces"), none}, {tr("Spans"), none}, {tr("Mean time"), none}, {tr("Error spans"), none}, {tr("Operations"), none}};
    if (m_whole && (!m_stale || keepsGraph()) && m_whole->traceCount() > 0) {
        const auto errors = m_whole->weight(FlameNodeIndex::Root, FlameWeight::Errors);
        figures = {{tr("Traces"), items::countText(m_whole->traceCount())},
                   {tr("Spans"), items::countText(m_whole->spanCount())},
                   {tr("Mean critical path"), items::durationText(static_cast<telemetry::Nanos>(
                                                  m_whole->weight(FlameNodeIndex::Root, FlameWeight::Critical) / m_whole->traceCount()))},
                   {tr("Error spans"), items::countText(errors), errors > 0 ? Role::Error : Role::Text},
                   {tr("Operations"), items::countText(m_whole->frames().size())}};
    }
    m_figures->setFigures(figures);
}

void FlamePage::showMode()
{
    if (!sandwich()) {
        m_graphs->setCurrentWidget(m_graph);
    } else if (m_shape.callees) {
        m_graphs->setCurrentWidget(m_halves);
    } else {
        m_noFrame->showEmpty(tr("No frame selected"), tr("A sandwich shows who calls one frame and what it calls: click a frame of the flame graph first."),
                             {{tr("Left-heavy"), [this] { m_context.session.openFlame(session::FlameMode::LeftHeavy); }}});
        m_graphs->setCurrentWidget(m_noFrame);
    }
    setFocusProxy(&view());
}

void FlamePage::setWeight(FlameWeight weight)
{
    m_weight = weight;
    for (ProfileView *graph : {m_graph, m_callers, m_callees})
        graph->setWeight(weight);
    m_table->show(m_shape.shown, m_weight);
}

void FlamePage::select(ProfileView &graph)
{
    const FlameNodeIndex node = graph.current();
    const auto profile = graph.sharedProfile();
    m_pane->show(profile, node);
    if (!profile || node == FlameNodeIndex::None || profile->node(node).frame == analysis::FrameIndex::None || sandwich())
        return;
    m_frame = profile->frame(profile->node(node).frame);
    // The sandwich of the chosen frame is made beside, so that its tab is ready.
    m_shapeJob.start([whole = m_whole, filter = m_chips->filter(), frame = m_frame](std::stop_token) { return flameShape(*whole, filter, frame); },
                     [this](FlameShape shape) {
                         m_shape.callers = std::move(shape.callers);
                         m_shape.callees = std::move(shape.callees);
                         m_callers->setProfile(m_shape.callers, m_weight);
                         m_callees->setProfile(m_shape.callees, m_weight);
                         showMode();
                     });
}

void FlamePage::find(const QString &text)
{
    for (ProfileView *graph : {m_graph, m_callers, m_callees})
        graph->setMatches(text.trimmed().isEmpty() ? std::nullopt : std::optional(analysis::FramePattern{text.trimmed().toStdString()}));
    m_find->setCount(view().matchNumber(), view().matchCount());
}

void FlamePage::stepMatch(int by)
{
    view().stepMatch(by);
    m_find->setCount(view().matchNumber(), view().matchCount());
}

void FlamePage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_find->isVisible())
        m_find->close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace triptych::ui
