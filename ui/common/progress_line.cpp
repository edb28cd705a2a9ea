#include "ui/common/progress_line.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kThick = 6, kShortest = 60, kProgressLineUsual = 200;
}

ProgressLine::ProgressLine(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Progress"));
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void ProgressLine::setFraction(double fraction)
{
    m_fraction = std::min(fraction, 1.0);
    setAccessibleDescription(fraction < 0 ? tr("not known") : tr("%1 %").arg(qRound(m_fraction * 100)));
    update();
}

void ProgressLine::setRole(Role role)
{
    m_role = role;
    update();
}

QSize ProgressLine::sizeHint() const
{
    return {kProgressLineUsual, kThick};
}

QSize ProgressLine::minimumSizeHint() const
{
    return {kShortest, kThick};
}

void ProgressLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QRectF track(0, (height() - kThick) / 2.0, width(), kThick);
    constexpr double kRound = kThick / 2.0;
    painter.setBrush(m_theme.color(Role::Sunken));
    painter.drawRoundedRect(track, kRound, kRound);
    QRectF bar = track;
    if (m_fraction < 0) {
        bar.setWidth(track.width() / 3);
        bar.moveCenter(track.center());
    } else {
        bar.setWidth(track.width() * m_fraction);
    }
    if (bar.width() < 1)
        return;
    painter.setBrush(m_theme.color(m_role));
    painter.drawRoundedRect(bar, std::min(kRound, bar.width() / 2), kRound);
}

} // namespace triptych::ui
