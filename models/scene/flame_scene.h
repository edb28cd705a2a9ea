#pragma once
#include "analysis/critical_path.h"
#include "analysis/flame_profile.h"
#include "scene/lod_index.h"
#include "scene/style.h"

#include <vector>

namespace triptych::scene
{

/// Flat rectangles of a flame graph. Row 0 is on top. A value; any thread.
struct FlameRect {
    float x = 0, w = 0;
    std::uint32_t row = 0;
    std::uint32_t index = 0; ///< SpanIndex of the trace, or FlameNodeIndex of the profile
    std::uint32_t count = 1; ///< spans merged into it (trace), spans of the path (profile, saturating)
    std::uint8_t slot = 0;
    std::uint8_t marks = 0; ///< Mark bits
    bool label = false;     ///< at least six characters fit
};
struct FlameScene {
    std::vector<FlameRect> rects; ///< by row, then x
    std::uint32_t rowCount = 0;   ///< of the whole graph
};

/// One trace in time order: rows [firstRow, lastRow) of the index in the map's window. Neighbouring merged runs of one
/// style that touch are one rectangle. `characterWidth` in px decides labels.
FlameScene flameScene(const LodIndex &index, const TimeMap &map, std::uint32_t firstRow, std::uint32_t lastRow,
                      const StyleInput &style, float characterWidth, const analysis::CriticalPath *critical = nullptr);
/// The span at (x px, row); None if there is nothing within 3 px.
SpanIndex spanAt(const LodIndex &index, const TimeMap &map, std::uint32_t row, double x);

/// Merged profile, left-heavy: every node's place as a share of the whole, computed once per weight.
class FlameLayout
{
public:
    FlameLayout() = default;
    FlameLayout(std::shared_ptr<const analysis::FlameProfile> profile, analysis::FlameWeight weight);

    bool isNull() const { return !m_profile; }
    const analysis::FlameProfile &profile() const { return *m_profile; }
    analysis::FlameWeight weight() const { return m_weight; }
    std::uint32_t rowCount() const
    {
        return static_cast<std::uint32_t>(m_rowBegin.size()) - 1;
    }                                                                            ///< the root of all is row 0
    double left(analysis::FlameNodeIndex i) const { return m_left[toInt(i)]; }   ///< 0..1
    double share(analysis::FlameNodeIndex i) const { return m_share[toInt(i)]; } ///< 0..1

    /// `zoomTo` fills the width and its ancestors with it. Nodes under half a pixel are left out.
    /// `slotOfFrame` by FrameIndex.
    FlameScene scene(analysis::FlameNodeIndex zoomTo, double width, std::uint32_t firstRow, std::uint32_t lastRow,
                     std::span<const std::uint8_t> slotOfFrame, float characterWidth) const;
    /// None where no frame is.
    analysis::FlameNodeIndex nodeAt(analysis::FlameNodeIndex zoomTo, double width, std::uint32_t row, double x) const;

private:
    std::shared_ptr<const analysis::FlameProfile> m_profile;
    analysis::FlameWeight m_weight{};
    std::vector<double> m_left, m_share;
    std::vector<std::uint32_t> m_byRow; // nodes by depth, then left; children of a node are neighbours, widest first
    std::vector<std::uint32_t> m_rowBegin{0}; // into m_byRow
    std::vector<std::uint32_t> m_firstChild;  // per node, into m_byRow
};

} // namespace triptych::scene
