#include "ui/trace/trace_page.h"

#include "items/cell_text.h"
#include "ui/canvas/time_ruler.h"
#include "ui/common/file_export.h"
#include "ui/common/find_bar.h"
#include "ui/common/panes.h"
#include "ui/common/plain_layout.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/state_pane.h"
#include "ui/trace/clocks_page.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/profile_page.h"
#include "ui/trace/sandwich_page.h"
#include "ui/trace/span_logs_view.h"
#include "ui/trace/statistics_page.h"
#include "ui/trace/trace_header.h"
#include "ui/trace/trace_notes.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/trace_tabs_bar.h"
#include "ui/trace/waterfall_view.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTextEdit>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kWideEnough = 1140; // of the page: a window of 1200 less the rail
constexpr int kTracePageCanvasWidth = 1018, kTracePageSideWidth = 522, kDetailsHeight = 408, kLogsHeight = 492;

} // namespace

TracePage::TracePage(Context &context, QWidget *parent, const QString &panes)
    : QWidget(parent), m_context(context), m_job(context.pool), m_writing(context.pool), m_state(new TraceState(context, this)),
      m_export(new FileExport(context, this)), m_notes(new TraceNotes(context, this))
{
    setAccessibleName(tr("Trace"));
    context.workspace.busy().watch(m_job);
    context.workspace.busy().watch(m_writing);
    buildCanvases();
    buildBand();
    buildLayout(panes);
    connectState();
    addCommands();
    takeTheme();
    connect(&context.theme, &Theme::changed, this, &TracePage::takeTheme);
    load(Refresh::Anew);
}

TracePage::~TracePage() = default;

/// From the outside in: where a style sheet rules, a widget that is put into another one is styled anew with all it holds.
void TracePage::buildCanvases()
{
    const auto splitter = [](Qt::Orientation orientation, QWidget *parent) {
        auto *made = new QSplitter(orientation, parent);
        made->setHandleWidth(1);
        return made;
    };
    m_traceTabs = new TraceTabsBar(m_context, this);
    m_pages = new QStackedWidget(this);
    m_statePane = new StatePane(m_context.theme, m_pages);
    m_split = splitter(Qt::Horizontal, m_pages);
    auto *middle = new QWidget(m_split);
    auto *middleLayout = tight(middle);
    m_header = new TraceHeader(*m_state, middle);
    m_centre = splitter(Qt::Vertical, middle);
    middleLayout->addWidget(m_header);
    middleLayout->addWidget(m_centre, 1);
    m_canvases = new QWidget(m_centre);
    m_left = splitter(Qt::Vertical, m_canvases);
    tight(m_canvases)->addWidget(m_left);
    m_flame = new FlameView(*m_state, m_left);
    m_lower = new QWidget(m_left);
    m_bandRow = new QWidget(m_lower);
    m_find = new FindBar(m_context.theme, tr("Find spans: text, service:x, status:error, duration:>5ms"), m_lower);
    m_views = new QStackedWidget(m_lower);
    m_waterfall = new WaterfallView(*m_state, m_views);
    m_profile = new ProfilePage(*m_state, m_views);
    m_sandwich = new SandwichPage(*m_state, m_views);
    m_statistics = new StatisticsPage(*m_state, m_views);
    m_clocks = new ClocksPage(*m_state, m_views);
    m_right = splitter(Qt::Vertical, m_split);
    m_details = new DetailsPane(*m_state, m_right);
    m_logs = new LogsPane(*m_state, m_right);
}

/// The row over the views: their tabs, and the time ruler or what rules the view that is shown.
void TracePage::buildBand()
{
    m_bandRow->setFixedHeight(TimeRuler::fixedHeight());
    m_tabHost = new QWidget(m_bandRow);
    m_tabs = new SegmentedTabs(m_context.theme, m_tabHost);
    m_tabs->setAccessibleName(tr("Views of the trace"));
    for (const QString &tab : {tr("Waterfall"), tr("Flame"), tr("Sandwich"), tr("Statistics"), tr("Clocks")})
        m_tabs->addTab(tab);
    auto *tabLayout = tight(m_tabHost);
    tabLayout->addStretch();
    tabLayout->addWidget(m_tabs, 0, Qt::AlignLeft);
    m_band = new QStackedWidget(m_bandRow);
    auto *rulerRow = new QWidget(m_band);
    m_ruler = new TimeRuler(m_context.theme, m_context.session.window(), rulerRow);
    m_ruler->setPreferences(m_context.preferences);
    m_rulerEnd = new QWidget(rulerRow);
    const auto row = [](QWidget *parent) {
        auto *layout = new QHBoxLayout(parent);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        return layout;
    };
    auto *rulerLayout = row(rulerRow);
    rulerLayout->addWidget(m_ruler, 1);
    rulerLayout->addWidget(m_rulerEnd);
    m_band->addWidget(rulerRow);
    m_band->addWidget(m_profile->controls());
    m_band->addWidget(m_sandwich->controls());
    m_band->addWidget(m_statistics->controls());
    m_band->addWidget(m_clocks->controls());
    auto *bandLayout = row(m_bandRow);
    bandLayout->addWidget(m_tabHost);
    bandLayout->addWidget(m_band, 1);
}

