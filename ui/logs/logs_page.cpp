#include "ui/logs/logs_page.h"

#include "items/cell_text.h"
#include "ui/common/histogram_strip.h"
#include "ui/common/panes.h"
#include "ui/common/plain_text.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/facets_pane.h"
#include "ui/explore/result_pane.h"
#include "ui/explore/time_strip.h"
#include "ui/logs/log_list.h"
#include "ui/logs/marks_panel.h"
#include "ui/logs/patterns_panel.h"
#include "ui/common/find_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kLogsPageSideWidth = 300, kLogsPageListWidth = 1040;
constexpr qsizetype kLogsPageTagsOffered = 40;
} // namespace

LogsPage::LogsPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_time(new TimeStrip(context, telemetry::Table::Logs)),
      m_lines(new items::LogsModel(context.pool, this)),
      m_places(new items::LogPlaces(context.pool, *m_lines, context.session.marks(), this)),
      m_list(new LogList(context, *m_lines, *m_places)),
      m_pane(new ResultPane(context, telemetry::Table::Logs, tr("line"), tr("lines"), m_list)),
      m_find(new FindBar(context.theme, tr("Find in these lines"))), m_tabs(new SegmentedTabs(context.theme)),
      m_side(new QStackedWidget),
      m_facets(new FacetsPane(context, telemetry::Table::Logs, FacetsPane::Header::Hidden)),
      m_marks(new MarksPanel(context, *m_lines, *m_places)), m_patterns(new PatternsPanel(context))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_time);
    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_find);
    leftLayout->addWidget(m_narrowBar = makeNarrowBar());
    leftLayout->addWidget(m_pane, 1);
    m_find->hide();

    auto *right = new QWidget;
    right->setBackgroundRole(QPalette::Base);
    right->setAutoFillBackground(true);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_tabs);
    auto *line = new QWidget;
    line->setFixedHeight(1);
    line->setBackgroundRole(QPalette::Midlight);
    line->setAutoFillBackground(true);
    rightLayout->addWidget(line);
    rightLayout->addWidget(m_side, 1);
    m_tabs->setAccessibleName(tr("Patterns, facets and marks"));
    m_tabs->addTab(tr("Patterns"));
    m_tabs->addTab(tr("Facets"));
    m_tabs->addTab(tr("Marks"));
    m_side->addWidget(m_patterns);
    m_side->addWidget(m_facets);
    m_side->addWidget(m_marks);
    connect(m_tabs, &QTabBar::currentChanged, m_side, &QStackedWidget::setCurrentIndex);

    auto *across = new QSplitter(Qt::Horizontal);
    across->setHandleWidth(1);
    across->addWidget(left);
    across->addWidget(right);
    across->setStretchFactor(0, 1);
    across->setCollapsible(0, false);
    layout->addWidget(across, 1);
    setFocusProxy(m_list);
    connectLines();
    addCommands();
    addPanes(left, right, across);
}

