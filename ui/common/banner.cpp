#include "ui/common/banner.h"

#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/common/text_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace triptych::ui {

Banner::Banner(Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_text(new TextLabel(theme, QString(), theme.text())), m_retry(new FlatButton(theme, tr("Retry"), FlatButton::Kind::Soft)),
      m_close(FlatButton::iconOnly(theme, QStringLiteral("close"), tr("Hide this message")))
{
    setFixedHeight(metrics::kPaneHeader + metrics::kGrid);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kPadding, 1);
    row->setSpacing(metrics::kPadding);
    auto *icon = new QLabel;
    icon->setAccessibleName(tr("Warning"));
    const auto paint = [this, icon] { icon->setPixmap(m_theme.icon(QStringLiteral("warning"), Role::Error).pixmap(16)); };
    connect(&theme, &Theme::changed, icon, paint);
    paint();
    row->addWidget(icon);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setTextFormat(Qt::PlainText);
    row->addWidget(m_text, 1);
    row->addWidget(m_retry);
    row->addWidget(m_close);
    connect(m_retry, &QPushButton::clicked, this, &Banner::retryRequested);
    connect(m_close, &QPushButton::clicked, this, [this] { setMessage({}); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void Banner::setMessage(const QString &text, const QString &whole)
{
    m_message = text;
    setAccessibleName(text);
    setToolTip(text.isEmpty() ? QString() : tooltipText(whole.isEmpty() ? text : whole));
    elide();
    setVisible(!text.isEmpty());
}

QString Banner::message() const
{
    return m_message;
}

void Banner::elide()
{
    m_text->setText(m_text->fontMetrics().elidedText(m_message, Qt::ElideRight, std::max(0, m_text->width())));
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate(); // the text's room is of the new size
    elide();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::ErrorSoft));
    painter.fillRect(0, height() - 1, width(), 1, m_theme.color(Role::Line));
}

} // namespace triptych::ui
