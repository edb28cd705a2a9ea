#include "ui/shell/main_window.h"

#include "items/cell_text.h"
#include "telemetry/human_text.h"
#include "ui/common/banner.h"
#include "ui/common/named_layouts.h"
#include "ui/common/page_verbs.h"
#include "ui/filter/filter_bar.h"
#include "ui/overview/overview_page.h"
#include "ui/shell/action_catalog.h"
#include "ui/shell/follow_bar.h"
#include "ui/shell/import_pane.h"
#include "ui/shell/rail.h"
#include "ui/shell/refresher.h"
#include "ui/shell/session_facts.h"
#include "ui/shell/status_line.h"
#include "ui/shell/time_range_button.h"
#include "ui/shell/top_bar.h"
#include "ui/trace/trace_desk.h"

#include <QApplication>
#include <QMenuBar>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kMainWindowLeastWidth = 900, kMainWindowLeastHeight = 560;

QToolBar *bar(QWidget *content, const QString &name)
{
    auto *toolBar = new QToolBar(name);
    toolBar->setObjectName(name);
    toolBar->setMovable(false);
    toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    toolBar->addWidget(content);
    return toolBar;
}

} // namespace

MainWindow::MainWindow(Context &context, QWidget *parent)
    : QMainWindow(parent), m_context(context), m_specs(allPages()), m_facts(new SessionFacts(context, this)),
      m_refresher(new Refresher(context, this)), m_top(new TopBar(context, *m_refresher)), m_rail(new Rail(context.theme)), m_status(new StatusLine(context.theme)),
      m_stack(new QStackedWidget), m_follow(new FollowBar(context)), m_troubles(new Banner(context.theme)), m_start(new StartPage(context.theme))
{
    context.actions.follow(context.preferences);
    const auto still = [this] { m_context.theme.setReducedMotion(m_context.preferences.value(preference::kReducedMotion).toBool()); };
    connect(&context.preferences, &Preferences::changed, this, still);
    still();
    setWindowTitle(QStringLiteral("Triptych"));
    setAcceptDrops(true);
    setMinimumSize(kMainWindowLeastWidth, kMainWindowLeastHeight);
    menuBar()->setFixedHeight(metrics::kMenuBar);
    addToolBar(Qt::TopToolBarArea, bar(m_top, QStringLiteral("topBar")));
    addToolBar(Qt::LeftToolBarArea, bar(m_rail, QStringLiteral("rail")));
    // A status bar of Qt keeps margins of its own; the line needs its 24 pixels.
    addToolBar(Qt::BottomToolBarArea, bar(m_status, QStringLiteral("status")));
    auto *centre = new QWidget;
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_follow);
    column->addWidget(m_troubles);
    m_troubles->setObjectName(QStringLiteral("troubles"));
    connect(m_troubles, &Banner::retryRequested, m_refresher, &Refresher::refresh);
    column->addWidget(m_stack, 1);
    setCentralWidget(centre);
    m_stack->addWidget(m_start);
    for (const PageSpec &spec : m_specs)
        if (!spec.icon.isEmpty())
            m_rail->addPage(spec.page, spec.title, spec.icon);

    connect(m_rail, &Rail::chosen, this, &MainWindow::setPage);
    connect(&context.session, &session::Session::pageChanged, this, &MainWindow::showPage);
    connect(&context.workspace, &Workspace::sourceChanged, this, [this] {
        m_importShown = false;
        if (!std::exchange(m_importLands, false)) // it is not what the last import brought
            setUnreadFiles(0);
        showTroubles({});
        rebuildSourceMenu();
        showPage();
        showFacts();
    });
    connect(&context.workspace, &Workspace::dataChanged, this, [this] { m_importLands = false; });
    connect(m_facts, &SessionFacts::infoChanged, this,
            [this] {
                const telemetry::TimeRange &time = m_facts->info().time;
                m_top->timeRange().setExtent(time);
                m_context.workspace.setDays(items::daysOf(time));
            });
    connect(m_facts, &SessionFacts::changed, this, &MainWindow::showFacts);
    connect(&m_top->filter(), &FilterBar::leaveRequested, this, [this] { focusPage(); });
    connect(&m_top->filter(), &FilterBar::paletteRequested, this,
            [this] { m_context.actions.find(QStringLiteral("tools.palette"))->trigger(); });
    connectWishes();
    m_noticeTimer.setSingleShot(true);
    connect(&m_noticeTimer, &QTimer::timeout, this, [this] {
        m_notice.clear();
        showFacts();
    });
    connect(m_top, &TopBar::newsRequested, this, &MainWindow::showImports);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseFiles);
    connect(m_start, &StartPage::pasteRequested, this, &MainWindow::pasteData);
    connect(m_start, &StartPage::demoRequested, this, &MainWindow::demoRequested);
    connect(m_start, &StartPage::connectRequested, this, &MainWindow::newConnectionRequested);
    connect(m_start, &StartPage::connectionEdited, this, &MainWindow::connectRequested);
    connect(m_start, &StartPage::recentChosen, this, [this](const QString &path) { Q_EMIT openRequested({path}); });
    connect(m_start, &StartPage::recentForgotten, this, &MainWindow::recentForgotten);

    context.actions.setWindow(this);
    connect(&context.actions, &ActionCatalog::changed, this, [this] {
        // Pages add commands by the dozen: the menus are made again once.
        if (!std::exchange(m_menusStale, true))
            QMetaObject::invokeMethod(this, &MainWindow::refreshMenus, Qt::QueuedConnection);
    });
    addCommands();
    rebuildMenus();
    rebuildSourceMenu();
    showPage();
    showFacts();
    focusPage();
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow()
{
    // Pages go before the members they were given: they take their commands out of the catalog.
    disconnect(&m_context.actions, nullptr, this, nullptr);
}

