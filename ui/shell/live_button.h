#pragma once
#include "ui/common/flat_button.h"

class QMenu;

namespace triptych::ui {

class Refresher;
class Workspace;

/// Whether what is open is asked again by itself, and how often. Only there for what can be.
class LiveButton : public FlatButton
{
    Q_OBJECT
public:
    LiveButton(Theme &theme, Workspace &workspace, Refresher &refresher, QWidget *parent = nullptr);
    static QString intervalText(int ms);

private:
    void showState();
    void fill();

    Workspace &m_workspace;
    Refresher &m_refresher;
    QMenu *m_menu;
};

} // namespace triptych::ui
