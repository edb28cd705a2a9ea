#pragma once
#include <QString>
#include <QStringList>
#include <vector>

namespace triptych::ui {

/// Commands of one menu that share a submenu of it, so that no menu is taller than the screen.
struct MenuGroup {
    QString title;
    QStringList commands; ///< ids; one that ends in a dot stands for all that begin so
    bool holds(const QString &id) const;
};

const std::vector<MenuGroup> &menuGroups();

} // namespace triptych::ui
