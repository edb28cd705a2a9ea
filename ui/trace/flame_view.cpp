#include "ui/trace/flame_view.h"

#include "items/cell_text.h"
#include "ui/common/tool_tips.h"
#include "ui/trace/frame_painter.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

namespace {
constexpr int kFlameViewSide = metrics::kMargin, kFlameViewTop = 10;
constexpr int kFlameViewPitch = metrics::kFlameFrame + metrics::kFlameGap;
} // namespace

FlameView::FlameView(TraceState &state, QWidget *parent)
    : TimeCanvas(state.context().theme, state.context().session.window(), parent), m_state(state),
      m_labels(state.context().theme.small())
{
    setAccessibleName(tr("Flame graph of the trace"));
    setPreferences(state.context().preferences);
    const auto repaint = qOverload<>(&QWidget::update);
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_labels.clear();
        forgetRevealed();
        updateScrollBar();
        if (!m_state.document())
            verticalScrollBar()->setValue(0);
        viewport()->update();
    });
    connect(&state, &TraceState::selectedChanged, viewport(), repaint);
    connect(&state, &TraceState::hoveredChanged, viewport(), repaint);
    connect(&state, &TraceState::revealed, this, &FlameView::scrollTo);
    connect(&state, &TraceState::overlayChanged, this, [this] {
        setRange(m_state.range());
        viewport()->update();
    });
    connect(this, &TimeCanvas::rangeChanged, &state, &TraceState::setRange);
    connect(&theme(), &Theme::changed, this, [this] { m_labels.setFont(theme().small()); });
}

QRect FlameView::timeArea() const
{
    return {kFlameViewSide, 0, std::max(1, viewport()->width() - 2 * kFlameViewSide), viewport()->height()};
}

int FlameView::rowCount() const
{
    return m_state.document() ? static_cast<int>(m_state.document()->flame->rowCount()) : 0;
}

int FlameView::contentHeight() const
{
    return 2 * kFlameViewTop + rowCount() * kFlameViewPitch;
}

int FlameView::topOf(std::uint32_t row) const
{
    const int at = m_flipped ? rowCount() - 1 - static_cast<int>(row) : static_cast<int>(row);
    const int top = kFlameViewTop + at * kFlameViewPitch - verticalScrollBar()->value();
    if (row != 0)
        return top;
    return m_flipped ? std::min(top, viewport()->height() - kFlameViewTop - metrics::kFlameFrame) : std::max(top, kFlameViewTop);
}

QRect FlameView::rootBand() const
{
    const auto *bar = verticalScrollBar();
    const bool apart = m_flipped ? bar->value() < bar->maximum() : bar->value() > 0;
    if (!apart)
        return {};
    const int height = kFlameViewTop + kFlameViewPitch;
    return {0, m_flipped ? viewport()->height() - height : 0, viewport()->width(), height};
}

std::optional<std::uint32_t> FlameView::rowAt(int y) const
{
    if (rootBand().contains(0, y))
        return y >= topOf(0) && y < topOf(0) + kFlameViewPitch ? std::optional<std::uint32_t>(0) : std::nullopt;
    const int at = y + verticalScrollBar()->value() - kFlameViewTop;
    if (at < 0 || at / kFlameViewPitch >= rowCount())
        return std::nullopt;
    return static_cast<std::uint32_t>(m_flipped ? rowCount() - 1 - at / kFlameViewPitch : at / kFlameViewPitch);
}

void FlameView::flip()
{
    m_flipped = !m_flipped;
    forgetRevealed();
    if (m_state.selected() != SpanIndex::None)
        scrollTo(m_state.selected());
    viewport()->update();
}

void FlameView::paintContent(QPainter &painter)
{
    painter.fillRect(viewport()->rect(), theme().color(Role::Surface));
    const auto &document = m_state.document();
    if (!document || rowCount() == 0)
        return;
    const QRect band = rootBand(), area = viewport()->rect();
    const QRect rest = m_flipped ? area.adjusted(0, 0, 0, -band.height()) : area.adjusted(0, band.height(), 0, 0);
    const auto last = static_cast<std::uint32_t>(rowCount() - 1);
    const std::uint32_t one = rowAt(rest.top()).value_or(m_flipped ? last : 0);
    const std::uint32_t other = rowAt(rest.bottom()).value_or(m_flipped ? 0 : last);
    paintRows(painter, rest, std::min(one, other), std::max(one, other) + 1);
    if (!band.isEmpty()) {
        paintRows(painter, band, 0, 1);
        painter.fillRect(0, m_flipped ? band.top() : band.bottom(), band.width(), 1, theme().color(Role::Line));
    }
    paintRange(painter);
}

