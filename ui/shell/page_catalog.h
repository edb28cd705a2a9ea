#pragma once
#include "ui/common/context.h"

#include <QString>
#include <functional>
#include <vector>

class QWidget;

namespace triptych::ui {

/// A page of the window: its place in the rail, and how to make it when it is first shown.
struct PageSpec {
    session::Page page;
    QString title, icon, key; ///< without an icon it has no place of its own in the rail
    std::function<QWidget *(Context &, QWidget *parent)> make;
};

/// Every page that this program has, in the order of the rail.
std::vector<PageSpec> allPages();

} // namespace triptych::ui
