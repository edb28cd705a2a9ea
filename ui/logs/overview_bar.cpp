#include "ui/logs/overview_bar.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

namespace triptych::ui {

namespace {
constexpr int kOverviewBarWidth = 13, kTick = 2, kOverviewBarSide = 2, kShortestThumb = 24;
constexpr double kFaintest = 0.25;
constexpr float kGlass = 0.25f, kGlassDown = 0.45f;
}

OverviewBar::OverviewBar(Theme &theme, const items::LogPlaces &places, QWidget *parent)
    : QScrollBar(Qt::Vertical, parent), m_theme(theme), m_places(places)
{
    setAccessibleName(tr("Overview of all lines"));
    connect(&places, &items::LogPlaces::changed, this, [this] {
        m_stale = true;
        update();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void OverviewBar::setRows(qint64 rows)
{
    m_rows = rows;
    m_stale = true;
    update();
}

QSize OverviewBar::sizeHint() const
{
    return {kOverviewBarWidth, QScrollBar::sizeHint().height()};
}

void OverviewBar::resizeEvent(QResizeEvent *event)
{
    QScrollBar::resizeEvent(event);
    m_stale = true;
}

OverviewBar::Lane OverviewBar::laneOf(const items::LogPlaces::Rows &rows) const
{
    Lane lane;
    lane.counts.assign(std::size_t(std::max(0, height())), 0);
    for (const qint64 row : rows) {
        const auto pixel = std::size_t(double(row) / double(m_rows) * double(lane.counts.size()));
        if (pixel < lane.counts.size())
            lane.most = std::max(lane.most, ++lane.counts[pixel]);
    }
    return lane;
}

void OverviewBar::rebuild()
{
    m_stale = false;
    m_warnings = m_errors = m_matches = m_marks = {};
    if (m_rows <= 0)
        return;
    m_warnings = laneOf(m_places.warnings());
    m_errors = laneOf(m_places.errors());
    m_matches = laneOf(m_places.matches());
    m_marks = laneOf(m_places.marks());
}

void OverviewBar::paintLane(QPainter &painter, const Lane &lane, Role role, int left, int width) const
{
    for (int y = 0; y < int(lane.counts.size()); ++y) {
        const int count = lane.counts[std::size_t(y)];
        if (count == 0)
            continue;
        QColor ink = m_theme.color(role);
        ink.setAlphaF(float(kFaintest + (1 - kFaintest) * double(count) / lane.most));
        // Where all pixels have one, a tick as high as its pixel keeps the differences visible.
        const bool crowded = y + 1 < int(lane.counts.size()) && lane.counts[std::size_t(y) + 1] > 0;
        painter.fillRect(left, y, width, crowded ? 1 : kTick, ink);
    }
}

void OverviewBar::paintEvent(QPaintEvent *)
{
    if (m_stale)
        rebuild();
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Sunken));
    const int half = (width() - 2 * kOverviewBarSide) / 2;
    paintLane(painter, m_warnings, Role::Warning, kOverviewBarSide, half);
    paintLane(painter, m_errors, Role::Error, kOverviewBarSide, half);
    paintLane(painter, m_matches, m_theme.dark() ? Role::Warning : Role::Match, kOverviewBarSide + half, half);
    paintLane(painter, m_marks, Role::Accent, 1, width() - 1);
    if (maximum() > minimum()) {
        QStyleOptionSlider option;
        initStyleOption(&option);
        QRect thumb = style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, this);
        thumb = QRect(1, thumb.top(), width() - 2, std::max(kShortestThumb, thumb.height()));
        QColor glass = m_theme.color(Role::TextSecondary);
        glass.setAlphaF(isSliderDown() ? kGlassDown : kGlass);
        painter.fillRect(thumb, glass);
        painter.setPen(m_theme.color(Role::TextSecondary));
        painter.drawRect(thumb.adjusted(0, 0, -1, -1));
    }
    painter.fillRect(0, 0, 1, height(), m_theme.color(Role::Line));
}

} // namespace triptych::ui