void FlameView::paintRows(QPainter &painter, const QRect &clip, std::uint32_t first, std::uint32_t last)
{
    const auto &document = m_state.document();
    const float character = static_cast<float>(m_labels.metrics().averageCharWidth());
    const scene::FlameScene scene = scene::flameScene(*document->flame, timeMap(), first, last,
                                                      {document->slotOfString, document->derived},
                                                      character);
    FramePaint paint;
    paint.scene = &scene;
    paint.area = timeArea();
    paint.topOf = [this](std::uint32_t row) { return topOf(row); };
    if (m_state.finding()) {
        paint.tone = [this, map = timeMap()](const scene::FlameRect &rect) {
            const bool hit = m_state.found().contains(SpanIndex{rect.index})
                || (rect.count > 1 && m_state.hitIndex().any(rect.row, map.time(rect.x), map.time(double(rect.x) + rect.w)));
            return hit ? FrameTone::Plain : FrameTone::Dimmed;
        };
    }
    paint.label = [&](const scene::FlameRect &rect) {
        const std::int32_t name = document->table->name(SpanIndex{rect.index});
        return std::pair<quint64, LabelCache::Text>(static_cast<quint64>(name), [&document, name] {
            return items::textOf(document->table->text(name));
        });
    };
    painter.save();
    painter.setClipRect(clip.adjusted(kFlameViewSide, 0, -kFlameViewSide, 0));
    paintFrames(painter, theme(), m_labels, paint);
    const auto outline = [&](SpanIndex span, Role colour, double width) {
        if (span == SpanIndex::None || !document->table->isSpan(span))
            return;
        const std::uint32_t row = document->flame->rowOf(span);
        if (row >= first && row < last)
            paintOutline(painter, span, theme().color(colour), width);
    };
    outline(m_state.hovered(), Role::TextSecondary, 1);
    outline(m_state.selected(), Role::Critical, 2);
    painter.restore();
}

void FlameView::paintOutline(QPainter &painter, SpanIndex span, const QColor &colour, double width) const
{
    const QRect frame = frameRect(span);
    if (frame.isEmpty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, width));
    painter.setBrush(Qt::NoBrush);
    const double inset = width / 2;
    painter.drawRoundedRect(QRectF(frame).adjusted(inset, inset, -inset, -inset), metrics::kBarRadius, metrics::kBarRadius);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void FlameView::paintEvent(QPaintEvent *)
{
    const FrameMeter::Frame frame(m_meter);
    QPainter painter(viewport());
    paintContent(painter);
}

QRect FlameView::frameRect(SpanIndex span) const
{
    const auto &document = m_state.document();
    if (!document || span == SpanIndex::None || !document->table->isSpan(span))
        return {};
    // Clamped, for a window of nanoseconds in a trace of hours gives pixels beyond int.
    const QRect area = timeArea();
    const double left = std::clamp(xOf(document->table->start(span)), area.left() - 8.0, area.right() + 8.0);
    const double right = std::clamp(xOf(document->table->end(span)), area.left() - 8.0, area.right() + 8.0);
    const int x = static_cast<int>(std::floor(left));
    return {x, topOf(document->flame->rowOf(span)), std::max(3, static_cast<int>(std::round(right)) - x), metrics::kFlameFrame};
}

SpanIndex FlameView::spanAtPoint(QPoint at) const
{
    const auto row = rowAt(at.y());
    if (!row || !m_state.document())
        return SpanIndex::None;
    return scene::spanAt(*m_state.document()->flame, timeMap(), *row, at.x() - timeArea().left());
}

void FlameView::clickedAt(QPoint at, Qt::KeyboardModifiers)
{
    setFocus(Qt::MouseFocusReason);
    const SpanIndex span = spanAtPoint(at);
    if (span != SpanIndex::None)
        m_state.select(span, TraceState::Reveal::Yes);
}

void FlameView::doubleClickedAt(QPoint at)
{
    middleClickedAt(at);
}

