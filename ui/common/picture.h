#pragma once
class QColor;
class QString;
class QWidget;

namespace triptych::ui {

/// Paints a widget as shown into a PNG (at twice its size) or an SVG, by the file's ending. False if it cannot be written.
bool renderPicture(QWidget &widget, const QString &path, const QColor &background);

} // namespace triptych::ui
