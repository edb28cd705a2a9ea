#pragma once
#include "ui/common/flat_button.h"

#include <QWidget>

class QHBoxLayout;

namespace triptych::ui {

/// The small bar of verbs that a released selection offers in place. Non-modal; lives over its parent.
class FloatingBar : public QWidget
{
    Q_OBJECT
public:
    FloatingBar(Theme &theme, QWidget *parent);
    FlatButton *addButton(const QString &text, FlatButton::Kind kind = FlatButton::Kind::Plain);
    void addNote(const QString &text);
    /// Shows itself over `what` (parent coordinates), under it where there is no room, always inside the parent.
    void showAbove(const QRect &what);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QHBoxLayout *m_layout;
};

} // namespace triptych::ui
