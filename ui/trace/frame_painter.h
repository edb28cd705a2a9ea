#pragma once
#include "scene/flame_scene.h"
#include "ui/canvas/label_cache.h"
#include "ui/theme/theme.h"

#include <QRect>
#include <functional>

class QPainter;

namespace triptych::ui {

/// How one frame of a flame graph stands out.
enum class FrameTone { Plain, Dimmed, Neutral };

/// What a flame graph asks its painter to draw.
struct FramePaint {
    const scene::FlameScene *scene = nullptr;
    QRect area;                                              ///< x of the scene starts at its left; view px
    std::function<int(std::uint32_t)> topOf;                 ///< row to view px
    std::function<FrameTone(const scene::FlameRect &)> tone; ///< may be empty: all plain
    std::function<std::pair<quint64, LabelCache::Text>(const scene::FlameRect &)> label;
};

/// Fills grouped by colour without antialiasing, labels last. GUI thread.
void paintFrames(QPainter &painter, const Theme &theme, LabelCache &labels, const FramePaint &what);

} // namespace triptych::ui
