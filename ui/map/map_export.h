#pragma once
#include "ui/map/map_painter.h"

namespace triptych::ui {

/// Writes the whole map: a picture at twice the size (.png), a drawing (.svg), or a row a call (.csv).
bool writeMap(const scene::ServiceMap &map, const MapPainter &painter, const Theme &theme, const QString &path);

} // namespace triptych::ui
