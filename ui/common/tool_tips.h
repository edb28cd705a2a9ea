#pragma once
#include <QPoint>
#include <QRect>
#include <QString>
#include <functional>

class QEvent;
class QWidget;

namespace triptych::ui {

/// Where `event` asks for a tool tip: shows, letter by letter, what `textAt` says of that place of `widget`, or none where it
/// says nothing. With `areaAt` it stays while the mouse is in that area. False, and nothing done, for any other event.
bool answerToolTip(QEvent *event, QWidget *widget, const std::function<QString(QPoint)> &textAt, const std::function<QRect(QPoint)> &areaAt = {});

} // namespace triptych::ui
