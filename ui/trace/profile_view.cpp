#include "ui/trace/profile_view.h"

#include "items/cell_text.h"
#include "ui/common/tool_tips.h"
#include "ui/trace/frame_painter.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <vector>

namespace triptych::ui {

using analysis::FlameNodeIndex;
using analysis::FlameWeight;

namespace {
constexpr int kProfileViewSide = metrics::kMargin, kProfileViewTop = 10;
constexpr int kProfileViewPitch = metrics::kFlameFrame + metrics::kFlameGap;

/// The node of the same path in another profile; None: it has no such path.
FlameNodeIndex samePath(const analysis::FlameProfile &from, FlameNodeIndex node, const analysis::FlameProfile &to)
{
    if (node == FlameNodeIndex::None)
        return node;
    std::vector<analysis::FrameIndex> path; // a chain may be a million deep
    for (; node != FlameNodeIndex::Root; node = from.node(node).parent)
        path.push_back(from.node(node).frame);
    FlameNodeIndex at = FlameNodeIndex::Root;
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        const analysis::Frame &wanted = from.frame(*step);
        const auto children = to.children(at);
        const auto next = std::find_if(children.begin(), children.end(), [&](std::uint32_t child) {
            const analysis::Frame &frame = to.frame(to.node(FlameNodeIndex{child}).frame);
            return frame.service == wanted.service && frame.operation == wanted.operation;
        });
        if (next == children.end())
            return FlameNodeIndex::None;
        at = FlameNodeIndex{*next};
    }
    return at;
}
} // namespace

