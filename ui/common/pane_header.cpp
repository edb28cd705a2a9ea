#include "ui/common/pane_header.h"

#include "ui/common/elided_label.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"

#include <QHBoxLayout>
#include <QPainter>

namespace triptych::ui {

PaneHeader::PaneHeader(Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(new QHBoxLayout(this)), m_title(new ElidedLabel(theme, title)),
      m_detail(new ElidedLabel(theme))
{
    setFixedHeight(metrics::kPaneHeader);
    m_layout->setContentsMargins(metrics::kMargin, 0, metrics::kPadding, 1);
    m_layout->setSpacing(metrics::kPadding);
    m_title->setFont(theme.strong());
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_detail->setRole(Role::TextSecondary);
    m_detail->setElideMode(Qt::ElideRight);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_detail, 1);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void PaneHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PaneHeader::setDetail(const QString &detail, const QString &tip)
{
    m_detail->setText(detail);
    m_detail->setToolTip(tip.isEmpty() ? QString() : tooltipText(tip));
}

FlatButton *PaneHeader::addButton(const QString &text)
{
    auto *button = new FlatButton(m_theme, text, FlatButton::Kind::Plain);
    addWidget(button);
    return button;
}

FlatButton *PaneHeader::addIconButton(const QString &icon, const QString &name)
{
    FlatButton *button = FlatButton::iconOnly(m_theme, icon, name);
    addWidget(button);
    return button;
}

void PaneHeader::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

QSize PaneHeader::sizeHint() const
{
    return {QWidget::sizeHint().width(), metrics::kPaneHeader};
}

void PaneHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.fillRect(0, height() - 1, width(), 1, m_theme.color(Role::Line));
}

} // namespace triptych::ui
