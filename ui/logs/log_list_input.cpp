#include "items/cell_text.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/data_table.h"
#include "ui/logs/log_list.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

namespace triptych::ui {

QString LogList::messageOf(qint64 row) const
{
    const auto *line = m_lines.peek(row);
    return line ? items::textOf(line->row.body) : QString();
}

qsizetype LogList::letterAt(qint64 row, const QPoint &at) const
{
    const QString text = messageOf(row);
    const QRect place = rowRect(row);
    const QRect cell = columnRect(m_lines.messageColumn(), place.top(), place.height());
    const QFontMetrics measure(mono());
    qsizetype begin = 0, length = text.size();
    if (m_wrap) {
        const int letter = std::max(1, measure.horizontalAdvance(u'0'));
        const qsizetype perLine = std::max(1, cell.width() / letter);
        begin = std::min<qsizetype>(text.size(), perLine * std::max(0, (at.y() - cell.top()) / lineHeight()));
        length = std::min(perLine, text.size() - begin);
    }
    const int x = at.x() - cell.left();
    qsizetype low = 0, high = length; // the last letter whose left edge is at or before x
    while (low < high) {
        const qsizetype middle = (low + high + 1) / 2;
        if (measure.horizontalAdvance(text.mid(begin, middle)) <= x)
            low = middle;
        else
            high = middle - 1;
    }
    return begin + low;
}

QString LogList::pickedText() const
{
    if (m_pick.empty())
        return {};
    return messageOf(m_pick.row).mid(std::min(m_pick.from, m_pick.to), std::abs(m_pick.to - m_pick.from));
}

void LogList::pickWord(Way way)
{
    if (m_current < 0)
        return;
    const QString text = messageOf(m_current);
    if (m_pick.row != m_current)
        m_pick = way == Way::Forward ? TextPick{m_current, 0, 0} : TextPick{m_current, text.size(), text.size()};
    m_pick = way == Way::Forward ? nextWord(text, m_pick) : previousWord(text, m_pick);
    viewport()->update();
}

std::optional<qint64> LogList::takeCount()
{
    const qint64 count = std::exchange(m_count, 0);
    viewport()->update();
    return count > 0 ? std::optional(count) : std::nullopt;
}

void LogList::copyLines()
{
    if (!m_pick.empty())
        return QApplication::clipboard()->setText(pickedText());
    QStringList text;
    for (qint64 row = std::min(m_current, m_anchor); row >= 0 && row <= std::max(m_current, m_anchor); ++row)
        if (const auto *line = m_lines.row(row))
            text.push_back(items::fullTimeText(line->row.time) + u'\t' +
                           items::textOf(telemetry::name(line->row.level)).toUpper() + u'\t' +
                           items::textOf(line->row.service) + u'\t' + QString::fromStdString(line->row.body));
    QApplication::clipboard()->setText(text.join(u'\n'));
}

void LogList::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0)
            zoomText(event->angleDelta().y() > 0 ? 1 : -1);
        return event->accept();
    }
    const int pixels = event->pixelDelta().isNull()
                           ? event->angleDelta().y() * QApplication::wheelScrollLines() * lineHeight() / 120
                           : event->pixelDelta().y();
    scrollBy(-pixels);
    event->accept();
}

void LogList::keyPressEvent(QKeyEvent *event)
{
    const Select select = event->modifiers() & Qt::ShiftModifier ? Select::Range : Select::Line;
    constexpr qint64 kMostCount = 1'000'000'000'000;
    if (const int digit = event->key() - Qt::Key_0; digit >= 0 && digit <= 9 && !(event->modifiers() & ~Qt::KeypadModifier)) {
        m_count = std::min(kMostCount, m_count * 10 + digit);
        return viewport()->update();
    }
    m_count = 0;
    switch (event->key()) {
    case Qt::Key_Up: return moveBy(-1, select);
    case Qt::Key_Down: return moveBy(1, select);
    case Qt::Key_PageUp: return movePage(-1, select);
    case Qt::Key_PageDown: return movePage(1, select);
    case Qt::Key_Home: return moveTo(0, select);
    case Qt::Key_End: return moveTo(rows() - 1, select);
    default: break;
    }
    if (event->matches(QKeySequence::Copy))
        return copyLines();
    QAbstractScrollArea::keyPressEvent(event);
}

