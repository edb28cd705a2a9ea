#pragma once
#include "ui/theme/theme.h"

#include <QStyleOptionViewItem>

namespace triptych::ui {

/// What lies under the cells of a table's row.
inline Role rowBackground(const QStyleOptionViewItem &option, int row)
{
    if (option.state & QStyle::State_Selected)
        return Role::AccentSoft;
    if (option.state & QStyle::State_MouseOver)
        return Role::Hover;
    return row % 2 == 1 ? Role::Alternate : Role::Surface;
}

} // namespace triptych::ui
