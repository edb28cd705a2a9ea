#pragma once
#include "ui/canvas/label_cache.h"
#include "ui/trace/trace_state.h"

#include <QPixmap>
#include <QRect>

class QPainter;

namespace triptych::ui {

/// Where things stand in one row of the waterfall; view px.
struct WaterfallGeometry {
    QRect tree, bars;   ///< of the viewport
    int rowHeight = 0;
    std::int64_t scroll = 0;

    int top(std::int64_t row) const { return static_cast<int>(row * rowHeight - scroll); }
    int barHeight() const { return rowHeight / 2; }
    int barTop(std::int64_t row) const { return top(row) + (rowHeight - barHeight()) / 2 - 1; }
    /// Centre of a row's chevron; indents shrink where they would leave no room for names.
    int chevronX(std::uint32_t indent) const;
};

/// Draws a waterfall scene: rows, tree, bars, ticks. Keeps the laid out texts. GUI thread.
class WaterfallPainter
{
public:
    explicit WaterfallPainter(Theme &theme);
    void themeChanged();
    void documentChanged();

    enum class Focus { Elsewhere, Here };
    void paint(QPainter &painter, const TraceState &state, const scene::WaterfallScene &scene,
               const WaterfallGeometry &geometry, Focus focus);
    float durationTextWidth() const;

private:
    using Label = scene::WaterfallScene::Label;
    void paintGround(QPainter &painter, const TraceState &state, const scene::WaterfallScene &scene,
                     const WaterfallGeometry &geometry, Focus focus) const;
    void paintBars(QPainter &painter, const TraceState &state, const scene::WaterfallScene &scene,
                   const WaterfallGeometry &geometry) const;
    void paintTicks(QPainter &painter, const scene::WaterfallScene &scene, const WaterfallGeometry &geometry) const;
    void paintDurations(QPainter &painter, const scene::WaterfallScene &scene, const WaterfallGeometry &geometry);
    void paintTree(QPainter &painter, const TraceState &state, const Label &label, const WaterfallGeometry &geometry);
    void paintChevron(QPainter &painter, int x, int y, bool folded) const;

    Theme &m_theme;
    LabelCache m_services, m_operations, m_placeholders, m_durations;
    QPixmap m_errorIcon;
};

} // namespace triptych::ui
