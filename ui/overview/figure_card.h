#pragma once
#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace triptych::ui {

/// One big figure with its name over it and a remark under it; a press goes where the figure comes from.
class FigureCard : public QAbstractButton
{
    Q_OBJECT
public:
    FigureCard(Theme &theme, const QString &name, QWidget *parent = nullptr);
    /// `hint` says what a press does.
    void setFigure(const QString &figure, const QString &remark, const QString &hint, Role role = Role::Text);
    const QString &figure() const { return m_figure; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QString m_figure, m_remark;
    Role m_role = Role::Text;
};

} // namespace triptych::ui
