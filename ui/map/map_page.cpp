#include "ui/map/map_page.h"

#include "items/cell_text.h"
#include "items/save_file.h"
#include "query/compose.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/common/kept_content.h"
#include "ui/common/pane_header.h"
#include "ui/common/progress_pace.h"
#include "ui/common/remove_restriction.h"
#include "ui/common/state_pane.h"
#include "ui/map/map_canvas.h"
#include "ui/map/map_export.h"
#include "ui/map/map_side.h"
#include "ui/shell/action_catalog.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

namespace {

constexpr std::size_t kMostEdges = 160; // more than this are a thicket on any screen
constexpr int kMapPageSideWidth = 420, kMapPageCanvasWidth = 1120;

query::Selection ofTrace(telemetry::TraceId trace)
{
    query::Selection selection;
    if (auto filter = query::Filter::parse("trace:" + telemetry::hex(trace)))
        selection.filter = std::move(*filter);
    return selection;
}

} // namespace

MapPage::MapPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_header(new PaneHeader(context.theme, tr("Service map"))),
      m_find(new FindBar(context.theme, tr("Find services and callees by name"))),
      m_stack(new QStackedWidget), m_canvas(new MapCanvas(context)), m_side(new MapSide(context)),
      m_state(new StatePane(context.theme)), m_export(new FileExport(context, this))
{
    context.workspace.busy().watch(m_job);
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_find);
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_state);
    m_kept = new KeptContent(context, m_stack, [this] { ask(); });
    column->addWidget(m_kept, 1);
    buildHeader(*m_header);

    auto *across = new QSplitter(Qt::Horizontal);
    across->setHandleWidth(1);
    across->addWidget(left);
    across->addWidget(m_side);
    across->setStretchFactor(0, 1);
    across->setCollapsible(0, false);
    across->setSizes({kMapPageCanvasWidth, kMapPageSideWidth});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(across);
    setFocusProxy(m_canvas);

    m_clock.setInterval(kProgressMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        const auto total = m_progress ? m_progress->total.load() : 0;
        m_state->setProgress(total == 0 ? -1 : double(m_progress->done.load()) / double(total));
    });
    connect(&m_job, &base::LatestJob::runningChanged, this, [this](bool running) { running ? m_clock.start() : m_clock.stop(); });
    connect(m_canvas, &MapCanvas::selectedChanged, this, [this] { m_side->show(m_canvas->map(), m_canvas->selected()); });
    connect(m_canvas, &MapCanvas::activated, this, [this] { m_side->act(MapSide::Verb::Traces); });
    connect(m_canvas, &MapCanvas::menuRequested, this, [this](QPoint at) {
        QMenu menu(this);
        using Verb = MapSide::Verb;
        for (const auto &[text, verb] : {std::pair(tr("&Filter to this"), Verb::Filter), {tr("&Exclude"), Verb::Exclude},
                                         {tr("&Traces through it"), Verb::Traces}, {tr("Fa&iling traces"), Verb::FailingTraces},
                                         {tr("F&lame graph"), Verb::Flame}, {tr("L&ogs"), Verb::Logs}})
            connect(menu.addAction(text), &QAction::triggered, this, [this, v = verb] { m_side->act(v); });
        menu.exec(at);
    });
    connect(m_side, &MapSide::itemWanted, m_canvas, &MapCanvas::reveal);
    connect(&context.session, &session::Session::selectionChanged, this, [this] {
        if (m_reach == Reach::Set)
            askWhenVisible();
    });
    connect(&context.session, &session::Session::traceChanged, this, [this] {
        m_trace->setEnabled(m_context.session.trace().has_value());
        if (m_reach == Reach::Trace) {
            m_kept->setGone(); // of another trace
            askWhenVisible();
        }
    });
    connect(&context.workspace.busy(), &BusyTracker::cancelled, this, [this] {
        if (m_asking)
            stop();
    });
    connect(&context.workspace, &Workspace::sourceChanged, this, &MapPage::askWhenVisible);
    connect(&context.workspace, &Workspace::dataChanged, this, &MapPage::askWhenVisible);
    addCommands();
    addFind();
    m_side->show(nullptr, {});
}

