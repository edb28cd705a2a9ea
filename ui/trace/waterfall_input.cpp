#include "ui/trace/waterfall_view.h"

#include "ui/common/tool_tips.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

namespace {
constexpr int kDividerGrip = 3;
constexpr int kLeastRow = 16, kMostRow = 48, kRowStep = 2;
} // namespace

void WaterfallView::activateRow(SpanIndex span)
{
    m_state.select(span);
}

void WaterfallView::clickedAt(QPoint at, Qt::KeyboardModifiers)
{
    setFocus(Qt::MouseFocusReason);
    const SpanIndex span = spanAtPoint(at);
    if (span == SpanIndex::None)
        return;
    const std::int64_t row = m_state.rows().rowOf(span);
    const int chevron = geometry().chevronX(m_state.document()->table->indent(span));
    const bool opens = m_state.rows().hasChildren(span) || m_state.rows().groupSize(row) > 1;
    if (opens && at.x() < m_treeWidth && std::abs(at.x() - chevron) <= metrics::kPadding) {
        m_state.changeRows([span](scene::RowLayout &rows) { rows.toggle(span); });
        return;
    }
    activateRow(span);
}

void WaterfallView::doubleClickedAt(QPoint at)
{
    middleClickedAt(at);
}

void WaterfallView::middleClickedAt(QPoint at)
{
    const SpanIndex span = spanAtPoint(at);
    if (span == SpanIndex::None)
        return;
    m_state.select(span);
    zoomTo(scene::windowAround(*m_state.document()->table, span));
}

void WaterfallView::hoveredAt(QPoint at)
{
    if (onDivider(at))
        viewport()->setCursor(Qt::SplitHCursor);
    m_state.setHovered(spanAtPoint(at));
}

void WaterfallView::hoverLeft()
{
    m_state.setHovered(SpanIndex::None);
}

void WaterfallView::changeRowHeight(int step)
{
    m_rowHeight = std::clamp(m_rowHeight + step * kRowStep, kLeastRow, kMostRow);
    m_overview.clear();
    forgetRevealed();
    updateScrollBar();
    viewport()->update();
}

std::optional<TimeRange> WaterfallView::fitTarget() const
{
    if (m_state.range())
        return m_state.range();
    if (!m_state.document() || m_state.selected() == SpanIndex::None)
        return std::nullopt;
    return m_state.document()->extentOf(m_state.selected());
}

std::optional<Nanos> WaterfallView::edgeNear(QPoint at, Nanos time, Nanos slack) const
{
    std::optional<Nanos> best;
    if (!m_state.document())
        return best;
    const auto &table = *m_state.document()->table;
    const auto consider = [&](Nanos edge) {
        const Nanos off = std::abs(edge - time);
        if (off <= slack && (!best || off < std::abs(*best - time)))
            best = edge;
    };
    const auto considerSpan = [&](SpanIndex span) {
        consider(table.start(span));
        consider(table.end(span));
    };
    // The row pointed at wins over nearer edges of other rows.
    if (const SpanIndex here = spanAtPoint(at); here != SpanIndex::None)
        considerSpan(here);
    if (best)
        return best;
    for (const auto &bar : m_scene.bars)
        considerSpan(bar.span);
    return best;
}

bool WaterfallView::onDivider(QPoint at) const
{
    return std::abs(at.x() - m_treeWidth) <= kDividerGrip;
}

void WaterfallView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && onDivider(event->position().toPoint())) {
        m_draggingDivider = true;
        return;
    }
    TimeCanvas::mousePressEvent(event);
}

void WaterfallView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_draggingDivider)
        setTreeWidth(event->position().toPoint().x());
    else
        TimeCanvas::mouseMoveEvent(event);
}

void WaterfallView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_draggingDivider, false))
        TimeCanvas::mouseReleaseEvent(event);
}

void WaterfallView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        const SpanIndex span = spanAtPoint(event->pos());
        if (span == SpanIndex::None)
            return;
        m_state.select(span);
        Q_EMIT contextMenuRequested(event->globalPos());
    } else if (m_state.selected() != SpanIndex::None) {
        Q_EMIT contextMenuRequested(viewport()->mapToGlobal(rowRect(m_state.selected()).center()));
    }
}

void WaterfallView::keyPressEvent(QKeyEvent *event)
{
    const auto page = std::max<std::int64_t>(1, viewport()->height() / m_rowHeight - 1);
    const auto all = m_state.rows().isNull() ? 0 : m_state.rows().rowCount();
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    switch (plain ? event->key() : 0) {
    case Qt::Key_Up: m_state.stepRow(-1); return;
    case Qt::Key_Down: m_state.stepRow(1); return;
    case Qt::Key_PageUp: m_state.stepRow(-page); return;
    case Qt::Key_PageDown: m_state.stepRow(page); return;
    case Qt::Key_Home: m_state.stepRow(-all); return;
    case Qt::Key_End: m_state.stepRow(all); return;
    case Qt::Key_Left: m_state.goLeft(); return;
    case Qt::Key_Right: m_state.goRight(); return;
    case Qt::Key_Asterisk: m_state.openSubtree(); return;
    default: TimeCanvas::keyPressEvent(event);
    }
}

bool WaterfallView::viewportEvent(QEvent *event)
{
    return answerToolTip(event, viewport(), [this](QPoint at) { return m_state.describe(spanAtPoint(at)); }, [this](QPoint at) { return rowRect(spanAtPoint(at)); }) ||
           TimeCanvas::viewportEvent(event);
}

} // namespace triptych::ui
