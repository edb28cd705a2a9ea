#include "ui/canvas/range_bar.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <algorithm>

namespace triptych::ui {

RangeBar::RangeBar(Theme &theme, QWidget *parent) : QFrame(parent), m_theme(theme), m_length(new QLabel(this))
{
    setAccessibleName(tr("Selected time range"));
    m_length->setTextFormat(Qt::PlainText);
    m_length->setFont(theme.mono());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPadding, metrics::kGrid, metrics::kGrid, metrics::kGrid);
    layout->setSpacing(metrics::kGrid / 2);
    layout->addWidget(m_length);
    const auto add = [&](const QString &text, RangeAction action) {
        auto *button = new FlatButton(theme, text, FlatButton::Kind::Plain, this);
        connect(button, &QPushButton::clicked, this, [this, action] { Q_EMIT chosen(action); });
        layout->addWidget(button);
    };
    add(tr("Zoom"), RangeAction::Zoom);
    add(tr("Filter to range"), RangeAction::Filter);
    add(tr("Flame graph of range"), RangeAction::Flame);
    add(tr("Logs of range"), RangeAction::Logs);
    add(tr("Annotate"), RangeAction::Annotate);
    add(tr("Copy"), RangeAction::Copy);
    hide();
}

void RangeBar::offer(telemetry::TimeRange range, QPoint at)
{
    m_length->setText(items::durationText(range.length()));
    adjustSize();
    const QRect room = parentWidget()->rect().adjusted(metrics::kGrid, metrics::kGrid, -metrics::kGrid, -metrics::kGrid);
    QPoint corner(at.x() - width() / 2, at.y() + metrics::kPadding);
    corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width())));
    corner.setY(std::clamp(corner.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(corner);
    show();
    raise();
}

void RangeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.setBrush(m_theme.color(Role::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
                            metrics::kControlRadius);
}

} // namespace triptych::ui
