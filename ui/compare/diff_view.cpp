#include "ui/compare/diff_view.h"

#include "items/cell_text.h"
#include "ui/common/tool_tips.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych::ui {

namespace {
constexpr int kDiffViewSide = metrics::kMargin, kDiffViewTop = 6, kFrame = 24, kDiffViewPitch = 26, kDiffViewInset = 6, kDiffViewLeastText = 30;
constexpr double kDiffViewBack = 0.25; ///< opacity of what does not match
constexpr std::uint32_t kNoNode = std::numeric_limits<std::uint32_t>::max();
} // namespace

DiffView::DiffView(Theme &theme, QWidget *parent) : QAbstractScrollArea(parent), m_theme(theme), m_gestures(*this, kDiffViewSide)
{
    setAccessibleName(tr("Differential flame graph"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

void DiffView::setLayout(std::shared_ptr<const scene::DiffLayout> layout, std::function<QString(double)> text)
{
    m_layout = std::move(layout);
    m_text = std::move(text);
    m_gestures.reset({});
    m_current = 0;
    layOut();
}

void DiffView::layOut()
{
    const FlameZoom &zoom = m_gestures.zoom();
    const double room = std::max(1, viewport()->width() - 2 * kDiffViewSide), left = zoom.left * zoom.scale * room;
    m_rects = m_layout ? m_layout->rects(zoom.node, zoom.scale * room) : std::vector<scene::DiffLayout::Rect>();
    // The root of all is left out: the cards above say what it would.
    std::erase_if(m_rects, [&](const auto &rect) { return rect.node == 0 || rect.x >= left + room || rect.x + rect.w <= left; });
    for (auto &rect : m_rects)
        rect.x -= left;
    const int rows = m_layout ? static_cast<int>(m_layout->rowCount()) - 1 : 0;
    verticalScrollBar()->setRange(0, std::max(0, rows * kDiffViewPitch + 2 * kDiffViewTop - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(kDiffViewPitch);
    viewport()->update();
}

void DiffView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

QRectF DiffView::placed(const scene::DiffLayout::Rect &rect) const
{
    return {kDiffViewSide + rect.x, double(kDiffViewTop + static_cast<int>(rect.row - 1) * kDiffViewPitch - verticalScrollBar()->value()),
            std::max(1.0, rect.w - (rect.w > 3 ? 2 : 0)), double(kFrame)};
}

QRectF DiffView::rectOf(std::uint32_t node) const
{
    for (const auto &rect : m_rects)
        if (rect.node == node)
            return placed(rect);
    return {};
}

std::uint32_t DiffView::nodeAt(QPoint at) const
{
    for (const auto &rect : m_rects)
        if (placed(rect).adjusted(0, 0, 1, 1).contains(at))
            return rect.node;
    return kNoNode;
}

QString DiffView::nameOf(std::uint32_t node) const
{
    const auto &diff = m_layout->diff();
    const auto frame = diff.nodes[node].frame;
    if (frame == analysis::FrameIndex::None)
        return tr("all");
    return items::textOf(diff.frames[toInt(frame)].service) + u' ' + items::textOf(diff.frames[toInt(frame)].operation);
}

QRect DiffView::shownArea() const
{
    return viewport()->rect().adjusted(kDiffViewSide, 0, -kDiffViewSide, 0);
}

QColor DiffView::inkOn(const QColor &fill)
{
    // Relative luminance as WCAG 2 defines it: above 0.179 black has the greater contrast, below white.
    const auto linear = [](float part) { return part <= 0.04045f ? part / 12.92f : std::pow((part + 0.055f) / 1.055f, 2.4f); };
    const float luminance = 0.2126f * linear(fill.redF()) + 0.7152f * linear(fill.greenF()) + 0.0722f * linear(fill.blueF());
    return luminance > 0.179f ? Qt::black : Qt::white;
}

void DiffView::paintFrame(QPainter &painter, const scene::DiffLayout::Rect &rect) const
{
    const QRectF area = placed(rect);
    const bool onlyOne = m_layout->a(rect.node) <= 0 || m_layout->b(rect.node) <= 0;
    const QColor fill = m_theme.diff(m_layout->tone(rect.node));
    painter.setPen(onlyOne ? QPen(m_theme.color(Role::Critical), 1, Qt::DashLine) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    const double half = onlyOne ? 0.5 : 0;
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), metrics::kBarRadius, metrics::kBarRadius);
    if (rect.node == m_current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Role::Accent), 2));
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), metrics::kBarRadius, metrics::kBarRadius);
    }
    QRectF text = area.intersected(QRectF(shownArea())).adjusted(kDiffViewInset, 0, -kDiffViewInset, 0);
    if (text.width() < kDiffViewLeastText - 2 * kDiffViewInset)
        return;
    painter.setPen(inkOn(fill));
    painter.setFont(m_theme.smallStrong());
    const QString change = m_text(m_layout->change(rect.node));
    const int wide = painter.fontMetrics().horizontalAdvance(change);
    if (text.width() > 3 * wide) {
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, change);
        text.setRight(text.right() - wide - kDiffViewInset);
    }
    painter.setFont(m_theme.small());
    painter.drawText(text, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(nameOf(rect.node), Qt::ElideRight, int(text.width())));
}

