#include "session/saved_filters.h"
#include "ui/settings/settings_dialog.h"
#include "ui/common/page_verbs.h"
#include "ui/common/plain_text.h"
#include "ui/filter/filter_bar.h"
#include "ui/shell/about.h"
#include "ui/shell/action_catalog.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/go_to.h"
#include "ui/shell/main_window.h"
#include "ui/shell/menu_groups.h"
#include "ui/shell/page_commands.h"
#include "ui/shell/live_button.h"
#include "ui/shell/picker.h"
#include "ui/shell/refresher.h"
#include "ui/shell/session_facts.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/time_range_button.h"
#include "ui/shell/top_bar.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QStackedWidget>
#include <algorithm>
#include <map>

namespace triptych::ui {

namespace {

constexpr int kMenuRecent = 10;

/// Commands that begin a new group of their menu.
const QStringList &groupStarts()
{
    static const QStringList kStarts{
        QStringLiteral("file.connect"), QStringLiteral("file.save"),     QStringLiteral("file.close"),
        QStringLiteral("file.quit"),    QStringLiteral("view.themeSystem"), QStringLiteral("view.refresh"), QStringLiteral("view.drawer"), QStringLiteral("go.nextRow"), QStringLiteral("file.export"), QStringLiteral("edit.mark"),
        QStringLiteral("go.to"),        QStringLiteral("tools.imports"), QStringLiteral("tools.settings"), QStringLiteral("help.about"),
    };
    return kStarts;
}

} // namespace

void MainWindow::addCommands()
{
    ActionCatalog &actions = m_context.actions;
    const auto add = [&](const char *id, const QString &text, const char *menu, QList<QKeySequence> keys,
                         std::function<void()> run) {
        return actions.add({QString::fromLatin1(id), text, QString::fromLatin1(menu), std::move(keys)}, this, std::move(run));
    };
    add("file.open", tr("&Open Files…"), "File", {QKeySequence::Open}, [this] { chooseFiles(); });
    add("file.openFolder", tr("Open &Folder…"), "File", {}, [this] { chooseFolder(); });
    add("file.switch", tr("S&witch To…"), "File", {key("Ctrl+Shift+O")}, [this] { switchDocument(); });
    add("file.paste", tr("&Paste Data"), "File", {QKeySequence::Paste}, [this] { pasteData(); });
    add("file.connect", tr("&Connections…"), "File", {key("Ctrl+Shift+K")}, [this] { Q_EMIT connectRequested({}); });
    add("file.demo", tr("Open the &Demo"), "File", {}, [this] { Q_EMIT demoRequested(); });
    QAction *save = add("file.save", tr("&Save As…"), "File", {QKeySequence::Save}, [this] { saveAs(); });
    QAction *close = add("file.close", tr("&Close"), "File", {key("Ctrl+W")}, [this] { Q_EMIT closeSourceRequested(); });
    add("file.quit", tr("&Quit"), "File", {QKeySequence::Quit}, [this] { QWidget::close(); });
    const auto available = [this, save, close] {
        const bool open = m_context.workspace.source() != nullptr;
        save->setEnabled(open);
        close->setEnabled(open);
    };
    connect(&m_context.workspace, &Workspace::sourceChanged, save, available);
    available();

    add("edit.filter", tr("&Filter"), "Edit", {key("Ctrl+L"), key("Ctrl+Shift+F")}, [this] { m_top->filter().edit(); });
    add("edit.nativeQuery", tr("&Native Query of the Filter"), "Edit", {key("Ctrl+Shift+L")}, [this] { m_top->filter().showNativeQuery(); });
    add("edit.clearFilter", tr("&Clear Filter"), "Edit", {}, [this] { m_context.session.setFilter({}); });
    add("edit.range", tr("Time &Range…"), "Edit", {}, [this] { m_top->timeRange().choose(); });
    add("edit.allTime", tr("&All Time"), "Edit", {}, [this] { m_context.session.setRange(std::nullopt); });
    addViewCommands();
    m_pageCommands = new PageCommands(m_context, this, [this] { return m_stack->currentWidget(); });
    connect(m_pageCommands, &PageCommands::notice, this, &MainWindow::showNotice);
    connect(m_pageCommands, &PageCommands::helpWanted, this, &MainWindow::showHelp);

    QAction *back = add("go.back", tr("&Back"), "Go", {key("Alt+Left")}, [this] { m_context.session.back(); });
    QAction *forward = add("go.forward", tr("&Forward"), "Go", {key("Alt+Right")}, [this] { m_context.session.forward(); });
    const auto history = [this, back, forward] {
        back->setEnabled(m_context.session.canGoBack());
        forward->setEnabled(m_context.session.canGoForward());
    };
    connect(&m_context.session, &session::Session::historyChanged, back, history);
    history();
    add("go.to", tr("&Go To…"), "Go", {key("Ctrl+P")},
        [this] { openGoTo(m_context, m_facts->info(), m_top->filter().history(), this); });
    add("go.place", tr("Go To &Time, Line or Id…"), "Go", {key("Ctrl+G")},
        [this] { openGoToPlace(m_context, m_facts->info(), dynamic_cast<PageVerbs *>(m_stack->currentWidget()), this); });
    add("tools.palette", tr("&Command Palette…"), "Tools", {key("Ctrl+Shift+P")}, [this] {
        makeAllPages(); // every command is in it
        openCommandPalette(m_context, this);
    });
    add("tools.imports", tr("&Imports and Reports"), "Tools", {}, [this] { showImports(); });
    using Settings = SettingsDialog::Page;
    add("tools.settings", tr("&Settings…"), "Tools", {key("Ctrl+Alt+S")}, [this] { showSettings(int(Settings::General)); });
    add("tools.keys", tr("&Keys of Commands…"), "Tools", {}, [this] { showSettings(int(Settings::Keys)); });
    add("tools.aliases", tr("Tag &Aliases…"), "Tools", {}, [this] { showSettings(int(Settings::Aliases)); });
    add("tools.colours", tr("&Colour Rules…"), "Tools", {}, [this] { showSettings(int(Settings::Colours)); });
    addHelpCommands();
}

void MainWindow::addViewCommands()
{
    ActionCatalog &actions = m_context.actions;
    for (const PageSpec &spec : m_specs)
        actions.add({QStringLiteral("view.page%1").arg(static_cast<int>(spec.page)), spec.title, QStringLiteral("View"),
                     spec.key.isEmpty() ? QList<QKeySequence>{} : QList{QKeySequence(spec.key)}, KeyScope::Global, spec.icon},
                    this, [this, page = spec.page] { setPage(page); });
    actions.add({QStringLiteral("view.flame"), tr("Flame Graph of the Trace"), QStringLiteral("View"), {}}, this,
                [this] { showFlame(); });
    actions.add({QStringLiteral("view.refresh"), tr("&Refresh"), QStringLiteral("View"), {key("F5")}}, this,
                [this] { m_refresher->refresh(); });
    actions.add({QStringLiteral("view.stop"), tr("&Stop Asking"), QStringLiteral("View"), {key("Shift+Esc")}}, this,
                [this] { m_context.workspace.busy().cancelAll(); });
    QAction *pause = actions.add({QStringLiteral("view.pause"), tr("&Pause Live"), QStringLiteral("View"), {key("F9")}}, this, [this] { m_refresher->togglePause(); });
    pause->setCheckable(true);
    const auto live = [this, pause] {
        using Live = Workspace::Live;
        const Live now = m_context.workspace.live();
        pause->setEnabled(now != Live::No || m_refresher->canBeLive());
        pause->setChecked(now == Live::Paused);
        pause->setText(now != Live::No ? tr("&Pause Live") : m_refresher->canBeLive() ? tr("Go &Live") : tr("&Pause Live (nothing live is open)"));
    };
    connect(&m_context.workspace, &Workspace::liveChanged, pause, live);
    connect(m_refresher, &Refresher::changed, pause, live);
    QAction *follow = actions.add({QStringLiteral("view.followLines"), tr("&Follow Log Lines as They Come"), QStringLiteral("Logs"), {key("Ctrl+Shift+F9")}}, this,
                                  [this] { m_refresher->setFollows(!m_refresher->follows()); });
    follow->setCheckable(true);
    auto following = [this, follow, before = false]() mutable {
        follow->setEnabled(m_refresher->canFollow());
        follow->setChecked(m_refresher->follows());
        if (std::exchange(before, m_refresher->follows()) == m_refresher->follows())
            return;
        for (const auto &[page, widget] : m_pages)
            if (auto *verbs = dynamic_cast<PageVerbs *>(widget))
                verbs->setFollows(m_refresher->follows());
    };
    connect(m_refresher, &Refresher::changed, follow, following);
    following();
    for (const int ms : Refresher::intervals())
        actions.add({QStringLiteral("view.live%1").arg(ms / 1000), ms == 0 ? tr("Live: Off") : tr("Live: %1").arg(LiveButton::intervalText(ms)), {}, {}}, this,
                    [this, ms] { m_refresher->setInterval(ms); });
    live();
    actions.add({QStringLiteral("view.fullScreen"), tr("F&ull Screen"), QStringLiteral("View"), {key("F11")}}, this,
                [this] { isFullScreen() ? showNormal() : showFullScreen(); });
    auto *group = new QActionGroup(this);
    const std::tuple<const char *, QString, Theme::Mode> modes[] = {
        {"view.themeSystem", tr("Theme of the &System"), Theme::Mode::System},
        {"view.themeLight", tr("&Light Theme"), Theme::Mode::Light},
        {"view.themeDark", tr("&Dark Theme"), Theme::Mode::Dark},
    };
    for (const auto &[id, text, mode] : modes) {
        QAction *action = actions.add({QString::fromLatin1(id), text, QStringLiteral("View"), {}}, this, [this, mode = mode] {
            m_context.theme.setMode(mode);
            Q_EMIT themeChosen(mode);
        });
        action->setCheckable(true);
        action->setChecked(m_context.theme.mode() == mode);
        group->addAction(action);
    }
}

void MainWindow::addHelpCommands()
{
    ActionCatalog &actions = m_context.actions;
    actions.add({QStringLiteral("help.keys"), tr("&Keyboard and Mouse"), QStringLiteral("Help"), {key("?")}}, this,
                [this] { showHelp({}, {}, KeyScope::Global); });
    actions.add({QStringLiteral("help.about"), tr("&About Triptych"), QStringLiteral("Help"), {}}, this,
                [this] { showAbout(m_context.theme, this); });
    actions.describe(QStringLiteral("Enter"), tr("Apply the filter"), KeyScope::Filter);
    actions.describe(QStringLiteral("Esc"), tr("Close completions, then back to the pane"), KeyScope::Filter);
    actions.describe(QStringLiteral("Tab"), tr("Take the completion"), KeyScope::Filter);
    actions.describe(QStringLiteral("Up"), tr("Recent and saved filters"), KeyScope::Filter);
    actions.describe(QStringLiteral("Ctrl+Space"), tr("Complete at the cursor"), KeyScope::Filter);
    actions.describe(QStringLiteral(">"), tr("In the empty filter: command palette"), KeyScope::Filter);
}

void MainWindow::showSettings(int page)
{
    makeAllPages();
    auto *dialog = new SettingsDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->openAt(static_cast<SettingsDialog::Page>(page));
}

void MainWindow::showHelp(const QString &title, const QString &text, KeyScope scope, const QWidget *pane)
{
    makeAllPages(); // their keys are part of the sheet
    auto *sheet = new ShortcutSheet(m_context.theme, m_context.actions, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    if (!title.isEmpty())
        sheet->explain(title, text, scope, pane);
    sheet->open();
}

void MainWindow::switchDocument()
{
    auto *picker = new Picker(m_context.theme, tr("Switch To"), tr("Type a part of its name"), this);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    QVector<PickerItem> items;
    for (const RecentItem &item : std::as_const(m_recent))
        items.append({item.name, item.detail, [this, path = item.path] { Q_EMIT openRequested({path}); }});
    items.append({tr("Demo"), tr("built in"), [this] { Q_EMIT demoRequested(); }});
    picker->setNothing(tr("Nothing opened lately is called that"));
    picker->setItems(items);
    picker->open();
}

void MainWindow::rebuildMenus()
{
    m_menusStale = false;
    const auto old = menuBar()->findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
    menuBar()->clear();
    for (QMenu *menu : old)
        menu->deleteLater();
    const std::pair<QString, QString> menus[] = {
        {QStringLiteral("File"), tr("&File")},   {QStringLiteral("Edit"), tr("&Edit")},   {QStringLiteral("View"), tr("&View")},
        {QStringLiteral("Go"), tr("&Go")},       {QStringLiteral("Trace"), tr("&Trace")}, {QStringLiteral("Logs"), tr("&Logs")},
        {QStringLiteral("Tools"), tr("T&ools")}, {QStringLiteral("Help"), tr("&Help")},
    };
    // All of them from the start, so that none moves when the page that fills another is made.
    for (const auto &[id, title] : menus) {
        QMenu *menu = menuBar()->addMenu(title);
        fillMenu(*menu, id);
        connect(menu, &QMenu::aboutToShow, this, [this, menu, name = id] {
            if (m_pages.size() == m_specs.size())
                return;
            makeAllPages();
            fillMenu(*menu, name);
        });
    }
}

void MainWindow::fillMenu(QMenu &menu, const QString &id)
{
    menu.clear();
    std::map<const MenuGroup *, QMenu *> groups;
    for (const ActionCatalog::Entry &entry : m_context.actions.entries()) {
        if (entry.menu != id || !entry.action)
            continue;
        const auto group = std::find_if(menuGroups().begin(), menuGroups().end(), [&](const MenuGroup &one) { return one.holds(entry.id); });
        if (group != menuGroups().end()) {
            QMenu *&sub = groups[&*group];
            if (!sub)
                sub = menu.addMenu(group->title);
            sub->addAction(entry.action);
            continue;
        }
        if (groupStarts().contains(entry.id) && !menu.isEmpty())
            menu.addSeparator();
        menu.addAction(entry.action);
        if (entry.id == QStringLiteral("view.drawer"))
            m_pageCommands->addMenus(menu);
        if (entry.id == QStringLiteral("file.paste") && !m_recent.isEmpty()) {
            QMenu *recent = menu.addMenu(tr("&Recent"));
            for (const RecentItem &item : m_recent.mid(0, kMenuRecent))
                connect(recent->addAction(menuText(item.name)), &QAction::triggered, this,
                        [this, path = item.path] { Q_EMIT openRequested({path}); });
        }
    }
}

void MainWindow::refreshMenus()
{
    // Not under the hand of whoever reads one.
    if (auto *open = qobject_cast<QMenu *>(QApplication::activePopupWidget())) {
        connect(open, &QMenu::aboutToHide, this, &MainWindow::refreshMenus, Qt::QueuedConnection);
        return;
    }
    if (m_menusStale)
        rebuildMenus();
}

void MainWindow::rebuildSourceMenu()
{
    QMenu &menu = m_top->sourceMenu();
    menu.clear();
    for (const char *id : {"file.open", "file.openFolder", "file.connect", "file.demo"})
        menu.addAction(m_context.actions.find(QString::fromLatin1(id)));
    if (!m_recent.isEmpty())
        menu.addSection(tr("Recent"));
    for (const RecentItem &item : m_recent.mid(0, kMenuRecent))
        connect(menu.addAction(menuText(item.name)), &QAction::triggered, this,
                [this, path = item.path] { Q_EMIT openRequested({path}); });
    menu.addSeparator();
    for (const char *id : {"file.save", "file.close"})
        menu.addAction(m_context.actions.find(QString::fromLatin1(id)));
}

} // namespace triptych::ui
