#pragma once
#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"
#include "ui/shell/import_view.h"
#include "ui/shell/page_catalog.h"
#include "ui/start/start_page.h"

#include <QMainWindow>
#include <QTimer>
#include <functional>
#include <map>

class QMenu;
class QStackedWidget;

namespace triptych::ui {

class Banner;
class FollowBar;
class ImportPane;
class PageCommands;
class Rail;
class Refresher;
class SessionFacts;
class StatusLine;
class TopBar;

/// A button beside a failure.
struct FailureChoice {
    QString text;
    std::function<void()> run;
};

/// The window: menus, bars, rail, pages, imports. It shows what the session says and asks for what it cannot do
/// itself (opening, saving) with signals.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Context &context, QWidget *parent = nullptr);
    ~MainWindow() override;

    TopBar &topBar() { return *m_top; }
    void setRecent(const QVector<RecentItem> &items);
    /// The import of now, or the last one; shown in the middle while nothing else can be, else behind the bell.
    void showImport(const ImportView &view);
    /// A sentence that something failed which has no pane of its own, and what can be done about it.
    void showFailure(const QString &title, const QString &text, const QVector<FailureChoice> &choices = {});
    /// A short word in the status line, gone after a while.
    void showNotice(const QString &text);
    /// Servers that failed while others answered, over what these brought; empty: none.
    void showTroubles(const std::vector<sources::ServerTrouble> &troubles);
    /// Bytes of the store, for the status line.
    void setStoreBytes(quint64 bytes);
    /// The trace page with its merged flame graph.
    void showFlame();

Q_SIGNALS:
    void openRequested(const QStringList &paths);
    void pasted(const QByteArray &text);
    void demoRequested();
    void connectRequested(const QString &name); ///< the dialog of connections at this one; empty: at the one that is open
    void newConnectionRequested();
    void saveRequested(const QString &path);
    void closeSourceRequested();
    void recentForgotten(const QString &path);
    void cancelImportRequested();
    void themeChosen(triptych::ui::Theme::Mode mode);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addCommands();
    void addViewCommands();
    void addHelpCommands();
    void rebuildMenus();
    void refreshMenus();
    void fillMenu(QMenu &menu, const QString &id);
    void rebuildSourceMenu();
    void showPage();
    void showFacts();
    void focusPage();
    void makeAllPages();
    void connectWishes();
    void showSettings(int page);
    void showHelp(const QString &title, const QString &text, KeyScope scope, const QWidget *pane = nullptr);
    void switchDocument();
    void chooseFiles();
    void chooseFolder();
    void pasteData();
    void saveAs();
    void showImports();
    void setUnreadFiles(int files);
    void setPage(session::Page page);
    QWidget *pageOf(session::Page page);

    Context &m_context;
    std::vector<PageSpec> m_specs;
    std::map<session::Page, QWidget *> m_pages;
    SessionFacts *m_facts;
    Refresher *m_refresher;
    TopBar *m_top;
    Rail *m_rail;
    StatusLine *m_status;
    QStackedWidget *m_stack;
    FollowBar *m_follow;
    Banner *m_troubles;
    PageCommands *m_pageCommands = nullptr;
    StartPage *m_start;
    ImportPane *m_import = nullptr;
    bool m_importRunning = false, m_importShown = false, m_menusStale = false, m_news = false;
    bool m_importLands = false; ///< what it brought is the next source
    int m_unreadFiles = 0; ///< of the last import
    QVector<RecentItem> m_recent;
    quint64 m_storeBytes = 0;
    QString m_notice;
    QTimer m_noticeTimer;
};

} // namespace triptych::ui
