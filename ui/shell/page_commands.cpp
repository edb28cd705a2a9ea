#include "ui/shell/page_commands.h"

#include "ui/common/file_export.h"
#include "ui/common/named_layouts.h"
#include "ui/common/panes.h"
#include "ui/shell/action_catalog.h"

#include <QMenu>

namespace triptych::ui {

PageCommands::PageCommands(Context &context, QWidget *window, std::function<QWidget *()> shown)
    : QObject(window), m_context(context), m_window(window), m_shown(std::move(shown)), m_export(new FileExport(context, window))
{
    connect(m_export, &FileExport::written, this, [this](const QString &path) { Q_EMIT notice(tr("Written to %1").arg(path)); });
    addPaneCommands();
    addLayoutCommands();
    addListCommands();
    addColourCommands();
}

PageVerbs *PageCommands::verbs() const
{
    return dynamic_cast<PageVerbs *>(m_shown());
}

Panes *PageCommands::panes() const
{
    PageVerbs *page = verbs();
    return page ? page->panes() : nullptr;
}

void PageCommands::addPaneCommands()
{
    const auto add = [this](const char *id, const QString &text, QList<QKeySequence> keys, std::function<void(Panes &)> run) {
        m_context.actions.add({QString::fromLatin1(id), text, QStringLiteral("View"), std::move(keys)}, m_window, [this, run = std::move(run)] {
            if (Panes *of = panes())
                run(*of);
            else
                Q_EMIT notice(tr("This page has no panes to show or hide"));
        });
    };
    add("view.drawer", tr("Side &Panes"), {key("Q")}, [](Panes &of) { of.toggleDrawer(); });
    add("view.alone", tr("Pane &Alone"), {key("F12")}, [this](Panes &of) {
        const Panes::Pane *pane = of.current();
        of.setAlone(of.alone().isEmpty() && pane ? pane->id : QString());
        if (const Panes::Pane *alone = of.find(of.alone()))
            Q_EMIT notice(tr("%1 alone; %2 brings the others back")
                              .arg(alone->title, m_context.actions.find(QStringLiteral("view.alone"))->shortcut().toString()));
    });
    add("view.hidePane", tr("&Hide Pane"), {key("Shift+F12")}, [](Panes &of) {
        if (const Panes::Pane *pane = of.current())
            of.setShown(pane->id, false);
    });
    add("view.nextPane", tr("&Next Pane"), {key("F6"), key("Ctrl+Tab")}, [](Panes &of) { of.cycle(1); });
    add("view.previousPane", tr("Previous Pane"), {key("Shift+F6"), key("Ctrl+Shift+Tab")}, [](Panes &of) { of.cycle(-1); });
    m_context.actions.add({QStringLiteral("help.pane"), tr("Help on This &Pane"), QStringLiteral("Help"), {key("F1")}}, m_window, [this] {
        const Panes *of = panes();
        const Panes::Pane *pane = of ? of->current() : nullptr;
        Q_EMIT helpWanted(pane ? pane->title : QString(), pane ? pane->help : QString(), pane ? pane->scope : KeyScope::Global, pane ? pane->widget : nullptr);
    });
}

void PageCommands::addLayoutCommands()
{
    for (const NamedLayout &layout : namedLayouts())
        m_context.actions.add({QStringLiteral("layout.") + layout.id, tr("Layout: %1").arg(layout.title), QString(), {}}, m_window,
                              [this, id = layout.id] { chooseLayout(id); });
    m_context.actions.add({QStringLiteral("layout.next"), tr("Next Layout"), {}, {key("Alt+Shift+Right"), key("Ctrl+Alt+Right")}}, m_window, [this] { stepLayout(1); });
    m_context.actions.add({QStringLiteral("layout.previous"), tr("Previous Layout"), {}, {key("Alt+Shift+Left"), key("Ctrl+Alt+Left")}}, m_window, [this] { stepLayout(-1); });
    m_context.actions.add({QStringLiteral("layout.restore"), tr("Restore Default &Layout"), QStringLiteral("View"), {}}, m_window, [this] {
        if (Panes *of = panes())
            of->restoreDefault();
        Q_EMIT notice(tr("The panes of this page stand as at first"));
    });
}

void PageCommands::chooseLayout(const QString &id)
{
    m_context.preferences.set(preference::kLayout, id);
    for (const NamedLayout &layout : namedLayouts())
        if (layout.id == id) {
            m_context.session.setPage(layout.page);
            Q_EMIT notice(tr("Layout %1").arg(layout.title));
        }
}

void PageCommands::stepLayout(int step)
{
    const auto &layouts = namedLayouts();
    const QString now = m_context.preferences.value(preference::kLayout, layouts.front().id).toString();
    const int count = int(layouts.size());
    for (int i = 0; i < count; ++i)
        if (layouts[i].id == now)
            return chooseLayout(layouts[(i + step + count) % count].id);
}

void PageCommands::addMenus(QMenu &view)
{
    QMenu *shown = view.addMenu(tr("&Panes"));
    connect(shown, &QMenu::aboutToShow, this, [this, shown] {
        shown->clear();
        Panes *of = panes();
        for (const Panes::Pane &pane : of ? of->all() : QVector<Panes::Pane>()) {
            QAction *action = shown->addAction(pane.title);
            action->setCheckable(true);
            action->setChecked(of->isShown(pane.id));
            connect(action, &QAction::toggled, of, [of, id = pane.id](bool on) { of->setShown(id, on); });
        }
        if (shown->isEmpty())
            shown->addAction(tr("This page has no panes to show or hide"))->setEnabled(false);
    });
    QMenu *layouts = view.addMenu(tr("Named La&youts"));
    for (const NamedLayout &layout : namedLayouts()) {
        QAction *action = layouts->addAction(layout.title, this, [this, id = layout.id] { chooseLayout(id); });
        action->setCheckable(true);
        connect(layouts, &QMenu::aboutToShow, action, [this, action, id = layout.id] {
            action->setChecked(m_context.preferences.value(preference::kLayout, namedLayouts().front().id).toString() == id);
        });
    }
}

void PageCommands::addListCommands()
{
    const auto add = [this](const char *id, const QString &text, const char *menu, QList<QKeySequence> keys, const QString &otherwise,
                            std::function<bool(PageVerbs &)> run) {
        m_context.actions.add({QString::fromLatin1(id), text, QString::fromLatin1(menu), std::move(keys)}, m_window,
                              [this, otherwise, run = std::move(run)] {
                                  PageVerbs *page = verbs();
                                  if (!page || !run(*page))
                                      Q_EMIT notice(otherwise);
                              });
    };
    const QString noList = tr("This page has no list to move in"), noTrace = tr("No other record of this trace is here"),
                  noMarks = tr("Nothing to mark here");
    add("go.nextRow", tr("Next Row"), "Go", {key("Ctrl+Down"), key("F8")}, noList, [](PageVerbs &page) { return page.stepRow(1); });
    add("go.previousRow", tr("Previous Row"), "Go", {key("Ctrl+Up"), key("F7")}, noList, [](PageVerbs &page) { return page.stepRow(-1); });
    add("go.nextOfTrace", tr("Next Record of the Same Trace"), "Go", {key("Ctrl+.")}, noTrace,
        [](PageVerbs &page) { return page.stepInTrace(1); });
    add("go.previousOfTrace", tr("Previous Record of the Same Trace"), "Go", {key("Ctrl+,")}, noTrace,
        [](PageVerbs &page) { return page.stepInTrace(-1); });
    add("edit.mark", tr("&Mark"), "Edit", {key("Ctrl+M")}, noMarks, [](PageVerbs &page) { return page.toggleMark(); });
    add("go.nextMark", tr("Next Mark"), "Go", {key("Ctrl+Shift+N")}, noMarks, [](PageVerbs &page) { return page.stepMark(1); });
    add("go.previousMark", tr("Previous Mark"), "Go", {key("Ctrl+Shift+B")}, noMarks, [](PageVerbs &page) { return page.stepMark(-1); });
    add("file.export", tr("&Export Data…"), "File", {key("Ctrl+E")}, tr("This page has no data of its own to export"),
        [](PageVerbs &page) { return page.exportData(); });
    m_context.actions.add({QStringLiteral("file.picture"), tr("Export P&icture…"), QStringLiteral("File"), {key("Ctrl+Shift+E")}}, m_window,
                          [this] {
                              PageVerbs *page = verbs();
                              if (!page || !page->exportPicture())
                                  writePicture();
                          });
}

void PageCommands::addColourCommands()
{
    for (int colour = 0; colour < session::ColourRules::kColours; ++colour)
        m_context.actions.add({QStringLiteral("colour.temporary%1").arg(colour + 1), tr("Colour %1 for What Belongs to This Record").arg(colour + 1), {},
                               {QKeySequence(QKeyCombination(Qt::AltModifier, Qt::Key(Qt::Key_1 + colour)))}},
                              m_window, [this, colour] {
                                  PageVerbs *page = verbs();
                                  const QString filter = page ? page->currentAsFilter() : QString();
                                  if (filter.isEmpty()) {
                                      Q_EMIT notice(tr("No record is chosen here"));
                                      return;
                                  }
                                  m_context.session.colours().setTemporary(colour, filter.toStdString());
                                  Q_EMIT notice(tr("Colour %1: %2 (Alt+%1 again takes it away)").arg(QString::number(colour + 1), filter));
                              });
    m_context.actions.add({QStringLiteral("colour.clear"), tr("Clear Temporary Colours"), {}, {key("Alt+0")}}, m_window,
                          [this] { m_context.session.colours().clearTemporary(); });
}

void PageCommands::writePicture()
{
    const Panes *of = panes();
    const Panes::Pane *pane = of ? of->current() : nullptr;
    QWidget *what = pane ? pane->widget : m_shown();
    m_export->askForPicture(*what, QStringLiteral("triptych"));
}

} // namespace triptych::ui
