#include "ui/logs/log_list.h"

#include "items/cell_text.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/cell_delegate.h"
#include "ui/explore/data_table.h"
#include "ui/logs/log_record.h"
#include "ui/logs/overview_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>
#include <limits>

namespace triptych::ui {

using items::LogsModel;

namespace {
constexpr int kGutter = 18; ///< for the level stripe, the mark and the chevron
constexpr int kTime = 112, kLevel = 64, kService = 126, kTag = 100, kTrace = 92, kLeastMessage = 120;
constexpr int kMostFontSteps = 12, kLeastFontSteps = -5;
constexpr int kMostWrappedLines = 60;
constexpr qint64 kMostCopied = 10'000;
} // namespace

LogList::LogList(Context &context, items::LogsModel &lines, items::LogPlaces &places, QWidget *parent)
    : QAbstractScrollArea(parent), m_context(context), m_lines(lines), m_places(places),
      m_header(new DataHeader(context.theme, [](int column) { return column == LogsModel::Time; }, this)),
      m_bar(new OverviewBar(context.theme, places))
{
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setVerticalScrollBar(m_bar);
    setViewportMargins(0, metrics::kTableRow, 0, 0);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Log lines"));

    m_header->setModel(&lines);
    m_header->setMinimumSectionSize(30);
    m_header->setStretchLastSection(false);
    m_header->setOffset(-kGutter + CellDelegate::kSide);
    m_header->setSortIndicator(LogsModel::Time, Qt::AscendingOrder);
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_header, &QHeaderView::sortIndicatorChanged, &lines, &LogsModel::sort);
    connect(m_header, &QHeaderView::sectionResized, viewport(), qOverload<>(&QWidget::update));
    connect(m_header, &QHeaderView::sectionMoved, viewport(), qOverload<>(&QWidget::update));
    connect(m_header, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        QMenu menu(this);
        Q_EMIT headerMenuRequested(&menu, m_header->logicalIndexAt(at));
        if (!menu.isEmpty())
            menu.exec(m_header->mapToGlobal(at));
    });
    connect(&lines, &QAbstractItemModel::modelReset, this, &LogList::reset);
    connect(&lines, &QAbstractItemModel::dataChanged, this, [this] {
        // Wrapped lines got their height only now.
        clampTop();
        if (m_shown >= 0)
            showRow(m_shown);
        viewport()->update();
    });
    connect(&places, &items::LogPlaces::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&context.theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void LogList::reset()
{
    fitColumns();
    toggleRecord(-1);
    m_anchor = m_current = rows() == 0 ? -1 : std::clamp<qint64>(m_current, 0, rows() - 1);
    m_bar->setRows(rows());
    if (m_follow && rows() > 0)
        m_anchor = m_current = m_top = rows() - 1;
    clampTop();
    viewport()->update();
}

int LogList::lineHeight() const
{
    return std::max(metrics::kLogRow + m_fontStep, QFontMetrics(mono()).height() + metrics::kGrid);
}

int LogList::lineCount(qint64 row) const
{
    const auto *line = m_wrap ? m_lines.peek(row) : nullptr;
    if (!line)
        return 1;
    const int letter = std::max(1, QFontMetrics(mono()).horizontalAdvance(u'0'));
    const int perLine = std::max(1, columnRect(m_lines.messageColumn(), 0, 1).width() / letter);
    const auto letters = qsizetype(items::textOf(line->row.body).size());
    return int(std::clamp<qsizetype>((letters + perLine - 1) / perLine, 1, kMostWrappedLines));
}

int LogList::heightOf(qint64 row) const
{
    const int lines = lineHeight() * lineCount(row);
    return row == m_open && m_record ? lines + m_record->heightFor(viewport()->width()) : lines;
}

QRect LogList::columnRect(int column, int y, int height) const
{
    const int x = m_header->sectionViewportPosition(column) + CellDelegate::kSide;
    return {x, y, std::max(0, m_header->sectionSize(column) - 2 * CellDelegate::kSide), height};
}

QRect LogList::rowRect(qint64 row) const
{
    int y = -m_offset;
    for (qint64 at = m_top; at < rows() && y < viewport()->height(); ++at) {
        const int height = heightOf(at);
        if (at == row)
            return {0, y, viewport()->width(), height};
        y += height;
    }
    return {};
}

LogList::Hit LogList::hitAt(const QPoint &at) const
{
    int y = -m_offset;
    for (qint64 row = m_top; row < rows() && y < viewport()->height(); ++row) {
        const int height = heightOf(row);
        if (at.y() < y + height)
            return {row, m_header->logicalIndexAt(at.x()), at.x() < kGutter + metrics::kGrid};
        y += height;
    }
    return {};
}

void LogList::fitColumns()
{
    if (m_header->count() <= LogsModel::FirstTag)
        return;
    m_header->setGeometry(0, 0, viewport()->width(), metrics::kTableRow);
    int used = kGutter - CellDelegate::kSide;
    for (int column = 0; column < m_header->count(); ++column) {
        if (column == m_lines.messageColumn())
            continue;
        const int width = column == LogsModel::Time          ? kTime
                          : column == LogsModel::Level       ? kLevel
                          : column == LogsModel::Service     ? kService
                          : column == m_lines.traceColumn() ? kTrace
                                                             : kTag;
        m_header->resizeSection(column, width);
        used += width;
    }
    m_header->resizeSection(m_lines.messageColumn(), std::max(kLeastMessage, viewport()->width() - used));
}

void LogList::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    fitColumns();
    clampTop();
}