void MainWindow::setPage(session::Page page)
{
    m_importShown = false;
    m_context.session.setPage(page);
    showPage();
}

void MainWindow::showFlame()
{
    setPage(session::Page::Trace);
    if (QAction *action = m_context.actions.find(QStringLiteral("trace.leftHeavy"))) // there once the page was made
        action->trigger();
}

void MainWindow::connectWishes()
{
    const Workspace &workspace = m_context.workspace;
    // The page shown fulfils a wish, or else the one that all spans are on.
    const auto fulfil = [this](bool (PageVerbs::*verb)(const QString &), const QString &key) {
        auto *shown = dynamic_cast<PageVerbs *>(m_stack->currentWidget());
        if (shown && (shown->*verb)(key))
            return;
        setPage(session::Page::Traces);
        if (auto *traces = dynamic_cast<PageVerbs *>(pageOf(session::Page::Traces)))
            (traces->*verb)(key);
    };
    connect(&workspace, &Workspace::columnWanted, this, [fulfil](const QString &key) { fulfil(&PageVerbs::addColumn, key); });
    connect(&workspace, &Workspace::groupsWanted, this, [fulfil](const QString &key) { fulfil(&PageVerbs::groupBy, key); });
    connect(&workspace, &Workspace::traceFollowed, m_follow, &FollowBar::follow);
}

void MainWindow::makeAllPages()
{
    for (const PageSpec &spec : m_specs)
        pageOf(spec.page);
}

QWidget *MainWindow::pageOf(session::Page page)
{
    if (const auto made = m_pages.find(page); made != m_pages.end())
        return made->second;
    for (const PageSpec &spec : m_specs) {
        if (spec.page != page)
            continue;
        QWidget *widget = spec.make(m_context, m_stack);
        if (auto *desk = qobject_cast<TraceDesk *>(widget))
            connect(desk, &TraceDesk::factsChanged, m_facts, &SessionFacts::setTrace);
        if (auto *overview = qobject_cast<OverviewPage *>(widget))
            overview->setUnreadFiles(m_unreadFiles);
        m_stack->addWidget(widget);
        m_pages[page] = widget;
        if (auto *verbs = dynamic_cast<PageVerbs *>(widget); verbs && m_refresher->follows())
            verbs->setFollows(true);
        return widget;
    }
    return nullptr;
}

