#pragma once
#include "ui/common/context.h"

#include <QDialog>

class QStackedWidget;

namespace triptych::ui {

class AliasesPage;
class KeysPage;
class SegmentedTabs;

/// What the user may choose: general switches, keys of commands, aliases of tags. Every change holds at once and is kept;
/// Close only closes. GUI thread.
class SettingsDialog : public QDialog
{
    Q_OBJECT
public:
    enum class Page { General, Keys, Aliases, Colours };
    /// Every page of the window must have been made: only then are all commands in the catalog.
    SettingsDialog(Context &context, QWidget *window);
    void openAt(Page page);
    KeysPage *keys() const { return m_keys; }
    AliasesPage *aliases() const { return m_aliases; }

private:
    SegmentedTabs *m_tabs;
    QStackedWidget *m_stack;
    KeysPage *m_keys;
    AliasesPage *m_aliases;
};

} // namespace triptych::ui
