#include "ui/logs/overview_bar.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

namespace triptych::ui {

namespace {
constexpr int kWidth = 13, kTick = 2, kSide = 2, kShortestThumb = 24;
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
    return {kWidth, QScrollBar::sizeHint().height()};
}

void OverviewBar::resizeEvent(QResizeEvent *event)
{
    QScrollBar::resizeEvent(event);
    m_stale = true;
}

void OverviewBar::rebuild()
{
    m_stale = false;
    m_ticks.assign(std::size_t(std::max(0, height())), 0);
    if (m_rows <= 0 || m_ticks.empty())
        return;
    const auto add = [&](const items::LogPlaces::Rows &rows, Tick tick) {
        for (const qint64 row : rows) {
            const auto pixel = std::size_t(double(row) / double(m_rows) * double(m_ticks.size()));
            if (pixel < m_ticks.size())
                m_ticks[pixel] |= tick;
        }
    };
    add(m_places.warnings(), Warning);
    add(m_places.errors(), Error);
    add(m_places.matches(), Match);
    add(m_places.marks(), Mark);
}

void OverviewBar::paintEvent(QPaintEvent *)
{
    if (m_stale)
        rebuild();
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Sunken));
    if (maximum() > minimum()) {
        QStyleOptionSlider option;
        initStyleOption(&option);
        QRect thumb = style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, this);
        thumb.setLeft(0);
        thumb.setWidth(width());
        thumb.setHeight(std::max(kShortestThumb, thumb.height()));
        painter.fillRect(thumb, m_theme.color(isSliderDown() ? Role::TextDisabled : Role::LineStrong));
    }
    const int length = width() - 2 * kSide;
    int lastTick = -kTick;
    for (int y = 0; y < int(m_ticks.size()); ++y) {
        const std::uint8_t tick = m_ticks[std::size_t(y)];
        // Two pixels a tick: with a tick on every pixel only each second one shows, but none of the rarer kinds is lost.
        if (tick == 0 || (y - lastTick < kTick && tick < Match))
            continue;
        lastTick = y;
        painter.fillRect(kSide, y, length, kTick,
                         m_theme.color(tick & Mark    ? Role::Accent
                                       : tick & Match ? Role::Match
                                       : tick & Error ? Role::Error
                                                      : Role::Warning));
    }
    painter.fillRect(0, 0, 1, height(), m_theme.color(Role::Line));
}

} // namespace triptych::ui