ProfileView::ProfileView(Theme &theme, Root root, QWidget *parent)
    : QAbstractScrollArea(parent), m_theme(theme), m_root(root), m_labels(theme.small())
{
    setAccessibleName(root == Root::Above ? tr("Merged flame graph") : tr("Callers"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, [this] {
        m_labels.setFont(m_theme.small());
        viewport()->update();
    });
}

void ProfileView::setProfile(std::shared_ptr<const analysis::FlameProfile> profile, FlameWeight weight)
{
    const bool both = m_profile && profile;
    const FlameNodeIndex zoom = both ? samePath(*m_profile, m_zoom, *profile) : FlameNodeIndex::None;
    m_current = both ? samePath(*m_profile, m_current, *profile) : FlameNodeIndex::None;
    m_zoom = zoom == FlameNodeIndex::None ? FlameNodeIndex::Root : zoom;
    m_profile = std::move(profile);
    m_weight = weight;
    m_labels.clear();
    m_slots.clear();
    if (m_profile)
        for (const analysis::Frame &frame : m_profile->frames())
            m_slots.push_back(static_cast<std::uint8_t>(Theme::serviceSlot(QString::fromStdString(frame.service))));
    layOut();
}

void ProfileView::setWeight(FlameWeight weight)
{
    m_weight = weight;
    layOut();
}

void ProfileView::layOut()
{
    m_layout = m_profile ? scene::FlameLayout(m_profile, m_weight) : scene::FlameLayout();
    collectHits();
    updateScrollBar();
    viewport()->update();
}

void ProfileView::flip()
{
    m_root = m_root == Root::Above ? Root::Below : Root::Above;
    updateScrollBar();
    viewport()->update();
}

void ProfileView::setCurrentFrame(analysis::FrameIndex frame)
{
    if (m_profile && m_current != FlameNodeIndex::None && m_profile->node(m_current).frame == frame)
        return;
    m_current = FlameNodeIndex::None;
    for (std::size_t i = 0; m_profile && i < m_profile->nodes().size(); ++i) {
        if (m_profile->nodes()[i].frame == frame && frame != analysis::FrameIndex::None) {
            m_current = FlameNodeIndex{static_cast<std::uint32_t>(i)};
            break;
        }
    }
    viewport()->update();
}

double ProfileView::width() const
{
    return std::max(1, viewport()->width() - 2 * kProfileViewSide);
}

void ProfileView::updateScrollBar()
{
    const int rows = m_layout.isNull() ? 0 : static_cast<int>(m_layout.rowCount());
    verticalScrollBar()->setRange(0, std::max(0, rows * kProfileViewPitch + 2 * kProfileViewTop - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(kProfileViewPitch);
    if (m_root == Root::Below)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

int ProfileView::topOf(std::uint32_t row) const
{
    if (m_root == Root::Above)
        return kProfileViewTop + static_cast<int>(row) * kProfileViewPitch - verticalScrollBar()->value();
    const int last = std::max(static_cast<int>(m_layout.rowCount()) * kProfileViewPitch + kProfileViewTop, viewport()->height() - kProfileViewTop);
    return last - static_cast<int>(row + 1) * kProfileViewPitch - verticalScrollBar()->value();
}

FlameNodeIndex ProfileView::nodeAt(QPoint at) const
{
    if (m_layout.isNull())
        return FlameNodeIndex::None;
    const int fromRoot = m_root == Root::Above ? at.y() - topOf(0) : topOf(0) + kProfileViewPitch - 1 - at.y();
    if (fromRoot < 0 || fromRoot / kProfileViewPitch >= static_cast<int>(m_layout.rowCount()))
        return FlameNodeIndex::None;
    return m_layout.nodeAt(m_zoom, width(), static_cast<std::uint32_t>(fromRoot / kProfileViewPitch), at.x() - kProfileViewSide);
}

void ProfileView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Role::Surface));
    if (m_layout.isNull())
        return;
    const float character = static_cast<float>(m_labels.metrics().averageCharWidth());
    const scene::FlameScene scene = m_layout.scene(m_zoom, width(), 0, m_layout.rowCount(), m_slots, character);
    const auto &frames = m_profile->frames();
    FramePaint paint;
    paint.scene = &scene;
    paint.area = QRect(kProfileViewSide, 0, static_cast<int>(width()), viewport()->height());
    paint.topOf = [this](std::uint32_t row) { return topOf(row); };
    paint.tone = [this](const scene::FlameRect &rect) {
        const bool whole = m_profile->node(FlameNodeIndex{rect.index}).frame == analysis::FrameIndex::None;
        if (whole)
            return FrameTone::Neutral;
        const bool other = m_pattern && !m_matching[toInt(m_profile->node(FlameNodeIndex{rect.index}).frame)];
        return other ? FrameTone::Dimmed : FrameTone::Plain;
    };
    const auto currentFrame = m_current == FlameNodeIndex::None ? analysis::FrameIndex::None : m_profile->node(m_current).frame;
    paint.label = [&](const scene::FlameRect &rect) {
        const auto frame = m_profile->node(FlameNodeIndex{rect.index}).frame;
        const auto key = static_cast<quint64>(toInt(frame));
        return std::pair<quint64, LabelCache::Text>(key, [&frames, frame]() -> QString {
            if (frame == analysis::FrameIndex::None)
                return tr("all");
            return items::textOf(frames[toInt(frame)].service) + u' ' + items::textOf(frames[toInt(frame)].operation);
        });
    };
    painter.setClipRect(paint.area);
    paintFrames(painter, m_theme, m_labels, paint);
    if (currentFrame == analysis::FrameIndex::None)
        return;
    painter.setBrush(Qt::NoBrush);
    for (const auto &rect : scene.rects) {
        const FlameNodeIndex node{rect.index};
        if (m_profile->node(node).frame != currentFrame)
            continue;
        painter.setPen(QPen(m_theme.color(Role::Critical), node == m_current ? 2 : 1));
        painter.drawRect(QRectF(kProfileViewSide + rect.x + 1, topOf(rect.row) + 1, std::max(1.f, rect.w - 2), metrics::kFlameFrame - 2));
    }
}

QString ProfileView::describe(FlameNodeIndex node) const
{
    if (node == FlameNodeIndex::None || !m_profile)
        return {};
    const auto &sums = m_profile->node(node);
    QString text = sums.frame == analysis::FrameIndex::None
        ? tr("all")
        : items::textOf(m_profile->frame(sums.frame).service) + u' ' + items::textOf(m_profile->frame(sums.frame).operation);
    return text + u'\n' + tr("%1 total, %2 self, %3 spans, %4 errors, %5 of all")
        .arg(items::durationText(sums.total), items::durationText(sums.self), items::countText(sums.count),
             items::countText(sums.errors), items::percentText(m_layout.share(node)));
}

void ProfileView::select(FlameNodeIndex node)
{
    if (node == FlameNodeIndex::None)
        return;
    m_current = node;
    viewport()->update();
    setAccessibleDescription(describe(node));
    Q_EMIT nodeSelected(node);
    const auto frame = m_profile->node(node).frame;
    if (frame != analysis::FrameIndex::None)
        Q_EMIT frameSelected(QString::fromStdString(m_profile->frame(frame).service),
                             QString::fromStdString(m_profile->frame(frame).operation));
}

void ProfileView::walk(int key)
{
    if (m_layout.isNull())
        return;
    if (m_current == FlameNodeIndex::None) {
        select(FlameNodeIndex::Root);
        return;
    }
    const FlameNodeIndex parent = m_profile->node(m_current).parent;
    const bool up = (key == Qt::Key_Up) == (m_root == Root::Above);
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        const auto children = up ? std::vector<FlameNodeIndex>{} : m_profile->childrenByWeight(m_current, m_weight);
        select(up ? parent : children.empty() ? FlameNodeIndex::None : children.front());
    } else if (parent != FlameNodeIndex::None) {
        const auto siblings = m_profile->childrenByWeight(parent, m_weight);
        const auto here = std::find(siblings.begin(), siblings.end(), m_current);
        if (key == Qt::Key_Left && here != siblings.begin())
            select(*std::prev(here));
        else if (key == Qt::Key_Right && here != siblings.end() && std::next(here) != siblings.end())
            select(*std::next(here));
    }
}