void DiffView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Role::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(shownArea().adjusted(-1, 0, 1, 0));
    for (const auto &rect : m_rects)
        if (const QRectF area = placed(rect); area.bottom() >= 0 && area.top() < viewport()->height()) {
            painter.setOpacity(m_match.isEmpty() || nameOf(rect.node).contains(m_match, Qt::CaseInsensitive) ? 1 : kDiffViewBack);
            paintFrame(painter, rect);
        }
}

QString DiffView::describe(std::uint32_t node) const
{
    if (!m_layout || node == kNoNode)
        return {};
    const double a = m_layout->a(node), b = m_layout->b(node);
    QString sides = tr("A %1, B %2").arg(m_text(a).remove(u'+'), m_text(b).remove(u'+'));
    if (a <= 0 || b <= 0)
        sides += u' ' + (a <= 0 ? tr("(only in B)") : tr("(only in A)"));
    return nameOf(node) + u'\n' + sides + u'\n' + tr("change %1").arg(m_text(b - a));
}

void DiffView::select(std::uint32_t node)
{
    if (!m_layout || node == kNoNode || node >= m_layout->diff().nodes.size())
        return;
    m_current = node;
    setAccessibleDescription(describe(node));
    viewport()->update();
    Q_EMIT selected(node);
}

void DiffView::setMatch(const QString &text)
{
    m_match = text;
    viewport()->update();
}

void DiffView::zoomTo(std::uint32_t node)
{
    if (m_gestures.show({node, 1, 0}))
        layOut();
}

void DiffView::mousePressEvent(QMouseEvent *event)
{
    m_gestures.press(*event);
}

void DiffView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_gestures.drag(*event))
        layOut();
}

void DiffView::mouseReleaseEvent(QMouseEvent *event)
{
    m_gestures.release();
    if (m_gestures.moved())
        return;
    const std::uint32_t node = nodeAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton)
        select(node);
    else if (event->button() == Qt::MiddleButton && node != kNoNode)
        zoomTo(node);
}

void DiffView::wheelEvent(QWheelEvent *event)
{
    bool taken = false;
    if (m_gestures.wheel(*event, taken))
        layOut();
    if (taken)
        event->accept();
    else
        QAbstractScrollArea::wheelEvent(event);
}

void DiffView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_gestures.press(*event);
    const std::uint32_t node = nodeAt(event->position().toPoint());
    zoomTo(node == kNoNode || node == m_gestures.zoom().node ? 0 : node);
}

void DiffView::contextMenuEvent(QContextMenuEvent *event)
{
    const std::uint32_t node = event->reason() == QContextMenuEvent::Keyboard ? m_current : nodeAt(event->pos());
    if (!m_layout || node == kNoNode || node == 0)
        return;
    select(node);
    Q_EMIT menuRequested(node, event->globalPos());
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (!m_layout)
        return QAbstractScrollArea::keyPressEvent(event);
    if (m_gestures.travel(*event))
        return layOut();
    const auto &nodes = m_layout->diff().nodes;
    const std::uint32_t parent = m_current == 0 ? 0 : toInt(nodes[m_current].parent);
    const auto &siblings = m_layout->children(parent), &below = m_layout->children(m_current);
    const auto here = std::find(siblings.begin(), siblings.end(), m_current);
    switch (event->key()) {
    case Qt::Key_Down:
        if (!below.empty())
            select(below.front());
        return;
    case Qt::Key_Up:
        if (parent != 0)
            select(parent);
        return;
    case Qt::Key_Left:
        if (here != siblings.end() && here != siblings.begin())
            select(*std::prev(here));
        return;
    case Qt::Key_Right:
        if (here != siblings.end() && std::next(here) != siblings.end())
            select(*std::next(here));
        return;
    case Qt::Key_F: return zoomTo(m_current);
    case Qt::Key_0: return zoomTo(0);
    case Qt::Key_Escape:
        if (m_gestures.zoom() != FlameZoom{})
            return zoomTo(0);
        break;
    default: break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

bool DiffView::event(QEvent *event)
{
    return m_gestures.claims(*event) || QAbstractScrollArea::event(event);
}

bool DiffView::viewportEvent(QEvent *event)
{
    return answerToolTip(event, viewport(), [this](QPoint at) { return describe(nodeAt(at)); }) || QAbstractScrollArea::viewportEvent(event);
}

} // namespace triptych::ui