void MapPage::buildHeader(PaneHeader &header)
{
    m_rare = header.addButton(QString());
    m_rare->setVisible(false);
    connect(m_rare, &QPushButton::clicked, this, [this] {
        m_allEdges = !m_allEdges;
        ask();
    });
    auto *emphasis = new QButtonGroup(this);
    for (const auto &[text, what] : {std::pair(tr("Errors"), MapEmphasis::Errors), {tr("Latency"), MapEmphasis::Latency}}) {
        FlatButton *button = header.addButton(text);
        button->setCheckable(true);
        button->setChecked(what == MapEmphasis::Errors);
        emphasis->addButton(button);
        connect(button, &QPushButton::clicked, this, [this, w = what] { m_canvas->setEmphasis(w); });
    }
    m_trace = header.addButton(tr("Open trace only"));
    m_trace->setCheckable(true);
    m_trace->setEnabled(m_context.session.trace().has_value());
    connect(m_trace, &QPushButton::toggled, this, [this](bool on) { setReach(on ? Reach::Trace : Reach::Set); });
    m_group = header.addButton(tr("By service"));
    auto *groups = new QMenu(m_group);
    auto *one = new QActionGroup(groups);
    for (const auto &[text, key] : {std::pair(tr("Service"), QString()), {tr("Namespace"), QStringLiteral("namespace")},
                                    {tr("Cluster"), QStringLiteral("cluster")}, {tr("Region"), QStringLiteral("region")},
                                    {tr("Version"), QStringLiteral("version")}, {tr("Host"), QStringLiteral("host")}}) {
        QAction *action = groups->addAction(text);
        action->setCheckable(true);
        action->setChecked(key.isEmpty());
        one->addAction(action);
        connect(action, &QAction::triggered, this, [this, k = key] { groupBy(k); });
    }
    m_group->setMenu(groups);
    FlatButton *save = header.addIconButton(QStringLiteral("download"), tr("Export the map"));
    auto *menu = new QMenu(save);
    for (const auto &[text, ending] : {std::pair(tr("Picture, PNG…"), QStringLiteral(".png")), {tr("Drawing, SVG…"), QStringLiteral(".svg")},
                                       {tr("Table of calls, CSV…"), QStringLiteral(".csv")}})
        connect(menu->addAction(text), &QAction::triggered, this, [this, e = ending] { chooseFile(e); });
    save->setMenu(menu);
}

void MapPage::addCommands()
{
    ActionCatalog &actions = m_context.actions;
    using Spec = ActionCatalog::Spec;
    actions.add(Spec{QStringLiteral("map.fit"), tr("Fit the Map"), {}, {}, KeyScope::Canvas, {}}, m_canvas, [this] { m_canvas->fit(); });
    actions.add(Spec{QStringLiteral("map.export"), tr("Export the Map"), {}, {QKeySequence(QStringLiteral("Ctrl+Shift+E"))}, KeyScope::Canvas, {}},
                m_canvas, [this] { chooseFile(QStringLiteral(".png")); });
    actions.add(Spec{QStringLiteral("map.exportCalls"), tr("Export the Map's Calls"), {}, {QKeySequence(QStringLiteral("Ctrl+E"))}, KeyScope::Canvas, {}},
                m_canvas, [this] { chooseFile(QStringLiteral(".csv")); });
    actions.describe(tr("W, S, +, −, Ctrl+wheel; 0"), tr("Map: zoom; fit"), KeyScope::Canvas);
    actions.describe(tr("Arrows; Enter"), tr("Map: walk from service to service; traces through it"), KeyScope::Canvas);
}

