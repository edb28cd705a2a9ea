#pragma once
#include "ui/theme/theme.h"

#include <QFrame>

namespace triptych::ui {

/// A rounded surface with one line around it; dashed for a place to drop things.
class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(Theme &theme, QWidget *parent = nullptr);
    void setDashed(bool dashed);
    void setHighlighted(bool highlighted); ///< something droppable is over it

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    bool m_dashed = false, m_highlighted = false;
};

} // namespace triptych::ui