void TracePage::buildLayout(const QString &panes)
{
    m_views->setFocusPolicy(Qt::NoFocus);
    m_views->setFocusProxy(m_waterfall);
    for (QWidget *view : std::initializer_list<QWidget *>{m_waterfall, m_profile, m_sandwich, m_statistics, m_clocks})
        m_views->addWidget(view);
    auto *lowerLayout = tight(m_lower);
    lowerLayout->addWidget(m_bandRow);
    lowerLayout->addWidget(m_find);
    lowerLayout->addWidget(m_views, 1);
    m_left->setStretchFactor(1, 1);
    m_left->setChildrenCollapsible(false);
    m_centre->setChildrenCollapsible(false);
    m_centre->setStretchFactor(0, 1);
    m_split->setStretchFactor(0, 2);
    m_split->setStretchFactor(1, 1);
    m_pages->addWidget(m_statePane);
    m_pages->addWidget(m_split);
    auto *column = tight(this);
    column->addWidget(m_traceTabs);
    column->addWidget(m_pages, 1);
    alignRuler();
    addPanes(panes);
}

void TracePage::addPanes(const QString &name)
{
    using Side = Panes::Pane::Side;
    m_panes = new Panes(m_context, name, m_split);
    m_panes->add({QStringLiteral("waterfall"), tr("Waterfall"), m_lower, m_views, KeyScope::Canvas,
                  tr("Every span of the trace by parent and time. Arrows move, W and S zoom, A and D pan, Enter and L go to the logs."),
                  Side::Main});
    m_panes->add({QStringLiteral("flame"), tr("Flame Graph"), m_flame, m_flame, KeyScope::Canvas,
                  tr("The whole trace at a glance, callers over callees; it shares time and selection with the waterfall."), Side::Main});
    m_panes->add({QStringLiteral("details"), tr("Details"), m_details, m_details, KeyScope::Table,
                  tr("Tags, events and links of the selected span; every value offers to become a filter in its context menu."), Side::Drawer});
    m_panes->add({QStringLiteral("logs"), tr("Logs"), m_logs, &m_logs->view(), KeyScope::Logs,
                  tr("The span's log lines, then those of its request and of its trace, each with the rule that matched it."), Side::Drawer});
    m_panes->addSplitter(QStringLiteral("left"), m_left, {kOverviewMost, kLogsHeight});
    m_panes->addSplitter(QStringLiteral("right"), m_right, {kDetailsHeight, kLogsHeight});
    m_panes->addSplitter(QStringLiteral("split"), m_split, {kTracePageCanvasWidth, kTracePageSideWidth});
    m_panes->start();
    connect(m_panes, &Panes::changed, this, &TracePage::fitOverview); // another layout begins with sizes of its own
}

void TracePage::placeLogs()
{
    // Beside the waterfall where there is room, under it where there is none.
    const bool narrow = width() < kWideEnough;
    const bool under = m_centre->indexOf(m_logs) >= 0;
    if (narrow == under)
        return;
    if (narrow) {
        m_centre->addWidget(m_logs);
        m_centre->setSizes({kLogsHeight, kLogsHeight / 2});
    } else {
        m_right->addWidget(m_logs);
        m_right->setSizes({kDetailsHeight, kLogsHeight});
    }
    m_panes->rearranged();
}

void TracePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeLogs();
}