void MainWindow::showPage()
{
    session::Page page = m_context.session.page();
    if (page == session::Page::Start)
        page = session::Page::Traces;
    m_rail->setCurrent(page);
    QWidget *widget = m_importShown && m_import ? m_import : nullptr;
    if (!widget && m_context.workspace.source())
        widget = pageOf(page);
    if (!widget)
        widget = m_importRunning && m_import ? static_cast<QWidget *>(m_import) : m_start;
    m_top->setNews(m_news && widget != m_import);
    if (m_stack->currentWidget() == widget)
        return;
    m_stack->setCurrentWidget(widget);
    // A page that was asked for by key or rail takes the keys; typing in the filter is not interrupted.
    if (!m_top->filter().hasFocus() && widget != m_start)
        focusPage();
}

void MainWindow::focusPage()
{
    // Its list or canvas, which is the largest thing that takes keys.
    QWidget *page = m_stack->currentWidget(), *proxy = page->focusProxy();
    if (proxy && !proxy->isVisible()) // a list that has no rows now
        proxy = nullptr;
    QWidget *best = proxy ? proxy : page;
    int most = 0;
    const auto children = page->findChildren<QWidget *>();
    for (QWidget *child : children) {
        const int area = child->width() * child->height();
        if (!proxy && child->isVisible() && child->focusPolicy() == Qt::StrongFocus && area > most) {
            best = child;
            most = area;
        }
    }
    best->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showFacts()
{
    const auto source = m_context.workspace.source();
    const QString title = source ? QString::fromStdString(source->title()) : QString();
    m_top->setTitle(title);
    m_top->filter().setResult(m_facts->filterResult(), m_facts->asked(), m_facts->remarked() ? FilterBar::Remarks::Some : FilterBar::Remarks::None);
    setWindowTitle(title.isEmpty() ? QStringLiteral("Triptych") : title + QStringLiteral(" – Triptych"));
    if (!source) {
        m_status->setLeft(m_notice.isEmpty() ? QStringList{tr("no data yet")} : QStringList{m_notice});
        m_status->setRight({tr("store empty")});
        m_status->setWarning(-1);
        return;
    }
    QStringList left = m_facts->status();
    m_status->setWarning(m_facts->warning());
    if (!m_notice.isEmpty())
        left.append(m_notice);
    m_status->setLeft(left);
    QStringList right;
    if (m_storeBytes > 0)
        right.append(tr("store %1").arg(QString::fromStdString(telemetry::formatBytes(m_storeBytes))));
    if (!m_facts->info().time.empty())
        right.append(tr("data as of %1").arg(items::asOfText(m_facts->info().time.to, Refresher::now())));
    const QString layout = m_context.preferences.value(preference::kLayout).toString();
    for (const NamedLayout &named : namedLayouts())
        if (named.id == layout)
            right.append(tr("layout %1").arg(named.title));
    right.append(title);
    m_status->setRight(right);
}

void MainWindow::showNotice(const QString &text)
{
    constexpr int kNoticeMs = 8000;
    m_notice = text;
    m_noticeTimer.start(kNoticeMs);
    showFacts();
}

void MainWindow::setStoreBytes(quint64 bytes)
{
    m_storeBytes = bytes;
    showFacts();
}

void MainWindow::showTroubles(const std::vector<sources::ServerTrouble> &troubles)
{
    QStringList words, whole;
    for (const sources::ServerTrouble &trouble : troubles) {
        words.append(tr("%1 could not be asked: %2").arg(QString::fromStdString(trouble.server), QString::fromStdString(trouble.error.what)));
        whole.append(QStringLiteral("%1: %2").arg(QString::fromStdString(trouble.server), QString::fromStdString(trouble.error.text())));
    }
    m_troubles->setMessage(words.join(QStringLiteral(" · ")), whole.join(u'\n'));
}

void MainWindow::setRecent(const QVector<RecentItem> &items)
{
    m_recent = items;
    m_start->setRecent(items);
    rebuildMenus();
    rebuildSourceMenu();
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && widget->window() == this && mouse->button() == Qt::BackButton) {
            m_context.session.back();
            return true;
        }
        if (widget && widget->window() == this && mouse->button() == Qt::ForwardButton) {
            m_context.session.forward();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace triptych::ui
