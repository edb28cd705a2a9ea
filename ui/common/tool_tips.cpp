#include "ui/common/tool_tips.h"

#include "items/cell_text.h"

#include <QHelpEvent>
#include <QToolTip>

namespace triptych::ui {

bool answerToolTip(QEvent *event, QWidget *widget, const std::function<QString(QPoint)> &textAt, const std::function<QRect(QPoint)> &areaAt)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), items::plainToolTip(textAt(help->pos())), widget, areaAt ? areaAt(help->pos()) : QRect());
    return true;
}

} // namespace triptych::ui