void MapPage::addFind()
{
    const auto add = [this](const char *id, const QString &text, QList<QKeySequence> keys, std::function<void()> run) {
        m_context.actions.add({QString::fromLatin1(id), text, {}, std::move(keys), KeyScope::Canvas}, m_canvas, std::move(run));
    };
    const auto step = [this](int by) {
        m_canvas->stepMatch(by);
        showFindCount();
    };
    add("map.find", tr("Find in the map"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)}, [this] { m_find->open(); });
    add("map.findNext", tr("Next service that matches"), {QKeySequence(Qt::Key_N), QKeySequence(Qt::Key_F3)}, [step] { step(1); });
    add("map.findPrevious", tr("Previous service that matches"), {QKeySequence(Qt::SHIFT | Qt::Key_N), QKeySequence(Qt::SHIFT | Qt::Key_F3)},
        [step] { step(-1); });
    m_canvas->installEventFilter(this);
    connect(m_find, &FindBar::textChanged, this, [this](const QString &text) {
        if (!m_find->isVisible()) // a bar that closes empties itself; its matches stay for N
            return;
        m_canvas->setMatch(text.trimmed());
        if (m_canvas->matchNumber() == 0)
            m_canvas->stepMatch(1);
        showFindCount();
    });
    connect(m_find, &FindBar::next, this, [step] { step(1); });
    connect(m_find, &FindBar::previous, this, [step] { step(-1); });
    connect(m_find, &FindBar::closed, this, [this] {
        m_canvas->hideMatches();
        m_canvas->setFocus();
    });
    connect(m_canvas, &MapCanvas::selectedChanged, this, &MapPage::showFindCount);
}

void MapPage::showFindCount()
{
    m_find->setCount(m_canvas->matchNumber(), m_canvas->matchCount());
}

/// The ladder of Esc: the bar goes before the map's selection.
bool MapPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_canvas || event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape || !m_find->isVisible())
        return QWidget::eventFilter(watched, event);
    m_find->close();
    return true;
}

void MapPage::setReach(Reach reach)
{
    if (m_reach == reach)
        return;
    m_reach = reach;
    m_trace->setChecked(reach == Reach::Trace);
    m_kept->setGone();
    askWhenVisible();
}

void MapPage::groupBy(const QString &key)
{
    m_groupKey = key;
    m_side->setKey(key.isEmpty() ? QStringLiteral("service") : key);
    m_group->setText(tr("By %1").arg(key.isEmpty() ? tr("service") : key));
    m_kept->setGone();
    askWhenVisible();
}

void MapPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void MapPage::askWhenVisible()
{
    m_stale = true;
    if (isVisible())
        ask();
}

void MapPage::ask()
{
    m_stale = false;
    const auto source = m_context.workspace.source();
    const auto trace = m_context.session.trace();
    if (!source) {
        m_job.cancel();
        m_asking = false;
        m_kept->setGone();
        m_canvas->setMap(nullptr, MapCanvas::View::Fit);
        m_state->showEmpty(tr("Nothing is open"), tr("Open files or the demo to see which services call each other."));
        m_stack->setCurrentWidget(m_state);
        return;
    }
    const query::Selection selection = m_reach == Reach::Trace && trace ? ofTrace(*trace) : m_context.session.selection();
    m_progress = std::make_shared<base::Progress>();
    if (!m_canvas->map()) {
        m_state->showLoading(tr("Counting calls"), QString(), [this] { stop(); });
        m_stack->setCurrentWidget(m_state);
    }
    m_asking = true;
    m_kept->setAsking(m_stack->currentWidget() == m_canvas);
    using Map = std::shared_ptr<const scene::ServiceMap>;
    m_job.start(
        [source, selection, key = m_groupKey.toStdString(), progress = m_progress, most = m_allEdges ? 0 : kMostEdges,
         room = QSizeF(m_canvas->size())](std::stop_token stop) -> base::Result<Map> {
            auto graph = source->serviceGraph(selection, key, progress.get(), stop);
            if (!graph)
                return graph.error();
            using Density = MapPainter::Density;
            auto map = scene::makeServiceMap(*graph, MapPainter::measures(Density::Roomy), most, stop);
            // Shrunk to fit it would be too small to read: then it stands closer instead.
            if (map && (map->layout.width > room.width() || map->layout.height > room.height()))
                map = scene::makeServiceMap(std::move(*graph), MapPainter::measures(Density::Close), most, stop);
            if (!map)
                return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
            return Map(std::make_shared<const scene::ServiceMap>(std::move(*map)));
        },
        [this](base::Result<Map> answer) { take(std::move(answer)); });
}

