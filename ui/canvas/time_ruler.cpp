#include "ui/canvas/time_ruler.h"

#include "ui/common/tool_tips.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using telemetry::Nanos;
using telemetry::TimeRange;

namespace {
constexpr int kMinimap = 35, kRuler = 17;
constexpr int kTimeRulerInset = 2;   // over the first and under the last lane
constexpr std::uint32_t kLanes = 16; // 2 px each
constexpr double kMostPitch = 6;     // px: a shallow trace does not fill the strip
constexpr double kTimeRulerTickSpacing = 80;
constexpr int kTickText = 4;     // right of the tick's line
constexpr double kLeastNote = 6; // px: a note is never too narrow to be clicked
constexpr int kNoteMark = 3, kLeastNoteText = 6;
constexpr double kLeastView = 4; // px: the lit part of the minimap is never narrower
} // namespace

TimeRuler::TimeRuler(Theme &theme, session::TimeWindow &window, QWidget *parent) : TimeCanvas(theme, window, parent)
{
    setFixedHeight(fixedHeight());
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Time ruler and minimap"));
    setFocusPolicy(Qt::NoFocus); // its keys are those of the canvas below
}

int TimeRuler::fixedHeight()
{
    return kMinimap + kRuler;
}

QSize TimeRuler::sizeHint() const
{
    return {320, fixedHeight()};
}

std::vector<scene::TimeTick> TimeRuler::ticks(const scene::TimeMap &map, Nanos origin)
{
    return scene::timeTicks(map, origin, kTimeRulerTickSpacing);
}

void TimeRuler::setIndex(std::shared_ptr<const scene::LodIndex> index, std::vector<std::uint8_t> slotOfString)
{
    m_index = std::move(index);
    m_slots = std::move(slotOfString);
    m_minimapWidth = -1;
    viewport()->update();
}

void TimeRuler::setOrigin(Nanos origin)
{
    m_origin = origin;
    viewport()->update();
}

void TimeRuler::setMarker(std::optional<Nanos> marker)
{
    if (m_marker == marker)
        return;
    m_marker = marker;
    viewport()->update();
}

void TimeRuler::setNotes(std::vector<Note> notes)
{
    m_notes = std::move(notes);
    viewport()->update();
}

QRectF TimeRuler::noteRect(const Note &note) const
{
    const double left = xOf(note.range.from), right = std::max(left + kLeastNote, xOf(note.range.to));
    return {left, kMinimap + 1.0, right - left, kRuler - 2.0};
}

int TimeRuler::noteAt(QPoint at) const
{
    for (std::size_t i = m_notes.size(); i-- > 0;) // the last one lies on top
        if (noteRect(m_notes[i]).adjusted(-1, 0, 1, 1).contains(at))
            return static_cast<int>(i);
    return -1;
}

void TimeRuler::clickedAt(QPoint at, Qt::KeyboardModifiers)
{
    if (const int note = noteAt(at); note >= 0)
        Q_EMIT noteClicked(note, viewport()->mapToGlobal(at));
}

void TimeRuler::paintNotes(QPainter &painter) const
{
    const scene::TimeMap whole = wholeMap();
    const QFontMetrics fm(theme().small());
    for (const Note &note : m_notes) {
        const double left = whole.x(note.range.from);
        painter.fillRect(QRectF(left, kMinimap - kNoteMark, std::max(double(kNoteMark), whole.x(note.range.to) - left), kNoteMark),
                         theme().color(Role::Warning));
        const QRectF room = noteRect(note);
        painter.fillRect(room, theme().color(Role::WarningSoft));
        painter.fillRect(QRectF(room.left(), room.bottom() - 2, room.width(), 2), theme().color(Role::Warning));
        const double textRoom = std::min<double>(room.right(), viewport()->width()) - std::max(0.0, room.left()) - 2 * kTickText;
        if (textRoom < kLeastNoteText * fm.averageCharWidth())
            continue;
        painter.setPen(theme().color(Role::Text));
        painter.drawText(QRectF(std::max(0.0, room.left()) + kTickText, room.top(), textRoom, room.height()), Qt::AlignVCenter,
                         fm.elidedText(note.text, Qt::ElideRight, static_cast<int>(textRoom)));
    }
}

QRect TimeRuler::timeArea() const
{
    return viewport()->rect();
}

QRect TimeRuler::minimapArea() const
{
    return {0, 0, viewport()->width(), kMinimap};
}

scene::TimeMap TimeRuler::wholeMap() const
{
    return scene::TimeMap(withGutter(window().extent()), minimapArea().width());
}

