#include "ui/trace/span_logs_view.h"

#include "items/cell_text.h"
#include "ui/common/rule_mark.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using telemetry::Level;

namespace {

constexpr int kTierHeight = 28, kSpanLogsViewLeft = 12, kSpanLogsViewStripe = 3, kSpanLogsViewMark = 5;
constexpr int kSmallestFont = 9, kLargestFont = 20;

class LogDelegate : public QStyledItemDelegate
{
public:
    LogDelegate(Theme &theme, SpanLogsModel &logs, SpanLogsView *view)
        : QStyledItemDelegate(view), m_theme(theme), m_logs(logs), m_view(view)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const bool tier = m_logs.row(index.row()).kind == SpanLogsModel::Kind::Tier;
        const int line = std::max<int>(metrics::kLogRow, QFontMetrics(m_view->font()).height() + metrics::kGrid);
        return {0, tier ? kTierHeight : line};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const SpanLogsModel::Row &row = m_logs.row(index.row());
        if (row.kind == SpanLogsModel::Kind::Tier)
            paintTier(*painter, option.rect, row);
        else
            paintLine(*painter, option, index.row(), row);
    }

private:
    void paintTier(QPainter &painter, const QRect &rect, const SpanLogsModel::Row &row) const
    {
        painter.fillRect(rect, m_theme.color(Role::Window));
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, m_theme.color(Role::Line));
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, m_theme.color(Role::Line));
        QFont strong = m_theme.small();
        strong.setWeight(QFont::DemiBold);
        const QRect text = rect.adjusted(kSpanLogsViewLeft, 0, -kSpanLogsViewLeft, 0);
        painter.setFont(strong);
        painter.setPen(m_theme.color(Role::Text));
        painter.drawText(text, Qt::AlignVCenter, row.text);
        painter.setFont(m_theme.small());
        painter.setPen(m_theme.color(Role::TextSecondary));
        const QFontMetrics small(m_theme.small());
        const QString count = items::countText(row.count);
        const QRect detail = text.adjusted(QFontMetrics(strong).horizontalAdvance(row.text) + 8, 0, -small.horizontalAdvance(count) - 8, 0);
        painter.drawText(detail, Qt::AlignVCenter, small.elidedText(row.detail, Qt::ElideRight, detail.width()));
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight, count);
    }

    void paintLine(QPainter &painter, const QStyleOptionViewItem &option, int number, const SpanLogsModel::Row &row) const
    {
        const QRect rect = option.rect;
        const telemetry::LogRow &log = m_logs.line(row.line).row;
        if (option.state & QStyle::State_Selected)
            painter.fillRect(rect, m_theme.color(Role::AccentSoft));
        else if (option.state & QStyle::State_MouseOver)
            painter.fillRect(rect, m_theme.color(Role::Window));
        if (const auto *rule = m_view->colouring().ruleOf(log.record))
            paintRule(painter, m_theme, *rule, rect, rect.left() + kSpanLogsViewStripe + 1);
        if (SpanLogsModel::isProblem(log.level))
            painter.fillRect(rect.left(), rect.top(), kSpanLogsViewStripe, rect.height(), m_theme.level(static_cast<int>(log.level)));
        if (row.kind == SpanLogsModel::Kind::Line && m_view->isMarked(log.record))
            painter.fillRect(rect.left() + kSpanLogsViewStripe + 2, rect.center().y() - kSpanLogsViewMark / 2, kSpanLogsViewMark, kSpanLogsViewMark, m_theme.color(Role::Accent));
        painter.setFont(m_view->font());
        const QFontMetrics fm(m_view->font());
        const double character = QFontMetricsF(m_view->font()).horizontalAdvance(u'0');
        int x = rect.left() + kSpanLogsViewLeft;
        const auto write = [&](const QString &text, const QColor &colour, int characters) {
            const int width = characters > 0 ? static_cast<int>(std::ceil(characters * character)) : rect.right() - kSpanLogsViewLeft - x;
            const QString shown = fm.elidedText(text, Qt::ElideRight, width);
            painter.setPen(colour);
            painter.drawText(QRect(x, rect.top(), width, rect.height()), Qt::AlignVCenter, shown);
            x += width + static_cast<int>(character * 1.5);
        };
        if (row.kind == SpanLogsModel::Kind::Body) {
            x += static_cast<int>(2 * character);
            write(row.text, m_theme.color(Role::TextSecondary), 0);
            return;
        }
        write(m_logs.timeOf(row.line), m_theme.color(Role::TextSecondary), 12);
        write(SpanLogsModel::levelText(log), m_theme.level(static_cast<int>(log.level)), 5);
        // Narrow panes give the body their room.
        write(items::serviceText(items::textOf(log.service)), m_theme.color(Role::Text), rect.width() > 60 * character ? 10 : 8);
        if (m_view->matches().size() > static_cast<std::size_t>(number) && m_view->matches()[static_cast<std::size_t>(number)])
            painter.fillRect(QRect(x - 2, rect.top() + 3, rect.right() - kSpanLogsViewLeft - x, rect.height() - 6), m_theme.color(Role::Match));
        const QString body = SpanLogsModel::shownBody(log);
        paintStretches(painter, rect, x, body, number);
        write(body, m_theme.color(Role::Text), 0);
    }

    /// Coloured labels and the selected word under a body that begins at x.
    void paintStretches(QPainter &painter, const QRect &rect, int x, const QString &body, int number) const
    {
        const QFontMetrics fm(m_view->font());
        const auto ground = [&](qsizetype from, qsizetype length, QColor colour) {
            colour.setAlphaF(0.3f);
            const int left = x + fm.horizontalAdvance(body.left(from)), width = fm.horizontalAdvance(body.mid(from, length));
            painter.fillRect(QRect(left, rect.top() + 3, std::min(width, rect.right() - kSpanLogsViewLeft - left), rect.height() - 6), colour);
        };
        const auto &labels = m_view->labels();
        for (int label = 0; label < session::TextLabels::kCount && labels.any(); ++label) {
            const QString text = QString::fromStdString(labels.text(label));
            for (qsizetype at = text.isEmpty() ? -1 : body.indexOf(text, 0, Qt::CaseInsensitive); at >= 0;
                 at = body.indexOf(text, at + text.size(), Qt::CaseInsensitive))
                ground(at, text.size(), m_theme.label(label));
        }
        const TextPick &picked = m_view->picked();
        if (picked.row == number && !picked.empty())
            ground(picked.from, picked.to - picked.from, m_theme.color(Role::Selection));
    }

    Theme &m_theme;
    SpanLogsModel &m_logs;
    SpanLogsView *m_view;
};

} // namespace

