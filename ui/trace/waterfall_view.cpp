#include "ui/trace/waterfall_view.h"

#include "ui/common/paint_mark.h"
#include "ui/trace/waterfall_accessible.h"

#include <QAccessible>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych::ui {

namespace {
constexpr int kTree = 370, kLeastTree = 160, kLeastBars = 120;
constexpr double kWaterfallViewGutter = 0.1, kMostGutter = 0.4;
constexpr int kOverview = 4;
} // namespace

WaterfallView::WaterfallView(TraceState &state, QWidget *parent)
    : TimeCanvas(state.context().theme, state.context().session.window(), parent), m_state(state),
      m_painter(state.context().theme), m_treeWidth(kTree)
{
    installWaterfallAccessibility();
    setPreferences(state.context().preferences);
    setAccessibleName(tr("Waterfall"));
    setTrailingGutter(kWaterfallViewGutter);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    const auto repaint = qOverload<>(&QWidget::update);
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_painter.documentChanged();
        m_overview.clear();
        verticalScrollBar()->setValue(0);
    });
    connect(&state, &TraceState::rowsChanged, this, [this] {
        m_overview.clear();
        forgetRevealed();
        updateScrollBar();
        viewport()->update();
    });
    connect(&state, &TraceState::selectedChanged, this, [this] {
        viewport()->update();
        if (QAccessible::isActive() && m_state.selected() != SpanIndex::None) {
            QAccessibleEvent event(this, QAccessible::Focus);
            event.setChild(static_cast<int>(m_state.rows().rowOf(m_state.selected())));
            QAccessible::updateAccessibility(&event);
        }
    });
    connect(&state, &TraceState::hoveredChanged, viewport(), repaint);
    connect(&state, &TraceState::revealed, this, &WaterfallView::scrollTo);
    connect(&state, &TraceState::overlayChanged, this, [this] {
        m_overview.clear();
        setRange(m_state.range());
        viewport()->update();
    });
    connect(this, &TimeCanvas::rangeChanged, &state, &TraceState::setRange);
    connect(&theme(), &Theme::changed, this, [this] { m_painter.themeChanged(); });
}

double WaterfallView::trailingGutter() const
{
    // Narrow views need a larger share for the same text.
    const double text = m_painter.durationTextWidth() + metrics::kPadding;
    return std::clamp(text / timeArea().width(), kWaterfallViewGutter, kMostGutter);
}

void WaterfallView::setTreeWidth(int width)
{
    // Before the view has its size there is nothing to fit it into; resizeEvent() does so then.
    if (!testAttribute(Qt::WA_PendingResizeEvent))
        width = std::clamp(width, kLeastTree, std::max(kLeastTree, viewport()->width() - kLeastBars));
    if (std::exchange(m_treeWidth, width) == width)
        return;
    setTrailingGutter(trailingGutter());
    Q_EMIT treeWidthChanged(width);
    Q_EMIT timeAreaChanged();
}

QRect WaterfallView::timeArea() const
{
    return {m_treeWidth, 0, std::max(1, viewport()->width() - m_treeWidth), viewport()->height()};
}

WaterfallGeometry WaterfallView::geometry() const
{
    return {QRect(0, 0, m_treeWidth, viewport()->height()), timeArea(), m_rowHeight, verticalScrollBar()->value()};
}

std::pair<std::int64_t, std::int64_t> WaterfallView::visibleRows() const
{
    const std::int64_t scroll = verticalScrollBar()->value();
    const std::int64_t count = m_state.rows().isNull() ? 0 : m_state.rows().rowCount();
    return {std::min(count, scroll / m_rowHeight),
            std::min(count, (scroll + viewport()->height() + m_rowHeight - 1) / m_rowHeight)};
}

const scene::WaterfallScene &WaterfallView::currentScene()
{
    const auto &document = m_state.document();
    const auto [first, last] = visibleRows();
    const SceneKey key{document.get(), m_state.rows().version(), window().window(), timeArea().width(),
                       first, last, m_state.criticalShown()};
    if (key == m_sceneKey)
        return m_scene;
    m_sceneKey = key;
    m_scene = {};
    if (!document || m_state.rows().isNull())
        return m_scene;
    scene::WaterfallInput input;
    input.rows = &m_state.rows();
    input.firstRow = first;
    input.lastRow = last;
    input.map = timeMap();
    input.style = {document->slotOfString, document->derived};
    input.critical = m_state.criticalShown() ? &document->critical : nullptr;
    input.marks = document->marks.get();
    input.durationTextWidth = m_painter.durationTextWidth();
    m_scene = scene::waterfallScene(input);
    return m_scene;
}