void LogsPage::connectLines()
{
    for (base::LatestJob *job : {&m_lines->queryJob(), &m_lines->pageJob(), &m_places->findJob(), &m_places->levelJob()})
        m_context.workspace.busy().watch(*job);
    m_pane->setRetry([this] { m_lines->refresh(); });
    connect(m_lines, &items::PagedModel::askingChanged, m_pane,
            [this](bool asking) { m_pane->setAsking(asking, m_lines->total() > 0 && m_pane->showsContent()); });
    connect(m_lines, &items::PagedModel::queryAnswered, this, [this] {
        if (m_lines->total() == 0)
            m_pane->showNothing(m_context.session.selection());
        else
            m_pane->showContent();
        // The line that was current before lines came or went stays it.
        if (const qint64 keep = std::exchange(m_keepLine, -1); keep >= 0 && m_lines->ids()) {
            const auto &ids = *m_lines->ids();
            const auto at = std::find(ids.begin(), ids.end(), telemetry::RecordId{keep});
            if (at != ids.end())
                m_list->moveTo(at - ids.begin());
        }
        showNarrowing();
        showCounts();
    });
    connect(m_lines, &items::PagedModel::queryFailed, this,
            [this] { m_pane->showFailure(*m_lines->error(), [this] { m_lines->refresh(); }); });
    connect(m_places, &items::LogPlaces::changed, this, [this] {
        showNarrowing();
        showCounts();
    });
    connect(m_places, &items::LogPlaces::found, this, [this] {
        const auto &matches = m_places->matches();
        if (m_findMoves && !matches.empty() &&
            !std::binary_search(matches.begin(), matches.end(), m_list->current()))
            m_list->moveTo(items::stepIn(matches, m_list->current(), items::Way::Next));
        m_findMoves = false;
        showCounts();
    });
    connect(m_list, &LogList::currentChanged, this, &LogsPage::showCounts);
    connect(m_list, &LogList::traceWanted, this, [this](qint64 row) { openTraceAt(row, Where::Here); });
    connect(m_list, &LogList::menuRequested, this, [this](QMenu *menu, qint64 row) {
        const auto *line = m_lines->peek(row);
        if (line && !line->row.trace.empty()) {
            connect(menu->addAction(tr("&Open trace")), &QAction::triggered, this, [this, row] { openTraceAt(row, Where::Here); });
            connect(menu->addAction(tr("Open trace in a new ta&b")), &QAction::triggered, this, [this, row] { openTraceAt(row, Where::Beside); });
            connect(menu->addAction(tr("&Follow this trace")), &QAction::triggered, this,
                    [this, id = line->row.trace] { m_context.workspace.followTrace(id); });
            connect(menu->addAction(tr("Copy trace &id")), &QAction::triggered, this, [id = line->row.trace] {
                QApplication::clipboard()->setText(QString::fromStdString(telemetry::hex(id)));
            });
            menu->addSeparator();
        }
        addPickMenu(*menu);
        connect(menu->addAction(tr("&Show record")), &QAction::triggered, this, [this, row] { m_list->toggleRecord(row); });
        connect(menu->addAction(tr("&Mark")), &QAction::triggered, this, [this, row] { m_places->toggleMark(row); });
        connect(menu->addAction(tr("Set &time reference")), &QAction::triggered, this, [this] { m_list->setReferenceHere(); });
        connect(menu->addAction(tr("&Copy line")), &QAction::triggered, m_list, &LogList::copyLines);
    });
    connect(m_list, &LogList::headerMenuRequested, this, [this](QMenu *menu, int) { fillColumns(*menu); });
    connect(m_find, &FindBar::textChanged, this, [this](const QString &text) {
        // A closed bar empties itself; its matches stay for n and N.
        if (!m_find->isVisible())
            return;
        m_findMoves = true;
        m_places->find(text);
    });
    connect(m_find, &FindBar::next, this, [this] { stepTo(m_places->matches(), items::Way::Next); });
    connect(m_find, &FindBar::previous, this, [this] { stepTo(m_places->matches(), items::Way::Previous); });
    connect(m_find, &FindBar::closed, this, [this] {
        m_find->hide();
        m_list->setFocus();
    });
    connect(m_patterns, &PatternsPanel::counted, this, [this](qsizetype count) {
        m_tabs->setCount(0, count < 0 ? QString() : items::countText(std::uint64_t(count)));
    });
    connect(m_marks, &MarksPanel::rowWanted, this, [this](qint64 row) { m_list->moveTo(row); });
    connect(m_facets->model(), &items::FacetModel::queryAnswered, this, [this] {
        if (m_columnsChosen)
            return;
        m_columnsChosen = true;
        QStringList columns = m_lines->tagColumns();
        columns.removeIf([this](const QString &key) { return !m_facets->model()->keys().contains(key); });
        m_lines->setTagColumns(columns);
    });
    // The place of a line says much; shown where the source has it, until the user chooses otherwise.
    const QVariant kept = m_context.preferences.value(preference::kColumns + QStringLiteral("logs"));
    m_columnsChosen = kept.isValid();
    m_lines->setTagColumns(kept.isValid() ? kept.toStringList() : QStringList{QStringLiteral("region")});
    connect(m_places, &items::LogPlaces::foundTime, this, [this](qint64 row) {
        m_list->moveTo(row);
        m_list->setFocus();
    });
    connect(m_places, &items::LogPlaces::steppedInTrace, this, [this](qint64 row) { m_list->moveTo(row); });
    connect(&m_context.session, &session::Session::selectionChanged, this, &LogsPage::askWhenVisible);
    connect(&m_context.workspace, &Workspace::sourceChanged, this, [this] {
        m_places->clearMarks();
        askWhenVisible();
    });
    connect(&m_context.workspace, &Workspace::dataChanged, this, &LogsPage::askWhenVisible);
}

void LogsPage::addPanes(QWidget *lines, QWidget *side, QSplitter *across)
{
    using Side = Panes::Pane::Side;
    m_panes = new Panes(m_context, QStringLiteral("logs"), this);
    m_panes->add({QStringLiteral("lines"), tr("Lines"), lines, m_list, KeyScope::Logs,
                  tr("The lines that the filter and the time range leave, in the order of their time. P opens a record in place, "
                     "Enter goes to the line's trace."),
                  Side::Main});
    m_panes->add({QStringLiteral("side"), tr("Facets and Marks"), side, m_facets->view(), KeyScope::Table,
                  tr("The values of the lines' tags with their counts, and the lines that were marked."), Side::Drawer});
    m_panes->add({QStringLiteral("histogram"), tr("Histogram"), m_time, m_time->strip(), KeyScope::Canvas,
                  tr("When the lines were written, by level. A drag sets the time range, the wheel zooms, Esc shows all."), Side::Main});
    m_panes->addSplitter(QStringLiteral("across"), across, {kLogsPageListWidth, kLogsPageSideWidth});
    m_panes->start();
}

