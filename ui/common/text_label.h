#pragma once
#include "ui/theme/theme.h"

#include <QLabel>

namespace triptych::ui {

/// Plain text, wrapped if asked, in a font and colour of the theme that follow its changes.
class TextLabel : public QLabel
{
    Q_OBJECT
public:
    TextLabel(Theme &theme, const QString &text, const QFont &font, Role role = Role::Text, QWidget *parent = nullptr);
    void setRole(Role role);

private:
    void paintRole();

    Theme &m_theme;
    Role m_role;
};

} // namespace triptych::ui
