#pragma once
#include "ui/common/picture.h"
#include "ui/map/map_painter.h"

namespace triptych::ui {

/// The whole map, whatever part of it is in view; see Picture.
Picture mapPicture(const scene::ServiceMap &map, const MapPainter &painter, const Theme &theme, const QString &path);
/// Its calls as CSV, a row each. Any thread.
std::string mapTable(const telemetry::ServiceGraph &graph);

} // namespace triptych::ui
