#pragma once
#include <QString>

class QWidget;

namespace triptych::ui {

/// Makes `page` scroll a column of at most `width` pixels in its middle, and returns the column's widget, still empty.
/// `name` is what screen readers say.
QWidget *centredColumn(QWidget *page, const QString &name, int width);

} // namespace triptych::ui
