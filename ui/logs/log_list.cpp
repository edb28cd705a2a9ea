#include "ui/logs/log_list.h"

#include "items/cell_text.h"
#include "ui/explore/cell_delegate.h"
#include "ui/explore/data_table.h"
#include "ui/logs/log_list_accessible.h"
#include "ui/logs/log_record.h"
#include "ui/logs/overview_bar.h"

#include <QAccessible>
#include <QMenu>
#include <algorithm>
#include <limits>

namespace triptych::ui {

using items::LogsModel;

namespace {
constexpr int kLogListGutter = 18; ///< for the level stripe, the mark and the chevron
constexpr int kTime[] = {112, 160, 198}; // by Days
constexpr int kLevel = 64, kService = 126, kTag = 100, kTrace = 92, kLeastMessage = 120;
constexpr int kMostFontSteps = 12, kLeastFontSteps = -5;
constexpr int kMostWrappedLines = 60;
} // namespace

LogList::LogList(Context &context, items::LogsModel &lines, items::LogPlaces &places, QWidget *parent)
    : QAbstractScrollArea(parent), m_context(context), m_lines(lines), m_places(places), m_colours(context.pool, context.session.colours()),
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
    context.workspace.busy().watch(m_colours.job());
    connect(&lines, &items::PagedModel::queryAnswered, &m_colours, [this] { m_colours.askLogs(m_lines.source(), m_lines.selection()); });
    connect(&m_colours, &items::RuleColouring::changed, viewport(), qOverload<>(&QWidget::update));

    m_header->setModel(&lines);
    m_header->setMinimumSectionSize(30);
    m_header->setStretchLastSection(false);
    m_header->setOffset(-kLogListGutter + CellDelegate::kSide);
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
    const auto takeDays = [this] {
        m_lines.setDays(m_context.workspace.days());
        fitColumns();
    };
    connect(&context.workspace, &Workspace::daysChanged, this, takeDays);
    takeDays();
    connect(&lines, &QAbstractItemModel::modelAboutToBeReset, this, &LogList::keepTop);
    connect(&lines, &QAbstractItemModel::modelReset, this, &LogList::reset);
    connect(&lines, &QAbstractItemModel::dataChanged, this, [this] {
        // Wrapped lines got their height only now.
        clampTop();
        if (m_shown >= 0)
            showRow(m_shown);
        viewport()->update();
    });
    connect(&places, &items::LogPlaces::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&context.session.labels(), &session::TextLabels::changed, viewport(), qOverload<>(&QWidget::update));
    installLogListAccessibility();
    connect(&context.theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void LogList::keepTop()
{
    m_keptTop = newestRow() == 0 && m_top > 0 && !follows() ? m_lines.recordAt(m_top) : telemetry::RecordId::None;
}

void LogList::reset()
{
    fitColumns();
    toggleRecord(-1);
    m_pick = {};
    if (m_keptTop != telemetry::RecordId::None && m_lines.ids()) {
        const auto &ids = *m_lines.ids();
        if (const auto at = std::find(ids.begin(), ids.end(), m_keptTop); at != ids.end()) {
            const qint64 came = at - ids.begin() - m_top;
            m_top += came;
            m_current += came;
        }
    }
    m_anchor = m_current = rows() == 0 ? -1 : std::clamp<qint64>(m_current, 0, rows() - 1);
    m_bar->setRows(rows());
    clampTop();
    if (follows())
        showNewest();
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
            return {row, m_header->logicalIndexAt(at.x()), at.x() < kLogListGutter + metrics::kGrid};
        y += height;
    }
    return {};
}

void LogList::fitColumns()
{
    if (m_header->count() <= LogsModel::FirstTag)
        return;
    m_header->setGeometry(0, 0, viewport()->width(), metrics::kTableRow);
    int used = kLogListGutter - CellDelegate::kSide;
    for (int column = 0; column < m_header->count(); ++column) {
        if (column == m_lines.messageColumn())
            continue;
        const int width = column == LogsModel::Time          ? kTime[std::size_t(m_lines.days())]
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
    clampTop();
    if ((pixels < 0) == (newestRow() > 0))
        suspendFollow();
    else
        resumeFollow();
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
    const bool up = m_bar->value() < m_top;
    m_top = m_bar->value();
    m_offset = 0;
    clampTop();
    if (up == (newestRow() > 0))
        suspendFollow();
    else
        resumeFollow();
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
    if (m_pick.row != row)
        m_pick = {};
    viewport()->update();
    if (QAccessible::isActive() && hasFocus()) {
        QAccessibleEvent focused(this, QAccessible::Focus);
        focused.setChild(int(row));
        QAccessible::updateAccessibility(&focused);
    }
    Q_EMIT currentChanged(row);
}

QString LogList::describe(qint64 row) const
{
    const auto *line = m_lines.peek(row);
    if (!line)
        return tr("line %1, loading").arg(row + 1);
    QStringList words{items::fullTimeText(line->row.time), items::textOf(telemetry::name(line->row.level)),
                      items::serviceText(items::textOf(line->row.service)), items::textOf(line->row.body)};
    if (m_places.isMarked(line->row.record))
        words.prepend(tr("marked"));
    words.removeAll(QString());
    return words.join(QStringLiteral(", "));
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
    if (m_current != newestRow())
        suspendFollow();
    else
        resumeFollow();
}

void LogList::moveBy(qint64 step, Select select)
{
    moveTo(m_current < 0 ? 0 : m_current + step, select);
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

qint64 LogList::newestRow() const
{
    return m_header->sortIndicatorOrder() == Qt::AscendingOrder ? rows() - 1 : 0;
}

void LogList::showNewest()
{
    if (rows() == 0)
        return;
    setCurrent(newestRow());
    showRow(m_current);
}

void LogList::setFollow(bool follow)
{
    if (follows() == follow && m_follow != Follow::Suspended)
        return;
    m_follow = follow ? Follow::On : Follow::Off;
    if (follow)
        showNewest();
    Q_EMIT stateChanged();
}

void LogList::suspendFollow()
{
    if (!follows())
        return;
    m_follow = Follow::Suspended;
    Q_EMIT stateChanged();
}

void LogList::resumeFollow()
{
    if (m_follow != Follow::Suspended || !rowRect(newestRow()).isValid())
        return;
    m_follow = Follow::On;
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
        const auto *rule = m_colours.ruleOf(m_lines.recordAt(row));
        m_record = new LogRecord(m_context, m_lines.recordAt(row), rule ? items::textOf(rule->title()) : QString(), viewport());
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

} // namespace triptych::ui
