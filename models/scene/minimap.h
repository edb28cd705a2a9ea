#pragma once
#include "scene/lod_index.h"
#include "scene/style.h"

namespace triptych::scene
{

/// The whole trace in a strip `width` px wide: at most `lanes` rows; where a trace has more, neighbouring rows share a
/// lane. Built once per trace and width.
struct Minimap {
    struct Piece {
        float x = 0, w = 0;
        std::uint16_t lane = 0;
        std::uint8_t slot = 0, marks = 0;
    };
    std::vector<Piece> pieces; ///< by lane, then x
    std::uint32_t lanes = 0;   ///< used
    TimeMap map;               ///< of the whole strip
};
Minimap minimap(const LodIndex &index, double width, std::uint32_t lanes, const StyleInput &style,
                std::stop_token stop = {});

} // namespace triptych::scene
