#include "ui/common/flat_button.h"

#include <QEnterEvent>
#include <QMenu>
#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kFlatButtonIcon = 16, kFlatButtonGap = 6, kFlatButtonSide = 10, kFlatButtonChevron = 12;
}

FlatButton::FlatButton(Theme &theme, const QString &text, Kind kind, QWidget *parent)
    : QPushButton(text, parent), m_theme(theme), m_kind(kind)
{
    setAutoDefault(false);
    setFocusPolicy(Qt::TabFocus); // a click leaves the keys where they are
    setCursor(Qt::ArrowCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

FlatButton *FlatButton::iconOnly(Theme &theme, const QString &icon, const QString &name, QWidget *parent, Kind kind)
{
    auto *button = new FlatButton(theme, QString(), kind, parent);
    button->setIconName(icon);
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

void FlatButton::setKind(Kind kind)
{
    m_kind = kind;
    update();
}

void FlatButton::setIconName(const QString &icon, Role role)
{
    m_iconName = icon;
    m_iconRole = role;
    updateGeometry();
    update();
}

void FlatButton::setHint(const QString &hint)
{
    m_hint = hint;
    updateGeometry();
    update();
}

void FlatButton::setBadge(bool on)
{
    m_badge = on;
    update();
}

void FlatButton::setMaximumTextWidth(int pixels)
{
    m_maximumText = pixels;
    updateGeometry();
}

QString FlatButton::shownText() const
{
    QString plain = text();
    // Buttons carry file and tag names: what looks like a mnemonic in them is none.
    if (m_maximumText > 0)
        return QFontMetrics(m_theme.text()).elidedText(plain, Qt::ElideMiddle, m_maximumText);
    return plain;
}

QSize FlatButton::sizeHint() const
{
    const QFontMetrics fm(m_theme.text());
    const bool hasText = !text().isEmpty();
    if (!hasText && !menu())
        return {metrics::kButton, metrics::kButton};
    int width = 2 * kFlatButtonSide;
    if (!m_iconName.isEmpty())
        width += kFlatButtonIcon + (hasText ? kFlatButtonGap : 0);
    if (hasText)
        width += fm.horizontalAdvance(shownText());
    if (!m_hint.isEmpty())
        width += kFlatButtonGap + fm.horizontalAdvance(m_hint);
    if (menu())
        width += kFlatButtonGap + kFlatButtonChevron;
    return {width, metrics::kButton};
}

void FlatButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool soft = m_kind == Kind::Soft || isChecked();
    const bool hot = isEnabled() && (underMouse() || isDown());
    QColor ground = m_theme.color(soft ? Role::AccentSoft : m_kind == Kind::Outlined ? Role::Raised : Role::Window);
    const bool filled = soft || m_kind == Kind::Outlined || hot;
    if (hot && !soft)
        ground = m_theme.color(Role::Hover);
    const QColor edge = hasFocus()                              ? m_theme.color(Role::Accent)
                        : soft || m_kind != Kind::Outlined      ? Qt::transparent
                        : hot                                   ? m_theme.color(Role::LineStrong)
                                                                : m_theme.color(Role::Line);
    painter.setPen(edge.alpha() ? QPen(edge, 1) : QPen(Qt::NoPen));
    painter.setBrush(filled ? QBrush(ground) : QBrush(Qt::NoBrush));
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);

    const Role ink = !isEnabled() ? Role::TextDisabled : soft ? Role::Accent : Role::Text;
    const Role iconInk = !isEnabled() ? Role::TextDisabled : soft ? Role::Accent : m_iconRole;
    const QString shown = shownText();
    const QFontMetrics fm(m_theme.text());
    int x = shown.isEmpty() && !menu() ? (width() - kFlatButtonIcon) / 2 : kFlatButtonSide;
    if (!m_iconName.isEmpty()) {
        const QRect at(x, (height() - kFlatButtonIcon) / 2, kFlatButtonIcon, kFlatButtonIcon);
        m_theme.icon(m_iconName, iconInk).paint(&painter, at);
        if (m_badge) {
            painter.setPen(QPen(m_theme.color(Role::Window), 1));
            painter.setBrush(m_theme.color(Role::Accent));
            painter.drawEllipse(QRectF(at.right() - 5, at.top() - 1, 7, 7));
        }
        x += kFlatButtonIcon + kFlatButtonGap;
    }
    painter.setFont(m_theme.text());
    painter.setPen(m_theme.color(ink));
    const int base = (height() + fm.ascent() - fm.descent()) / 2;
    painter.drawText(x, base, shown);
    x += fm.horizontalAdvance(shown) + kFlatButtonGap;
    if (!m_hint.isEmpty()) {
        painter.setPen(m_theme.color(Role::TextDisabled));
        painter.drawText(x, base, m_hint);
    }
    if (menu())
        m_theme.icon(QStringLiteral("chevron-down"), ink)
            .paint(&painter, QRect(width() - kFlatButtonSide - kFlatButtonChevron, (height() - kFlatButtonChevron) / 2, kFlatButtonChevron, kFlatButtonChevron));
}

void FlatButton::enterEvent(QEnterEvent *event)
{
    QPushButton::enterEvent(event);
    update();
}

void FlatButton::leaveEvent(QEvent *event)
{
    QPushButton::leaveEvent(event);
    update();
}

} // namespace triptych::ui
