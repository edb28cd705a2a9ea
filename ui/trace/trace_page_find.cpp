#include "ui/trace/trace_page.h"

#include "ui/common/find_bar.h"
#include "ui/common/table_find.h"
#include "ui/trace/statistics_page.h"
#include "ui/trace/trace_state.h"

#include <QKeyEvent>
#include <QStackedWidget>

namespace triptych::ui {

/// In the statistics the groups are what there is to find, elsewhere the spans.
bool TracePage::findsGroups() const
{
    return m_views->currentWidget() == m_statistics;
}

void TracePage::openFind()
{
    if (findsGroups())
        m_statistics->find().open();
    else
        m_find->open();
}

void TracePage::stepFound(scene::Step step)
{
    if (findsGroups())
        m_statistics->find().step(step == scene::Step::Next ? 1 : -1);
    else
        m_state->stepHit(step);
}

void TracePage::showFindCount()
{
    m_find->setCount(m_state->hitNumber(), m_state->found().hits.size());
}

void TracePage::keyPressEvent(QKeyEvent *event)
{
    // The ladder of Esc: find bar, then the range (the canvas took that), then the selection.
    if (event->key() != Qt::Key_Escape) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (m_find->isVisible())
        m_find->close();
    else if (m_state->range())
        m_state->setRange(std::nullopt);
    else if (m_state->selected() != SpanIndex::None)
        m_state->select(SpanIndex::None);
    else
        QWidget::keyPressEvent(event);
}

} // namespace triptych::ui