void TracePage::connectState()
{
    auto &session = m_context.session;
    connect(&session, &session::Session::traceChanged, this, [this] { load(Refresh::Anew); });
    connect(&m_context.workspace, &Workspace::sourceChanged, this, [this] { load(Refresh::Anew); });
    connect(&m_context.workspace, &Workspace::dataChanged, this, [this] { load(Refresh::KeepView); });
    connect(&m_context.workspace, &Workspace::dataLanded, this, [this](bool lines) {
        if (lines && isVisible()) // its log ticks
            load(Refresh::KeepView);
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) { setMode(static_cast<Mode>(tab)); });
    connect(m_header, &TraceHeader::findRequested, this, &TracePage::openFind);
    connect(m_header, &TraceHeader::rowsMenuRequested, this, &TracePage::rowsMenu);
    connect(m_header, &TraceHeader::exportMenuRequested, this, &TracePage::exportMenu);
    connect(m_header, &TraceHeader::skewToggled, this, [this](bool adjust) {
        m_rule.skew = adjust ? analysis::Skew::Adjust : analysis::Skew::Keep;
        load(Refresh::KeepView);
    });
    connect(m_details, &DetailsPane::stackRequested, this, &TracePage::stack);
    connect(m_header, &TraceHeader::unstackRequested, this, &TracePage::unstack);
    connect(m_header, &TraceHeader::clocksRequested, this, [this] { setMode(Mode::Clocks); });
    connect(m_clocks, &ClocksPage::chosen, this, [this](analysis::Skew skew, const std::vector<analysis::ClockSetting> &settings) {
        m_rule.skew = skew;
        m_rule.clocks = settings;
        load(Refresh::KeepView);
    });
    connect(m_waterfall, &WaterfallView::timeAreaChanged, this, &TracePage::alignRuler);
    for (TimeCanvas *canvas : std::initializer_list<TimeCanvas *>{m_waterfall, m_flame, m_ruler})
        connect(canvas, &TimeCanvas::rangeActed, this, &TracePage::act);
    connect(m_ruler, &TimeCanvas::rangeChanged, m_state, &TraceState::setRange);
    connect(m_ruler, &TimeRuler::noteClicked, this, &TracePage::noteMenu);
    connect(m_notes, &TraceNotes::changed, this, &TracePage::showNotes);
    connect(m_waterfall, &WaterfallView::contextMenuRequested, this, &TracePage::spanMenu);
    connect(m_flame, &FlameView::contextMenuRequested, this, &TracePage::spanMenu);
    connect(m_state, &TraceState::overlayChanged, this, [this] {
        m_ruler->setRange(m_state->range());
        m_ruler->setMarker(m_state->marker());
        showFindCount();
    });
    connect(m_state, &TraceState::selectedChanged, this, [this] {
        m_link = -1;
        showFindCount();
    });
    connect(m_find, &FindBar::textChanged, m_state, &TraceState::find);
    connect(m_find, &FindBar::next, this, [this] { m_state->stepHit(scene::Step::Next); });
    connect(m_find, &FindBar::previous, this, [this] { m_state->stepHit(scene::Step::Previous); });
    connect(m_find, &FindBar::closed, m_waterfall, [this] { m_waterfall->setFocus(); });
    connect(m_logs, &LogsPane::spanRequested, this, [this] {
        setMode(Mode::Waterfall);
        m_waterfall->setFocus(Qt::OtherFocusReason);
    });
    const auto chooseFrame = [this](const QString &service, const QString &operation) {
        m_sandwich->setFrame(service, operation);
        setMode(Mode::Sandwich);
    };
    connect(m_profile, &ProfilePage::frameActivated, this, chooseFrame);
    connect(m_statistics, &StatisticsPage::frameActivated, this, chooseFrame);
    connect(m_statistics, &StatisticsPage::spansRequested, this, [this] {
        setMode(Mode::Waterfall);
        m_waterfall->setFocus(Qt::OtherFocusReason);
    });
}

void TracePage::alignRuler()
{
    m_ruler->setTrailingGutter(m_waterfall->trailingGutter());
    // Over the tree the tabs end where the ruler begins; over the other views nothing must align, and none is cut off.
    const bool ruled = m_views->currentWidget() == m_waterfall;
    m_tabHost->setFixedWidth(ruled ? m_waterfall->treeWidth() : std::max(m_waterfall->treeWidth(), m_tabs->sizeHint().width()));
    m_rulerEnd->setFixedWidth(std::max(0, m_waterfall->width() - m_waterfall->viewport()->width()));
}

void TracePage::setMode(Mode mode)
{
    const int index = static_cast<int>(mode);
    m_tabs->setTabVisible(index, true);
    m_tabs->updateGeometry(); // which QTabBar leaves out: the bar kept its width and scrolled
    m_waterfall->setTreeWidth(std::max(m_waterfall->treeWidth(), m_tabs->sizeHint().width())); // the tabs stand over the tree
    m_views->setCurrentIndex(index);
    m_views->setFocusProxy(m_views->currentWidget());
    m_band->setCurrentIndex(index);
    alignRuler();
    // At their new width before one of them is chosen, or they scroll to it and stay so.
    m_bandRow->layout()->activate();
    m_tabHost->layout()->activate();
    m_tabs->setCurrentIndex(index);
    if (mode == Mode::Flame)
        m_profile->activate();
    else if (mode == Mode::Sandwich)
        m_sandwich->activate();
    else if (mode == Mode::Statistics)
        m_statistics->activate();
    if (m_canvases->isAncestorOf(focusWidget()) || isVisible())
        m_views->currentWidget()->setFocus(Qt::OtherFocusReason);
}

/// Not from a pane of its own, nor from another trace that stands beside this one.
bool TracePage::mayTakeFocus() const
{
    const QWidget *focus = QApplication::focusWidget();
    if (qobject_cast<const QLineEdit *>(focus) || qobject_cast<const QTextEdit *>(focus) || qobject_cast<const QPlainTextEdit *>(focus))
        return false; // what is typed goes on where it began
    for (const QWidget *at = focus; at; at = at->parentWidget())
        if (at == m_split || (at != this && qobject_cast<const TracePage *>(at)))
            return false;
    return true;
}

void TracePage::takeTheme()
{
    // Panes stand on the surface colour, not the window's.
    QPalette surface = QGuiApplication::palette();
    surface.setColor(QPalette::Window, m_context.theme.color(Role::Surface));
    surface.setColor(QPalette::Mid, m_context.theme.color(Role::Line));
    setPalette(surface);
    setAutoFillBackground(true);
}

void TracePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_pages->currentWidget() == m_split && mayTakeFocus())
        m_waterfall->setFocus(Qt::OtherFocusReason);
}

} // namespace triptych::ui