bool TimeRuler::dragsRange(QPoint at) const
{
    return !minimapArea().contains(at);
}

void TimeRuler::doubleClickedAt(QPoint)
{
    showAll();
}

void TimeRuler::moveViewTo(QPoint at)
{
    const Nanos middle = wholeMap().time(at.x());
    const Nanos length = window().window().length();
    window().setWindow({middle - length / 2, middle - length / 2 + length});
}

void TimeRuler::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && minimapArea().contains(event->position().toPoint())) {
        m_movingView = true;
        moveViewTo(event->position().toPoint());
        return;
    }
    TimeCanvas::mousePressEvent(event);
}

void TimeRuler::mouseMoveEvent(QMouseEvent *event)
{
    if (m_movingView)
        moveViewTo(event->position().toPoint());
    else
        TimeCanvas::mouseMoveEvent(event);
}

void TimeRuler::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_movingView, false))
        TimeCanvas::mouseReleaseEvent(event);
}

bool TimeRuler::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Resize)
        m_minimapWidth = -1;
    const auto textAt = [this](QPoint at) {
        const int note = noteAt(at);
        return note < 0 ? QString() : m_notes[static_cast<std::size_t>(note)].text;
    };
    return answerToolTip(event, viewport(), textAt) || TimeCanvas::viewportEvent(event);
}

void TimeRuler::paintMinimap(QPainter &painter)
{
    const QRect area = minimapArea();
    painter.fillRect(area, theme().color(Role::Sunken));
    if (!m_index)
        return;
    if (m_minimapWidth != area.width()) {
        m_minimapWidth = area.width();
        // The strip's end is the trailing gutter, as in the canvas below.
        m_minimap = scene::minimap(*m_index, wholeMap().x(window().extent().to), kLanes, {m_slots, {}});
    }
    const double pitch = m_minimap.lanes ? std::min(kMostPitch, double(kMinimap - 2 * kTimeRulerInset) / m_minimap.lanes) : 0;
    for (const auto &piece : m_minimap.pieces) {
        const QColor colour = piece.marks & scene::MarkError ? theme().color(Role::Error) : theme().serviceAt(piece.slot);
        painter.fillRect(QRectF(piece.x, std::floor(kTimeRulerInset + piece.lane * pitch), std::max(1.f, piece.w), 2), colour);
    }
    const TimeRange shown = window().window(), whole = window().extent();
    if (shown.from <= whole.from && shown.to >= whole.to)
        return;
    const scene::TimeMap map = wholeMap();
    const double left = map.x(shown.from), right = std::max(map.x(shown.to), left + kLeastView);
    QColor veil = theme().color(Role::Surface);
    veil.setAlphaF(0.65f);
    painter.fillRect(QRectF(0, 0, left, kMinimap), veil);
    painter.fillRect(QRectF(right, 0, area.width() - right, kMinimap), veil);
    painter.fillRect(QRectF(left, 0, 1, kMinimap), theme().color(Role::Accent));
    painter.fillRect(QRectF(right - 1, 0, 1, kMinimap), theme().color(Role::Accent));
}

void TimeRuler::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    paintMinimap(painter);
    const QRect ruler(0, kMinimap, viewport()->width(), kRuler);
    painter.fillRect(ruler, theme().color(Role::Sunken));
    painter.setFont(theme().small());
    const QFontMetrics fm(theme().small());
    const int baseline = ruler.top() + (kRuler + fm.ascent() - fm.descent()) / 2;
    if (m_index) {
        for (const auto &tick : ticks(timeMap(), m_origin)) {
            const int x = qRound(tick.x);
            painter.fillRect(x, ruler.top(), 1, kRuler, theme().color(Role::LineStrong));
            const QString label = QString::fromStdString(tick.label);
            if (x + kTickText + fm.horizontalAdvance(label) > ruler.right())
                continue;
            painter.setPen(theme().color(Role::TextSecondary));
            painter.drawText(x + kTickText, baseline, label);
        }
    }
    if (m_index)
        paintNotes(painter);
    painter.fillRect(0, ruler.top(), ruler.width(), 1, theme().color(Role::Line));
    painter.fillRect(0, ruler.bottom(), ruler.width(), 1, theme().color(Role::Line));
    if (m_marker)
        painter.fillRect(QRectF(xOf(*m_marker) - 1, ruler.bottom() - 3, 3, 3), theme().color(Role::Accent));
    paintRange(painter);
}

} // namespace triptych::ui
