#include "ui/filter/filter_message.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace triptych::ui {

FilterMessage::FilterMessage(Theme &theme, QWidget *window)
    : QFrame(window), m_theme(theme), m_text(new QLabel), m_link(new QLabel)
{
    setFocusPolicy(Qt::NoFocus);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kMargin, metrics::kGrid, metrics::kMargin, metrics::kGrid);
    row->setSpacing(metrics::kGrid);
    m_text->setTextFormat(Qt::PlainText);
    // Rich text of our own making: the suggestion is escaped, so that nothing from data is markup.
    m_link->setTextFormat(Qt::RichText);
    m_link->setFocusPolicy(Qt::NoFocus);
    row->addWidget(m_text, 1);
    row->addWidget(m_link);
    connect(m_link, &QLabel::linkActivated, this, &FilterMessage::suggestionTaken);
    hide();
}

void FilterMessage::say(const QString &text, const QString &suggestion, Role role, const QRect &under)
{
    if (text.isEmpty()) {
        hide();
        return;
    }
    m_role = role;
    QPalette palette = m_text->palette();
    palette.setColor(QPalette::WindowText, m_theme.color(role));
    palette.setColor(QPalette::Link, m_theme.color(role));
    m_text->setPalette(palette);
    m_link->setPalette(palette);
    m_text->setText(suggestion.isEmpty() ? text : text + u'.');
    m_link->setVisible(!suggestion.isEmpty());
    m_link->setText(tr("Did you mean %1?")
                        .arg(QStringLiteral("<a href=\"#\" style=\"color:%1\">%2</a>")
                                 .arg(m_theme.color(role).name(), suggestion.toHtmlEscaped())));
    setAccessibleName(text);
    adjustSize();
    setGeometry(under.left(), under.bottom() + metrics::kGrid, std::min(sizeHint().width(), under.width()), sizeHint().height());
    show();
    raise();
}

void FilterMessage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(m_role));
    painter.setBrush(m_theme.color(Role::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius, metrics::kControlRadius);
}

} // namespace triptych::ui
