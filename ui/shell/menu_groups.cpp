#include "ui/shell/menu_groups.h"

#include <QCoreApplication>
#include <algorithm>

namespace triptych::ui {

bool MenuGroup::holds(const QString &id) const
{
    return std::any_of(commands.begin(), commands.end(),
                       [&id](const QString &one) { return one.endsWith(u'.') ? id.startsWith(one) : id == one; });
}

const std::vector<MenuGroup> &menuGroups()
{
    const auto of = [](const char *title, const char *prefix, std::initializer_list<const char *> names) {
        MenuGroup group{QCoreApplication::translate("MenuGroup", title), {}};
        for (const char *name : names)
            group.commands.append(QString::fromLatin1(prefix) + QString::fromLatin1(name));
        return group;
    };
    static const std::vector<MenuGroup> kGroups{
        of("&Step", "trace.", {"findNext", "findPrevious", "nextError", "previousError", "nextSibling", "previousSibling", "nextBookmark",
                               "previousBookmark", "nextLink", "previousLink"}),
        of("&Zoom", "trace.", {"fit", "whole", "zoomIn", "zoomOut", "range"}),
        of("&Linked Traces", "trace.", {"stackLink", "unstack"}),
        of("&View As", "trace.", {"timeOrdered", "leftHeavy", "sandwich", "difference", "statistics", "clocks", "flip", "hideFrame", "keepFrame"}),
        of("S&how", "trace.", {"criticalPath", "hideMisses", "onlyErrors", "onlyCritical", "showAll"}),
        of("F&old", "trace.", {"lessLevels", "moreLevels", "openAll", "foldAll", "foldServices", "foldErrorFree", "foldRepeats"}),
        of("&Clones", "trace.", {"clone", "clonePane", "nextClone", "cloneTime", "pinClone", "closeClone"}),
        of("Flame Graph of &All", "flame.", {""}),
        of("Com&parison", "compare.", {""}),
        of("&Move", "logs.", {"up", "down", "page", "pageBack", "halfPage", "halfPageBack", "first", "last"}),
        of("&Step", "logs.", {"findNext", "findPrevious", "nextError", "previousError", "nextWarning", "previousWarning", "nextMark", "previousMark"}),
        of("Text and &Labels", "logs.", {"nextWord", "previousWord", "findWord", "clearLabels", "label1", "label2", "label3", "label4", "label5",
                                         "label6", "label7", "label8", "label9"}),
    };
    return kGroups;
}

} // namespace triptych::ui