void FlameView::middleClickedAt(QPoint at)
{
    const SpanIndex span = spanAtPoint(at);
    if (span == SpanIndex::None) {
        showAll();
        return;
    }
    m_state.select(span, TraceState::Reveal::Yes);
    zoomTo(scene::windowAround(*m_state.document()->table, span));
}

void FlameView::hoveredAt(QPoint at)
{
    m_state.setHovered(spanAtPoint(at));
}

void FlameView::hoverLeft()
{
    m_state.setHovered(SpanIndex::None);
}

std::optional<TimeRange> FlameView::fitTarget() const
{
    if (m_state.range())
        return m_state.range();
    if (!m_state.document() || m_state.selected() == SpanIndex::None)
        return std::nullopt;
    return m_state.document()->extentOf(m_state.selected());
}

std::optional<Nanos> FlameView::edgeNear(QPoint at, Nanos time, Nanos slack) const
{
    const auto row = rowAt(at.y());
    if (!row || !m_state.document())
        return std::nullopt;
    const SpanIndex span = m_state.document()->flame->spanAt(*row, time, slack);
    if (span == SpanIndex::None)
        return std::nullopt;
    const auto &table = *m_state.document()->table;
    const Nanos toStart = std::abs(table.start(span) - time), toEnd = std::abs(table.end(span) - time);
    if (std::min(toStart, toEnd) > slack)
        return std::nullopt;
    return toStart <= toEnd ? table.start(span) : table.end(span);
}

void FlameView::updateScrollBar()
{
    verticalScrollBar()->setRange(0, std::max(0, contentHeight() - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(kFlameViewPitch);
}

void FlameView::scrollTo(SpanIndex span)
{
    const auto &document = m_state.document();
    if (!document || span == SpanIndex::None || !document->table->isSpan(span))
        return;
    const auto row = static_cast<int>(document->flame->rowOf(span));
    if (row == 0) {
        viewport()->update();
        return;
    }
    // The root's row lies over the rows next to it once they are scrolled.
    const int top = kFlameViewTop + (m_flipped ? rowCount() - 1 - row : row) * kFlameViewPitch, bottom = top + kFlameViewPitch;
    if (m_flipped)
        revealContent(top - kFlameViewTop, bottom + kFlameViewPitch + kFlameViewTop);
    else
        revealContent(top - kFlameViewPitch - kFlameViewTop, bottom + kFlameViewTop);
}

void FlameView::resizeEvent(QResizeEvent *event)
{
    TimeCanvas::resizeEvent(event);
    updateScrollBar();
    revealAgain();
}

void FlameView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void FlameView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        const SpanIndex span = spanAtPoint(event->pos());
        if (span == SpanIndex::None)
            return;
        m_state.select(span, TraceState::Reveal::Yes);
        Q_EMIT contextMenuRequested(event->globalPos());
    } else if (m_state.selected() != SpanIndex::None) {
        Q_EMIT contextMenuRequested(viewport()->mapToGlobal(frameRect(m_state.selected()).center()));
    }
}

void FlameView::keyPressEvent(QKeyEvent *event)
{
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const auto go = [this](SpanIndex span) {
        if (span != SpanIndex::None)
            m_state.select(span, TraceState::Reveal::Yes);
    };
    const SpanIndex from = m_state.selected();
    const int key = plain ? event->key() : 0;
    if (m_state.document() && (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Left || key == Qt::Key_Right)) {
        const auto &table = *m_state.document()->table;
        if (from == SpanIndex::None)
            go(table.mainRoot());
        else if (key == Qt::Key_Up || key == Qt::Key_Down)
            go((key == Qt::Key_Up) != m_flipped ? scene::parentOf(table, from) : scene::firstChild(table, from));
        else
            m_state.stepSibling(key == Qt::Key_Left ? scene::Step::Previous : scene::Step::Next);
        return;
    }
    TimeCanvas::keyPressEvent(event);
}

bool FlameView::viewportEvent(QEvent *event)
{
    return answerToolTip(event, viewport(), [this](QPoint at) { return m_state.describe(spanAtPoint(at)); }, [this](QPoint at) { return frameRect(spanAtPoint(at)); }) ||
           TimeCanvas::viewportEvent(event);
}

} // namespace triptych::ui
