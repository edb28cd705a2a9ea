#include "ui/trace/profile_view.h"

#include "ui/common/tool_tips.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>

namespace triptych::ui {

using analysis::FlameNodeIndex;

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

void ProfileView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        select(nodeAt(event->pos()));
    if (m_current != FlameNodeIndex::None)
        Q_EMIT contextMenuRequested(event->globalPos());
}

void ProfileView::mousePressEvent(QMouseEvent *event)
{
    m_gestures.press(*event);
}

void ProfileView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_gestures.drag(*event))
        viewport()->update();
}

void ProfileView::mouseReleaseEvent(QMouseEvent *event)
{
    m_gestures.release();
    if (m_gestures.moved())
        return;
    const FlameNodeIndex node = nodeAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton)
        select(node);
    else if (event->button() == Qt::MiddleButton && node != FlameNodeIndex::None)
        zoomTo(node);
}

void ProfileView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_gestures.press(*event);
    const FlameNodeIndex node = nodeAt(event->position().toPoint());
    zoomTo(node == zoomNode() ? FlameNodeIndex::Root : node);
}

void ProfileView::wheelEvent(QWheelEvent *event)
{
    bool taken = false;
    if (m_gestures.wheel(*event, taken))
        viewport()->update();
    if (taken)
        event->accept();
    else
        QAbstractScrollArea::wheelEvent(event);
}

void ProfileView::zoomToCurrent()
{
    zoomTo(m_current);
}

void ProfileView::showAll()
{
    zoomTo(FlameNodeIndex::Root);
}

bool ProfileView::event(QEvent *event)
{
    return m_gestures.claims(*event) || QAbstractScrollArea::event(event);
}

void ProfileView::keyPressEvent(QKeyEvent *event)
{
    if (m_gestures.travel(*event)) {
        viewport()->update();
        return;
    }
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
        if (m_gestures.zoom() != FlameZoom{}) {
            showAll();
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