bool LogsPage::stepRow(int step)
{
    m_list->moveBy(step);
    return true;
}

bool LogsPage::stepInTrace(int step)
{
    return m_places->stepInTrace(m_list->current(), step > 0 ? items::Way::Next : items::Way::Previous);
}

bool LogsPage::goToRow(qint64 row)
{
    m_list->moveTo(std::clamp<qint64>(row - 1, 0, std::max<qint64>(0, m_lines->total() - 1)));
    m_list->setFocus();
    return true;
}

bool LogsPage::goToTime(telemetry::Nanos time)
{
    m_places->goToTime(time);
    return true;
}

QString LogsPage::currentAsFilter()
{
    const auto *line = m_lines->peek(m_list->current());
    if (!line)
        return {};
    if (!line->row.trace.empty())
        return tagAsFilter(QStringLiteral("trace"), QString::fromStdString(telemetry::hex(line->row.trace)));
    return line->row.service.empty() ? QString() : tagAsFilter(QStringLiteral("service"), items::textOf(line->row.service));
}

void LogsPage::setFollows(bool follows)
{
    m_list->setFollow(follows);
}

bool LogsPage::toggleMark()
{
    m_places->toggleMark(m_list->current());
    return true;
}

bool LogsPage::stepMark(int step)
{
    stepTo(m_places->marks(), step > 0 ? items::Way::Next : items::Way::Previous);
    return !m_places->marks().empty();
}

bool LogsPage::addColumn(const QString &key)
{
    QStringList keys = m_lines->tagColumns();
    if (!keys.contains(key))
        keys.push_back(key);
    setColumns(keys);
    return true;
}

void LogsPage::setColumns(const QStringList &keys)
{
    m_lines->setTagColumns(keys);
    m_context.preferences.set(preference::kColumns + QStringLiteral("logs"), keys);
}

void LogsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void LogsPage::askWhenVisible()
{
    m_stale = true;
    if (isVisible())
        ask();
}

void LogsPage::ask()
{
    m_stale = false;
    m_lines->setQuery(m_context.workspace.source(), m_context.session.selection());
    if (!m_context.workspace.source())
        m_pane->showNoSource();
    m_facets->prepare(); // its keys are the columns that may be chosen
}

void LogsPage::openFind()
{
    m_find->show();
    m_find->open();
}

void LogsPage::openTraceAt(qint64 row, Where where)
{
    const auto *line = m_lines->peek(row);
    if (!line || line->row.trace.empty()) {
        m_list->toggleRecord(row);
        return;
    }
    const auto span = line->row.span.empty() ? std::nullopt : std::optional(session::SpanRef{line->row.span, {}});
    if (where == Where::Beside)
        m_context.session.openTraceBeside(line->row.trace, span);
    else
        m_context.session.openTrace(line->row.trace, span);
    m_context.session.setLog(line->row.record);
}

void LogsPage::stepTo(const items::LogPlaces::Rows &rows, items::Way way)
{
    const qint64 row = items::stepIn(rows, m_list->current(), way);
    if (row >= 0)
        m_list->moveTo(row);
}

void LogsPage::showCounts()
{
    const auto &matches = m_places->matches();
    const auto here = std::lower_bound(matches.begin(), matches.end(), m_list->current());
    const bool on = here != matches.end() && *here == m_list->current();
    m_find->setCount(on ? int(here - matches.begin()) + 1 : 0, matches.size());
    const auto marks = m_places->marks().size();
    m_tabs->setCount(2, marks == 0 ? QString() : items::countText(marks));
}

void LogsPage::fillColumns(QMenu &menu)
{
    QStringList keys = m_lines->tagColumns();
    for (const QString &key : m_facets->model()->keys() + m_facets->model()->knownKeys())
        if (!keys.contains(key) && key != QLatin1String("level") && key != QLatin1String("service") &&
            keys.size() < kLogsPageTagsOffered)
            keys.push_back(key);
    for (const QString &key : std::as_const(keys)) {
        QAction *action = menu.addAction(menuText(key));
        action->setCheckable(true);
        action->setChecked(m_lines->tagColumns().contains(key));
        connect(action, &QAction::toggled, this, [this, key](bool on) {
            QStringList shown = m_lines->tagColumns();
            if (on)
                shown.push_back(key);
            else
                shown.removeOne(key);
            setColumns(shown);
        });
    }
}

} // namespace triptych::ui
