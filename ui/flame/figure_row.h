#pragma once
#include "ui/theme/theme.h"

#include <QVector>
#include <QWidget>

namespace triptych::ui {

/// Figures side by side, each under its name: "Traces 8,645   Mean 612 ms". Wraps where the width ends.
class FigureRow : public QWidget
{
    Q_OBJECT
public:
    struct Figure {
        QString name, value;
        Role role = Role::Text;
    };
    explicit FigureRow(Theme &theme, QWidget *parent = nullptr);
    void setFigures(const QVector<Figure> &figures);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int layOut(int width, QPainter *painter) const; ///< the height

    Theme &m_theme;
    QVector<Figure> m_figures;
};

} // namespace triptych::ui
