#include "ui/trace/profile_view.h"

#include "items/cell_text.h"
#include "ui/trace/frame_painter.h"

#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <vector>

namespace triptych::ui {

using analysis::FlameNodeIndex;
using analysis::FlameWeight;

namespace {
constexpr int kProfileViewTop = 10;
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
    : QAbstractScrollArea(parent), m_theme(theme), m_root(root), m_labels(theme.small()), m_gestures(*this, kSide)
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
    const FlameNodeIndex zoom = both ? samePath(*m_profile, zoomNode(), *profile) : FlameNodeIndex::None;
    m_current = both ? samePath(*m_profile, m_current, *profile) : FlameNodeIndex::None;
    // What is shown stays where its frame is still there; the way back is of the graph that was.
    m_gestures.reset(zoom == FlameNodeIndex::None ? FlameZoom{} : FlameZoom{toInt(zoom), m_gestures.zoom().scale, m_gestures.zoom().left});
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
    return std::max(1, viewport()->width() - 2 * kSide);
}

double ProfileView::graphWidth() const
{
    return width() * m_gestures.zoom().scale;
}

double ProfileView::graphLeft() const
{
    return m_gestures.zoom().left * graphWidth();
}

void ProfileView::zoomTo(FlameNodeIndex node)
{
    if (m_gestures.show({node == FlameNodeIndex::None ? 0 : toInt(node), 1, 0}))
        viewport()->update();
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
    const double x = at.x() - kSide;
    if (x < 0 || x >= width())
        return FlameNodeIndex::None;
    return m_layout.nodeAt(zoomNode(), graphWidth(), static_cast<std::uint32_t>(fromRoot / kProfileViewPitch), x + graphLeft());
}

void ProfileView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Role::Surface));
    if (m_layout.isNull())
        return;
    const float character = static_cast<float>(m_labels.metrics().averageCharWidth());
    scene::FlameScene scene = m_layout.scene(zoomNode(), graphWidth(), 0, m_layout.rowCount(), m_slots, character);
    const auto left = static_cast<float>(graphLeft()), right = static_cast<float>(graphLeft() + width());
    std::erase_if(scene.rects, [&](const scene::FlameRect &rect) { return rect.x >= right || rect.x + rect.w <= left; });
    for (scene::FlameRect &rect : scene.rects)
        rect.x -= left;
    const auto &frames = m_profile->frames();
    FramePaint paint;
    paint.scene = &scene;
    paint.area = QRect(kSide, 0, static_cast<int>(width()), viewport()->height());
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
        painter.drawRect(QRectF(kSide + rect.x + 1, topOf(rect.row) + 1, std::max(1.f, rect.w - 2), metrics::kFlameFrame - 2));
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
        showAll();
    const int top = topOf(m_profile->node(m_current).depth);
    if (top < 0 || top + kProfileViewPitch > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + top - viewport()->height() / 2);
    viewport()->update();
}

std::optional<QPoint> ProfileView::middleOf(FlameNodeIndex node) const
{
    if (m_layout.isNull() || node == FlameNodeIndex::None || m_layout.share(zoomNode()) <= 0)
        return std::nullopt;
    const double scale = graphWidth() / m_layout.share(zoomNode());
    const double x = (m_layout.left(node) + m_layout.share(node) / 2 - m_layout.left(zoomNode())) * scale - graphLeft();
    const QPoint at(kSide + static_cast<int>(x), topOf(m_profile->node(node).depth) + kProfileViewPitch / 2);
    return nodeAt(at) == node ? std::optional(at) : std::nullopt;
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

} // namespace triptych::ui
