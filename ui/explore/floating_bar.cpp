#include "ui/explore/floating_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace triptych::ui {

FloatingBar::FloatingBar(Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(metrics::kGrid, metrics::kGrid, metrics::kGrid, metrics::kGrid);
    m_layout->setSpacing(metrics::kGrid / 2);
    setCursor(Qt::ArrowCursor);
}

FlatButton *FloatingBar::addButton(const QString &text, FlatButton::Kind kind)
{
    auto *button = new FlatButton(m_theme, text, kind);
    m_layout->addWidget(button);
    return button;
}

void FloatingBar::addNote(const QString &text)
{
    auto *note = new QLabel(text);
    note->setTextFormat(Qt::PlainText);
    note->setContentsMargins(metrics::kPadding, 0, metrics::kPadding, 0);
    m_layout->addWidget(note);
}

void FloatingBar::showAbove(const QRect &what)
{
    adjustSize();
    const QRect room = parentWidget()->rect().adjusted(metrics::kGrid, metrics::kGrid, -metrics::kGrid, -metrics::kGrid);
    int y = what.top() - height() - metrics::kGrid;
    if (y < room.top())
        y = what.bottom() + metrics::kGrid;
    move(std::clamp(what.center().x() - width() / 2, room.left(), std::max(room.left(), room.right() - width())),
         std::clamp(y, room.top(), std::max(room.top(), room.bottom() - height())));
    show();
    raise();
}

void FloatingBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.setBrush(m_theme.color(Role::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
                            metrics::kControlRadius);
}

} // namespace triptych::ui