void LogList::scrollBy(int pixels)
{
    m_shown = -1;
    m_offset += pixels;
    while (m_offset < 0 && m_top > 0)
        m_offset += heightOf(--m_top);
    while (m_top < rows() - 1 && m_offset >= heightOf(m_top))
        m_offset -= heightOf(m_top++);
    if (pixels < 0 && m_follow)
        setFollow(false);
    clampTop();
}

/// Keeps the last line at the bottom of the view, never higher.
void LogList::clampTop()
{
    const int view = viewport()->height();
    m_top = std::clamp<qint64>(m_top, 0, std::max<qint64>(0, rows() - 1));
    m_offset = rows() == 0 ? 0 : std::clamp(m_offset, 0, heightOf(m_top));
    int filled = -m_offset;
    for (qint64 row = m_top; row < rows() && filled < view; ++row)
        filled += heightOf(row);
    if (filled < view) {
        m_top = rows();
        filled = 0;
        while (m_top > 0 && filled < view)
            filled += heightOf(--m_top);
        m_offset = std::max(0, filled - view);
    }
    syncBar();
    placeRecord();
    viewport()->update();
}

void LogList::syncBar()
{
    const int line = lineHeight();
    const int page = std::max(1, viewport()->height() / line);
    m_syncing = true;
    // In lines, not pixels: ten million lines of any height stay far inside an int.
    const auto last = std::max<qint64>(0, rows() - page);
    m_bar->setRange(0, int(std::min<qint64>(last, std::numeric_limits<int>::max())));
    m_bar->setPageStep(page);
    m_bar->setSingleStep(1);
    m_bar->setValue(int(std::min<qint64>(m_top, last)));
    m_syncing = false;
}

void LogList::scrollContentsBy(int, int)
{
    if (m_syncing)
        return;
    m_shown = -1;
    if (m_bar->value() < m_top && m_follow)
        setFollow(false);
    m_top = m_bar->value();
    m_offset = 0;
    clampTop();
}

void LogList::showRow(qint64 row)
{
    if (row < 0 || row >= rows())
        return;
    m_shown = row;
    const auto inView = [&] {
        const QRect at = rowRect(row);
        return at.isValid() && at.top() >= 0 && at.top() + lineHeight() <= viewport()->height();
    };
    if (inView())
        return;
    const int half = viewport()->height() / lineHeight() / 2;
    const bool near = std::abs(row - m_top) <= 2 * half + 2;
    const bool below = row > m_top;
    m_offset = 0;
    m_top = near ? row : std::max<qint64>(0, row - half);
    clampTop();
    if ((near && below) || !inView()) {
        // At the bottom edge: what stands over it fills the view.
        m_top = row;
        int room = viewport()->height() - heightOf(row);
        while (m_top > 0 && room > 0)
            room -= heightOf(--m_top);
        m_offset = std::max(0, -room);
        clampTop();
    }
}

