#include "ui/trace/frame_painter.h"

#include <QPainter>
#include <QPen>
#include <QVector>
#include <algorithm>
#include <array>
#include <cmath>

namespace triptych::ui {

namespace {
constexpr int kSlots = 24;
constexpr int kErrorLine = 2;
constexpr int kTextInset = 6;
constexpr double kFramePainterLeastText = 24; // px: about three characters
constexpr double kFramePainterLeastRounded = 6;
constexpr std::size_t kMostRounded = 600;    // antialiased corners cost some 3 µs each
constexpr double kFramePainterDimmed = 0.72; // towards the ground

QColor blended(const QColor &colour, const QColor &ground, double share)
{
    const auto mix = [share](float a, float b) { return static_cast<float>(a * (1 - share) + b * share); };
    return QColor::fromRgbF(mix(colour.redF(), ground.redF()), mix(colour.greenF(), ground.greenF()),
                            mix(colour.blueF(), ground.blueF()));
}

QRect frameOf(const scene::FlameRect &rect, const FramePaint &what)
{
    const int left = static_cast<int>(std::floor(what.area.left() + rect.x));
    int right = static_cast<int>(std::round(what.area.left() + rect.x + rect.w));
    if (right - left > 3)
        --right; // a hair between neighbours
    return {left, what.topOf(rect.row), std::max(1, right - left), metrics::kFlameFrame};
}
} // namespace

void paintFrames(QPainter &painter, const Theme &theme, LabelCache &labels, const FramePaint &what)
{
    const auto &rects = what.scene->rects;
    const bool rounded = rects.size() <= kMostRounded;
    const QColor ground = theme.color(Role::Surface);
    std::array<QVector<QRect>, 2 * kSlots> fills;
    QVector<QRect> errors, dimmedErrors;
    std::vector<std::uint8_t> dimmed(rects.size(), 0);
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const scene::FlameRect &rect = rects[i];
        const QRect frame = frameOf(rect, what);
        const FrameTone tone = what.tone ? what.tone(rect) : FrameTone::Plain;
        dimmed[i] = tone != FrameTone::Plain;
        if (tone == FrameTone::Neutral) { // stands for no service
            painter.fillRect(frame, theme.color(Role::Sunken));
            continue;
        }
        if (rect.marks & scene::MarkDashed) { // known from a log line alone
            QPen pen(theme.serviceAt(rect.slot % kSlots), 1.5, Qt::CustomDashLine);
            pen.setDashPattern({3, 2});
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(pen);
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(frame).adjusted(0.75, 0.75, -0.75, -0.75), metrics::kBarRadius, metrics::kBarRadius);
            painter.setPen(Qt::NoPen);
            dimmed[i] = 1;
            continue;
        }
        if (rounded && frame.width() >= kFramePainterLeastRounded) {
            painter.setRenderHint(QPainter::Antialiasing);
            const QColor colour = theme.serviceAt(rect.slot % kSlots);
            painter.setBrush(dimmed[i] ? blended(colour, ground, kFramePainterDimmed) : colour);
            painter.drawRoundedRect(frame, metrics::kBarRadius, metrics::kBarRadius);
        } else {
            fills[static_cast<std::size_t>(rect.slot % kSlots + (dimmed[i] ? kSlots : 0))].push_back(frame);
        }
        if (rect.marks & scene::MarkError)
            (dimmed[i] ? dimmedErrors : errors)
                .push_back(QRect(frame.left(), frame.bottom() + 1 - kErrorLine, frame.width(), kErrorLine));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int slot = 0; slot < 2 * kSlots; ++slot) {
        const auto &group = fills[static_cast<std::size_t>(slot)];
        if (group.isEmpty())
            continue;
        const QColor colour = theme.serviceAt(slot % kSlots);
        painter.setBrush(slot < kSlots ? colour : blended(colour, ground, kFramePainterDimmed));
        painter.drawRects(group);
    }
    painter.setBrush(theme.color(Role::Error));
    painter.drawRects(errors);
    painter.setBrush(blended(theme.color(Role::Error), ground, kFramePainterDimmed));
    painter.drawRects(dimmedErrors);

    painter.setFont(labels.font());
    const auto &fm = labels.metrics();
    const double baseline = (metrics::kFlameFrame + fm.ascent() - fm.descent()) / 2 - 0.5;
    const QColor ink = theme.textOnService(), dimInk = theme.color(Role::TextSecondary);
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const scene::FlameRect &rect = rects[i];
        if (!rect.label)
            continue;
        const QRect frame = frameOf(rect, what);
        const int left = std::max(frame.left(), what.area.left()) + kTextInset;
        const double room = std::min(frame.right(), what.area.right()) - left;
        if (room < kFramePainterLeastText)
            continue;
        const auto [key, text] = what.label(rect);
        painter.setPen(dimmed[i] ? dimInk : ink);
        LabelCache::draw(painter, left, frame.top() + baseline, labels.prefix(key, text, room), fm);
    }
}

} // namespace triptych::ui
