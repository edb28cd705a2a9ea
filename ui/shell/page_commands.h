#pragma once
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"
#include "ui/shell/action_catalog.h"

#include <QKeySequence>
#include <functional>

class QMenu;

namespace triptych::ui {

/// The keys that a portable text such as `Ctrl+K` means.
inline QKeySequence key(const char *text)
{
    return QKeySequence(QString::fromLatin1(text));
}

class FileExport;

/// The commands that every page answers in its own way: panes and layouts, rows of the main list, marks, exports. GUI
/// thread; a child of the window.
class PageCommands : public QObject
{
    Q_OBJECT
public:
    /// `shown` is the page of now.
    PageCommands(Context &context, QWidget *window, std::function<QWidget *()> shown);
    /// "Panes" and "Layout" of the View menu.
    void addMenus(QMenu &view);

Q_SIGNALS:
    void notice(const QString &text);
    /// Help on what the pane shows; its keys first.
    void helpWanted(const QString &title, const QString &text, triptych::ui::KeyScope scope, const QWidget *pane);

private:
    PageVerbs *verbs() const;
    Panes *panes() const;
    void addPaneCommands();
    void addListCommands();
    void addLayoutCommands();
    void addColourCommands();
    void chooseLayout(const QString &id);
    void stepLayout(int step);
    void writePicture();

    Context &m_context;
    QWidget *m_window;
    std::function<QWidget *()> m_shown;
    FileExport *m_export;
};

} // namespace triptych::ui