void ProfileView::setMatches(const std::optional<analysis::FramePattern> &pattern)
{
    m_pattern = pattern;
    collectHits();
    viewport()->update();
}

void ProfileView::collectHits()
{
    m_matching.clear();
    m_hits.clear();
    if (!m_pattern || !m_profile)
        return;
    for (const analysis::Frame &frame : m_profile->frames())
        m_matching.push_back(m_pattern->matches(frame));
    const auto &nodes = m_profile->nodes();
    for (std::uint32_t i = 1; i < nodes.size(); ++i)
        if (m_matching[toInt(nodes[i].frame)] && m_layout.share(FlameNodeIndex{i}) > 0)
            m_hits.push_back(i);
    std::sort(m_hits.begin(), m_hits.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(nodes[a].depth, m_layout.left(FlameNodeIndex{a})) < std::pair(nodes[b].depth, m_layout.left(FlameNodeIndex{b}));
    });
}

int ProfileView::matchNumber() const
{
    const auto found = std::find(m_hits.begin(), m_hits.end(), toInt(m_current));
    return found == m_hits.end() ? 0 : static_cast<int>(found - m_hits.begin()) + 1;
}

void ProfileView::stepMatch(int by)
{
    if (m_hits.empty())
        return;
    const int count = static_cast<int>(m_hits.size()), here = matchNumber();
    const int next = here == 0 ? (by > 0 ? 0 : count - 1) : (here - 1 + by + count) % count;
    select(FlameNodeIndex{m_hits[static_cast<std::size_t>(next)]});
    if (!middleOf(m_current))
        m_zoom = FlameNodeIndex::Root;
    const int top = topOf(m_profile->node(m_current).depth);
    if (top < 0 || top + kProfileViewPitch > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + top - viewport()->height() / 2);
    viewport()->update();
}

std::optional<QPoint> ProfileView::middleOf(FlameNodeIndex node) const
{
    if (m_layout.isNull() || node == FlameNodeIndex::None || m_layout.share(m_zoom) <= 0)
        return std::nullopt;
    const double scale = width() / m_layout.share(m_zoom);
    const double x = (m_layout.left(node) + m_layout.share(node) / 2 - m_layout.left(m_zoom)) * scale;
    const QPoint at(kProfileViewSide + static_cast<int>(x), topOf(m_profile->node(node).depth) + kProfileViewPitch / 2);
    return nodeAt(at) == node ? std::optional(at) : std::nullopt;
}

void ProfileView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        select(nodeAt(event->pos()));
    if (m_current != FlameNodeIndex::None)
        Q_EMIT contextMenuRequested(event->globalPos());
}

void ProfileView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

void ProfileView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void ProfileView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position().toPoint();
    m_moved = false;
}

void ProfileView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton)))
        return;
    m_moved |= (at - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (m_moved)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (at.y() - m_last.y()));
    m_last = at;
}

void ProfileView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_moved && event->button() == Qt::LeftButton)
        select(nodeAt(event->position().toPoint()));
}

void ProfileView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const FlameNodeIndex node = nodeAt(event->position().toPoint());
    m_zoom = node == FlameNodeIndex::None || node == m_zoom ? FlameNodeIndex::Root : node;
    viewport()->update();
}

void ProfileView::zoomToCurrent()
{
    m_zoom = m_current == FlameNodeIndex::None ? FlameNodeIndex::Root : m_current;
    viewport()->update();
}

void ProfileView::showAll()
{
    m_zoom = FlameNodeIndex::Root;
    viewport()->update();
}

void ProfileView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Right: walk(event->key()); return;
    case Qt::Key_F: zoomToCurrent(); return;
    case Qt::Key_0: showAll(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current != FlameNodeIndex::None && m_profile->node(m_current).frame != analysis::FrameIndex::None) {
            const auto &frame = m_profile->frame(m_profile->node(m_current).frame);
            Q_EMIT frameActivated(QString::fromStdString(frame.service), QString::fromStdString(frame.operation));
        }
        return;
    case Qt::Key_Escape:
        if (m_zoom != FlameNodeIndex::Root) {
            m_zoom = FlameNodeIndex::Root;
            viewport()->update();
            return;
        }
        break;
    default: break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

bool ProfileView::viewportEvent(QEvent *event)
{
    return answerToolTip(event, viewport(), [this](QPoint at) { return describe(nodeAt(at)); }) || QAbstractScrollArea::viewportEvent(event);
}

} // namespace triptych::ui