/// The map of before stays.
void MapPage::stop()
{
    m_job.cancel();
    m_asking = false;
    m_kept->setAsking(false);
    if (!m_canvas->map())
        m_state->showEmpty(tr("Counting was stopped"), QString(), {{tr("Count again"), [this] { ask(); }}});
}

void MapPage::take(base::Result<std::shared_ptr<const scene::ServiceMap>> answer)
{
    m_asking = false;
    m_kept->setAsking(false);
    if (!answer) {
        if (m_canvas->map() && m_kept->showFailure(answer.error()))
            return;
        m_kept->setGone();
        m_canvas->setMap(nullptr, MapCanvas::View::Fit);
        m_state->showError(answer.error(), [this] { KeptContent::askAgain(m_context, [this] { ask(); }); });
        m_stack->setCurrentWidget(m_state);
        return showDetail();
    }
    const bool empty = (*answer)->graph.nodes.empty();
    const bool same = m_canvas->map() && m_kept->stays(); // asked again: what a person looks at stays in view
    m_canvas->setMap(empty ? nullptr : *answer, same ? MapCanvas::View::Keep : MapCanvas::View::Fit);
    if (empty)
        m_kept->setGone();
    else
        m_kept->setAnswered();
    if (empty) {
        const bool restricted = !m_context.session.selection().filter.empty() || m_context.session.range();
        QVector<StatePane::Action> ways;
        if (restricted && m_reach == Reach::Set)
            ways.push_back(removeRestriction(m_context.session));
        m_state->showEmpty(restricted ? tr("No trace matches") : tr("No spans"),
                           restricted ? tr("A map is made of the traces that match the filter and the range.") : tr("What is open holds no spans."), ways);
    }
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_state) : m_canvas);
    showDetail();
}

void MapPage::showDetail()
{
    const auto &map = m_canvas->map();
    m_rare->setVisible(map && (map->hiddenEdges > 0 || m_allEdges));
    if (!map)
        return m_header->setDetail(QString());
    m_rare->setText(m_allEdges ? tr("Hide rare edges") : tr("Show %1 rare edges").arg(items::countText(map->hiddenEdges)));
    const QString nodes = items::countText(map->graph.nodes.size()), edges = items::countText(map->graph.edges.size()), traces = items::countText(map->graph.traces);
    const QString what = m_groupKey.isEmpty() ? tr("services and callees") : tr("groups and callees");
    m_header->setDetail((m_groupKey.isEmpty() ? tr("%1 services · %2 calls · %3 traces") : tr("%1 groups · %2 calls · %3 traces")).arg(nodes, edges, traces),
                        tr("%1 %2, %3 calls between them, from %4 traces; p95 on the edges that matter").arg(nodes, what, edges, traces));
}

FileExport::Write MapPage::writing(const QString &path) const
{
    const auto map = m_canvas->map();
    if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
        return [map](const QString &to, std::stop_token) { return items::saveFile(to, mapTable(map->graph)); };
    return [picture = mapPicture(*map, m_canvas->painter(), m_context.theme, path)](const QString &to, std::stop_token) { return picture.write(to); };
}

void MapPage::writeTo(const QString &path)
{
    if (m_canvas->map())
        m_export->write(tr("Export the map"), path, writing(path));
}

void MapPage::chooseFile(const QString &ending)
{
    if (!m_canvas->map())
        return;
    std::vector<FileExport::Kind> kinds{{tr("PNG picture"), QStringLiteral(".png")}, {tr("SVG picture"), QStringLiteral(".svg")}, {tr("Table of calls"), QStringLiteral(".csv")}};
    std::stable_partition(kinds.begin(), kinds.end(), [&](const FileExport::Kind &kind) { return kind.ending == ending; });
    m_export->ask(tr("Export the map"), QStringLiteral("service-map"), kinds, [this, kinds](const QString &path, std::size_t kind) -> FileExport::Write {
        if (!m_canvas->map()) // it went while a file was chosen
            return [](const QString &, std::stop_token) -> base::Result<void> { return base::Error{base::ErrorKind::NotFound, "there is no map any more", {}, {}, {}}; };
        return writing(path.endsWith(kinds[kind].ending, Qt::CaseInsensitive) ? path : path + kinds[kind].ending);
    });
}

} // namespace triptych::ui