void LogList::mousePressEvent(QMouseEvent *event)
{
    const Hit hit = hitAt(event->pos());
    if (hit.row < 0)
        return;
    if (event->modifiers() & Qt::ShiftModifier)
        return moveTo(hit.row, Select::Range);
    setCurrent(hit.row);
    if (hit.row != newestRow())
        suspendFollow(); // what is looked at stays
    if (event->button() != Qt::LeftButton)
        return;
    if (hit.chevron)
        return toggleRecord(hit.row);
    m_picking = hit.column == m_lines.messageColumn();
    if (m_picking) {
        const qsizetype letter = letterAt(hit.row, event->pos());
        m_pick = {hit.row, letter, letter};
    }
    const auto *line = m_lines.peek(hit.row);
    if (hit.column == m_lines.traceColumn() && line && !line->row.trace.empty())
        Q_EMIT traceWanted(hit.row);
}

void LogList::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Hit hit = hitAt(event->pos());
    if (hit.row < 0 || event->button() != Qt::LeftButton)
        return;
    if (hit.column == m_lines.messageColumn()) {
        m_picking = false;
        m_pick = wordAt(messageOf(hit.row), hit.row, letterAt(hit.row, event->pos()));
        viewport()->update();
    } else {
        toggleRecord(hit.row);
    }
}

void LogList::mouseMoveEvent(QMouseEvent *event)
{
    const Hit hit = hitAt(event->pos());
    const bool inText = m_picking && (event->buttons() & Qt::LeftButton) && hit.row == m_pick.row;
    if (inText) {
        m_pick.to = letterAt(hit.row, event->pos());
        viewport()->update();
    }
    if ((event->buttons() & Qt::LeftButton) && hit.row >= 0 && !inText && std::abs(hit.row - m_anchor) <= kMostCopied) {
        m_current = hit.row;
        m_pick = {}; // out of the line: whole lines are meant
        viewport()->update();
    }
    const auto *line = m_lines.peek(hit.row);
    const bool link = hit.column == m_lines.traceColumn() && line && !line->row.trace.empty();
    const bool text = hit.row >= 0 && hit.column == m_lines.messageColumn() && !hit.chevron;
    viewport()->setCursor(link || hit.chevron ? Qt::PointingHandCursor : text ? Qt::IBeamCursor : Qt::ArrowCursor);
    if (hit.row == m_hovered)
        return;
    m_hovered = hit.row;
    viewport()->update();
}

void LogList::leaveEvent(QEvent *event)
{
    QAbstractScrollArea::leaveEvent(event);
    m_hovered = -1;
    viewport()->update();
}

void LogList::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LogList::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool LogList::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const Hit hit = hitAt(help->pos());
        const QModelIndex cell = hit.row < 0 ? QModelIndex() : m_lines.index(int(hit.row), hit.column);
        const QString tip = cell.data(Qt::ToolTipRole).toString();
        QToolTip::showText(help->globalPos(), tip, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LogList::contextMenuEvent(QContextMenuEvent *event)
{
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint at = keyboard ? rowRect(m_current).center() : viewport()->mapFromGlobal(event->globalPos());
    const Hit hit = hitAt(at);
    if (hit.row < 0)
        return;
    if (hit.row < std::min(m_current, m_anchor) || hit.row > std::max(m_current, m_anchor))
        setCurrent(hit.row);
    QMenu menu(this);
    Q_EMIT menuRequested(&menu, hit.row, hit.column);
    const QModelIndex cell = m_lines.index(int(hit.row), hit.column);
    const QString key = cell.data(items::TagKeyRole).toString(), value = cell.data(items::TagValueRole).toString();
    if (!key.isEmpty() && !value.isEmpty()) {
        menu.addSeparator();
        addTagActions(menu, m_context, key, value);
    }
    menu.exec(viewport()->mapToGlobal(at));
}

} // namespace triptych::ui
