#pragma once
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;

namespace triptych::ui {

/// The sentence under a filter that is wrong or names an unknown field, with the offer to mend it. Floats over the page.
class FilterMessage : public QFrame
{
    Q_OBJECT
public:
    FilterMessage(Theme &theme, QWidget *window);
    /// `suggestion` is offered as "Did you mean …?"; may be empty.
    void say(const QString &text, const QString &suggestion, Role role, const QRect &under);

Q_SIGNALS:
    void suggestionTaken();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QLabel *m_text, *m_link;
    Role m_role = Role::Error;
};

} // namespace triptych::ui
