#pragma once
#include "analysis/flame_export.h"

#include <string>

namespace triptych::analysis
{

/// The frames of a still picture, one by one, then the whole file.
class SvgFrames
{
public:
    static constexpr double kLeastWidth = 0.1; // px; narrower frames cannot be seen

    explicit SvgFrames(const FlameSvgStyle &style) : m_style(style) {}
    /// A frame of `row` (from 0) at `left`, px; `label` is drawn where it fits, `figures` are told by the tooltip.
    void add(double left, double width, std::uint32_t row, std::string_view label, std::string_view figures, std::string_view fill);
    std::string finish(std::string_view title) const;

private:
    int header() const { return m_style.frameHeight + m_style.frameHeight / 2; }
    int fontSize() const { return m_style.frameHeight * 2 / 3; }
    const FlameSvgStyle &m_style;
    std::string m_frames;
    std::uint32_t m_rows = 0;
};

/// "12.50" as SVG and tooltips write numbers.
std::string svgNumber(double value);
/// "service: operation".
std::string frameLabel(const Frame &frame);

} // namespace triptych::analysis
