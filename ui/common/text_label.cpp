#include "ui/common/text_label.h"

namespace triptych::ui {

TextLabel::TextLabel(Theme &theme, const QString &text, const QFont &font, Role role, QWidget *parent)
    : QLabel(text, parent), m_theme(theme), m_role(role)
{
    setTextFormat(Qt::PlainText);
    setFont(font);
    paintRole();
    connect(&theme, &Theme::changed, this, &TextLabel::paintRole);
}

void TextLabel::setRole(Role role)
{
    m_role = role;
    paintRole();
}

void TextLabel::paintRole()
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, m_theme.color(m_role));
    setPalette(colours);
}

} // namespace triptych::ui
