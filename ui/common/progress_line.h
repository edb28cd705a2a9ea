#pragma once
#include "ui/theme/theme.h"

#include <QWidget>

namespace triptych::ui {

/// A thin rounded bar of progress. Below 0: not known, drawn as a short share in the middle.
class ProgressLine : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressLine(Theme &theme, QWidget *parent = nullptr);

    void setFraction(double fraction); ///< 0…1; negative: unknown
    double fraction() const { return m_fraction; }
    void setRole(Role role); ///< Accent while running, Ok done, Error where something was lost

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    double m_fraction = 0;
    Role m_role = Role::Accent;
};

} // namespace triptych::ui