SpanLogsView::SpanLogsView(Context &context, SpanLogsModel &logs, QWidget *parent)
    : QListView(parent), m_theme(context.theme), m_labels(context.session.labels()), m_colours(context.pool, context.session.colours()), m_logs(logs)
{
    Theme &theme = m_theme;
    setAccessibleName(tr("Log lines of the span"));
    setFont(theme.mono());
    setModel(&logs);
    setItemDelegate(new LogDelegate(theme, logs, this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    connect(this, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (m_logs.lineAt(index.row()))
            Q_EMIT lineChosen(index.row());
    });
    connect(this, &QListView::doubleClicked, this, [this](const QModelIndex &index) { Q_EMIT lineActivated(index.row()); });
    connect(&logs, &QAbstractItemModel::modelReset, this, [this] {
        m_matches.clear();
        m_pick = {};
        applyShow();
    });
    context.workspace.busy().watch(m_colours.job());
    connect(&m_colours, &items::RuleColouring::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&m_labels, &session::TextLabels::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void SpanLogsView::setMatches(std::vector<bool> rows)
{
    m_matches = std::move(rows);
    applyShow();
    viewport()->update();
}

bool SpanLogsView::isListed(int row) const
{
    const auto kind = m_logs.row(row).kind;
    const auto *line = m_logs.lineAt(row);
    if (m_show == Show::All || kind == SpanLogsModel::Kind::Tier || !line)
        return true;
    const bool found = row < static_cast<int>(m_matches.size()) && m_matches[static_cast<std::size_t>(row)];
    return (m_show != Show::Marks && found) || (m_show != Show::Matches && isMarked(line->row.record));
}

void SpanLogsView::applyShow()
{
    const bool none = m_show == Show::Marks ? m_marks.empty() : m_show == Show::Matches && matchCount() == 0;
    if (none)
        m_show = Show::All; // nothing is left that it could show
    for (int row = 0; row < m_logs.rowCount(); ++row)
        setRowHidden(row, !isListed(row));
}

void SpanLogsView::cycleShow()
{
    std::vector<Show> ways{Show::All};
    if (!m_marks.empty() && matchCount() > 0)
        ways.push_back(Show::MarksAndMatches);
    if (!m_marks.empty())
        ways.push_back(Show::Marks);
    if (matchCount() > 0)
        ways.push_back(Show::Matches);
    const auto now = std::find(ways.begin(), ways.end(), m_show);
    m_show = now == ways.end() || now + 1 == ways.end() ? ways.front() : *(now + 1);
    applyShow();
    if (currentIndex().isValid())
        scrollTo(currentIndex());
}

void SpanLogsView::pickWord(Way way)
{
    const int row = currentIndex().row();
    const auto *line = m_logs.lineAt(row);
    if (!line)
        return;
    const QString text = SpanLogsModel::shownBody(line->row);
    if (m_pick.row != row)
        m_pick = way == Way::Forward ? TextPick{row, 0, 0} : TextPick{row, text.size(), text.size()};
    m_pick = way == Way::Forward ? nextWord(text, m_pick) : previousWord(text, m_pick);
    viewport()->update();
}

QString SpanLogsView::pickedText() const
{
    const auto *line = m_logs.lineAt(int(m_pick.row));
    return line && !m_pick.empty() ? SpanLogsModel::shownBody(line->row).mid(m_pick.from, m_pick.to - m_pick.from) : QString();
}

std::optional<int> SpanLogsView::takeCount()
{
    const int count = std::exchange(m_count, 0);
    return count > 0 ? std::optional(count) : std::nullopt;
}

void SpanLogsView::goToLine(int line)
{
    int row = 0;
    for (; row < m_logs.rowCount() - 1; ++row)
        if (m_logs.row(row).kind == SpanLogsModel::Kind::Line && --line <= 0)
            break;
    move(row - std::max(0, currentIndex().row()));
}

void SpanLogsView::stepLevel(Level least, Level below, Way way)
{
    step(way, [this, least, below](int row) {
        const Level of = m_logs.lineAt(row)->row.level;
        return of >= least && of < below;
    });
}

void SpanLogsView::movePage(double pages)
{
    move(int(pages * std::max(1, viewport()->height() / metrics::kLogRow - 1)));
}

void SpanLogsView::toggleBody()
{
    m_logs.toggleBody(currentIndex().row());
}

std::size_t SpanLogsView::matchCount() const
{
    return static_cast<std::size_t>(std::count(m_matches.begin(), m_matches.end(), true));
}

int SpanLogsView::matchNumber() const
{
    const int row = currentIndex().row();
    if (row < 0 || row >= static_cast<int>(m_matches.size()) || !m_matches[static_cast<std::size_t>(row)])
        return 0;
    return static_cast<int>(std::count(m_matches.begin(), m_matches.begin() + row + 1, true));
}

void SpanLogsView::showRow(int row)
{
    setCurrentIndex(m_logs.index(row));
    scrollTo(m_logs.index(row));
}

void SpanLogsView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_byUser && current.isValid() && m_logs.lineAt(current.row()))
        Q_EMIT lineChosen(current.row());
}

template <typename Wanted> void SpanLogsView::step(Way way, Wanted wanted)
{
    const int count = m_logs.rowCount();
    const int by = way == Way::Forward ? 1 : -1;
    int row = currentIndex().isValid() ? currentIndex().row() : (by > 0 ? -1 : count);
    for (int tried = 0; tried < count; ++tried) {
        row = (row + by + count) % count;
        if (m_logs.row(row).kind == SpanLogsModel::Kind::Line && !isRowHidden(row) && wanted(row)) {
            m_byUser = true;
            setCurrentIndex(m_logs.index(row));
            m_byUser = false;
            return;
        }
    }
}

void SpanLogsView::move(int rows)
{
    const int count = m_logs.rowCount();
    int row = std::clamp(currentIndex().isValid() ? currentIndex().row() + rows : 0, 0, std::max(0, count - 1));
    const int by = rows < 0 ? -1 : 1;
    while (row >= 0 && row < count && (!m_logs.lineAt(row) || isRowHidden(row)))
        row += by;
    if (row < 0 || row >= count)
        return;
    m_byUser = true;
    setCurrentIndex(m_logs.index(row));
    m_byUser = false;
}

void SpanLogsView::stepMatch(Way way)
{
    step(way, [this](int row) { return row < static_cast<int>(m_matches.size()) && m_matches[static_cast<std::size_t>(row)]; });
}

void SpanLogsView::stepMark(Way way)
{
    step(way, [this](int row) { return isMarked(m_logs.lineAt(row)->row.record); });
}

void SpanLogsView::toggleMark()
{
    const auto *line = m_logs.lineAt(currentIndex().row());
    if (!line)
        return;
    if (!m_marks.erase(line->row.record))
        m_marks.insert(line->row.record);
    applyShow();
    viewport()->update();
}

void SpanLogsView::keyPressEvent(QKeyEvent *event)
{
    constexpr int kMostCount = 100'000'000;
    if (const int digit = event->key() - Qt::Key_0; digit >= 0 && digit <= 9 && !(event->modifiers() & ~Qt::KeypadModifier)) {
        m_count = std::min(kMostCount, m_count * 10 + digit);
        return;
    }
    m_count = 0;
    switch (event->key()) {
    case Qt::Key_Down: move(1); return;
    case Qt::Key_Up: move(-1); return;
    case Qt::Key_PageDown: movePage(1); return;
    case Qt::Key_PageUp: movePage(-1); return;
    case Qt::Key_Home: move(-m_logs.rowCount()); return;
    case Qt::Key_End: move(m_logs.rowCount()); return;
    default: break;
    }
    event->ignore(); // no type-ahead: letters are commands
}

void SpanLogsView::mouseMoveEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    Q_EMIT lineHovered(index.isValid() && m_logs.lineAt(index.row()) ? index.row() : -1);
    if (!(event->buttons() & Qt::LeftButton)) // dragging over lines must not open spans one after the other
        QListView::mouseMoveEvent(event);
}

void SpanLogsView::leaveEvent(QEvent *event)
{
    Q_EMIT lineHovered(-1);
    QListView::leaveEvent(event);
}

void SpanLogsView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QListView::wheelEvent(event);
        return;
    }
    QFont larger = font();
    larger.setPixelSize(std::clamp(larger.pixelSize() + (event->angleDelta().y() > 0 ? 1 : -1), kSmallestFont, kLargestFont));
    setFont(larger);
    scheduleDelayedItemsLayout();
    event->accept();
}

} // namespace triptych::ui