void WaterfallView::paintContent(QPainter &painter)
{
    const auto &scene = currentScene();
    m_painter.paint(painter, m_state, scene, geometry(),
                    hasFocus() ? WaterfallPainter::Focus::Here : WaterfallPainter::Focus::Elsewhere);
    paintMarker(painter);
    paintRange(painter);
    paintOverview(painter);
}

void WaterfallView::paintEvent(QPaintEvent *)
{
    const FrameMeter::Frame frame(m_meter);
    QPainter painter(viewport());
    paintContent(painter);
    if (!m_state.rows().isNull()) {
        static PaintMark mark("waterfall");
        mark.set();
    }
}

void WaterfallView::paintMarker(QPainter &painter) const
{
    if (!m_state.marker())
        return;
    const QRect area = timeArea();
    const double x = std::round(xOf(*m_state.marker()));
    if (x < area.left() || x > area.right())
        return;
    QPen pen(theme().color(Role::Accent), 1, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({2, 2});
    painter.setPen(pen);
    painter.drawLine(QLineF(x + 0.5, area.top(), x + 0.5, area.bottom()));
}

void WaterfallView::paintOverview(QPainter &painter)
{
    if (!m_state.finding() || m_state.rows().rowCount() == 0)
        return;
    const int height = viewport()->height();
    if (static_cast<int>(m_overview.size()) != height) {
        m_overview.assign(static_cast<std::size_t>(std::max(1, height)), 0);
        const auto rows = static_cast<double>(m_state.rows().rowCount());
        for (const std::uint32_t hit : m_state.found().hits) {
            const auto at = static_cast<double>(m_state.rows().rowOf(SpanIndex{hit})) / rows;
            m_overview[static_cast<std::size_t>(std::clamp(at * height, 0.0, height - 1.0))] = 1;
        }
    }
    const int left = viewport()->width() - kOverview;
    for (int y = 0; y < height; ++y)
        if (m_overview[static_cast<std::size_t>(y)])
            painter.fillRect(left, y, kOverview, 2, theme().color(Role::Warning));
}

void WaterfallView::resizeEvent(QResizeEvent *event)
{
    TimeCanvas::resizeEvent(event);
    setTreeWidth(std::clamp(m_treeWidth, kLeastTree, std::max(kLeastTree, viewport()->width() - kLeastBars)));
    setTrailingGutter(trailingGutter());
    updateScrollBar();
    revealAgain();
    Q_EMIT timeAreaChanged();
}

void WaterfallView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void WaterfallView::updateScrollBar()
{
    const std::int64_t height = m_state.rows().isNull() ? 0 : m_state.rows().contentHeight(m_rowHeight);
    const auto most = std::min<std::int64_t>(height - viewport()->height(), std::numeric_limits<int>::max() / 2);
    verticalScrollBar()->setRange(0, static_cast<int>(std::max<std::int64_t>(0, most)));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_rowHeight);
}

void WaterfallView::scrollTo(SpanIndex span)
{
    const std::int64_t row = m_state.rows().rowOf(span);
    if (row < 0)
        return;
    // With the neighbours, so that one sees that there is more.
    revealContent((row - 1) * m_rowHeight, (row + 2) * m_rowHeight);
}

SpanIndex WaterfallView::spanAtPoint(QPoint at) const
{
    if (m_state.rows().isNull() || at.y() < 0)
        return SpanIndex::None;
    return scene::rowAt(m_state.rows(), at.y() + std::int64_t(verticalScrollBar()->value()), m_rowHeight);
}

QRect WaterfallView::rowRect(SpanIndex span) const
{
    const std::int64_t row = m_state.rows().isNull() ? -1 : m_state.rows().rowOf(span);
    if (row < 0)
        return {};
    return {0, geometry().top(row), viewport()->width(), m_rowHeight};
}

QRect WaterfallView::barRect(SpanIndex span) const
{
    const QRect row = rowRect(span);
    if (row.isEmpty())
        return {};
    const auto &table = *m_state.document()->table;
    const int left = static_cast<int>(std::floor(xOf(table.start(span))));
    const int right = static_cast<int>(std::ceil(xOf(table.end(span))));
    const WaterfallGeometry place = geometry();
    return {left, place.barTop(m_state.rows().rowOf(span)), std::max(1, right - left), place.barHeight()};
}

} // namespace triptych::ui