void LogList::setCurrent(qint64 row)
{
    if (row < 0 || row >= rows())
        return;
    m_anchor = row;
    if (row == m_current)
        return viewport()->update();
    m_current = row;
    viewport()->update();
    Q_EMIT currentChanged(row);
}

void LogList::moveTo(qint64 row, Select select)
{
    if (rows() == 0)
        return;
    const qint64 anchor = m_anchor;
    setCurrent(std::clamp<qint64>(row, 0, rows() - 1));
    if (select == Select::Range && anchor >= 0 && std::abs(m_current - anchor) <= kMostCopied)
        m_anchor = anchor;
    showRow(m_current);
    viewport()->update();
}

void LogList::moveBy(qint64 step, Select select)
{
    moveTo(m_current < 0 ? 0 : m_current + step, select);
    if (step < 0)
        setFollow(false);
}

void LogList::movePage(double pages, Select select)
{
    moveBy(qint64(pages * std::max(1, viewport()->height() / lineHeight() - 1)), select);
}

void LogList::setWrap(bool wrap)
{
    m_wrap = wrap;
    clampTop();
    Q_EMIT stateChanged();
}

void LogList::setTimes(Times times)
{
    m_times = times;
    viewport()->update();
    Q_EMIT stateChanged();
}

void LogList::setReferenceHere()
{
    const auto *line = m_lines.peek(m_current);
    if (!line)
        return;
    const bool again = m_reference == line->row.time;
    m_reference = again ? std::nullopt : std::optional(line->row.time);
    setTimes(again ? Times::Absolute : Times::Relative);
}

void LogList::zoomText(int steps)
{
    m_fontStep = steps == 0 ? 0 : std::clamp(m_fontStep + steps, kLeastFontSteps, kMostFontSteps);
    clampTop();
}

void LogList::setFollow(bool follow)
{
    if (m_follow == follow)
        return;
    m_follow = follow;
    if (follow)
        moveTo(rows() - 1);
    Q_EMIT stateChanged();
}

void LogList::toggleRecord(qint64 row)
{
    const bool close = row == m_open || row < 0 || row >= rows();
    if (m_record)
        m_record->deleteLater();
    m_record = nullptr;
    m_open = -1;
    if (!close) {
        m_open = row;
        m_record = new LogRecord(m_context, m_lines.recordAt(row), viewport());
        connect(m_record, &LogRecord::heightChanged, this, &LogList::clampTop);
        connect(m_record, &LogRecord::traceWanted, this, [this] { Q_EMIT traceWanted(m_open); });
        connect(m_record, &LogRecord::referenceWanted, this, [this] {
            setCurrent(m_open);
            setReferenceHere();
        });
        connect(m_record, &LogRecord::closed, this, [this] {
            toggleRecord(-1);
            setFocus();
        });
    }
    clampTop();
}

void LogList::placeRecord()
{
    if (!m_record)
        return;
    const QRect row = rowRect(m_open);
    m_record->setVisible(row.isValid());
    if (!row.isValid())
        return;
    const int lines = lineHeight() * lineCount(m_open);
    m_record->setGeometry(row.left(), row.top() + lines, row.width(), row.height() - lines);
}

void LogList::copyLines()
{
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
    if (event->button() != Qt::LeftButton)
        return;
    if (hit.chevron)
        return toggleRecord(hit.row);
    const auto *line = m_lines.peek(hit.row);
    if (hit.column == m_lines.traceColumn() && line && !line->row.trace.empty())
        Q_EMIT traceWanted(hit.row);
}

void LogList::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Hit hit = hitAt(event->pos());
    if (hit.row >= 0 && event->button() == Qt::LeftButton)
        toggleRecord(hit.row);
}

void LogList::mouseMoveEvent(QMouseEvent *event)
{
    const Hit hit = hitAt(event->pos());
    if ((event->buttons() & Qt::LeftButton) && hit.row >= 0 && std::abs(hit.row - m_anchor) <= kMostCopied) {
        m_current = hit.row;
        viewport()->update();
    }
    const auto *line = m_lines.peek(hit.row);
    const bool link = hit.column == m_lines.traceColumn() && line && !line->row.trace.empty();
    viewport()->setCursor(link || hit.chevron ? Qt::PointingHandCursor : Qt::ArrowCursor);
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
