#include "ui/common/centred_column.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace triptych::ui {

QWidget *centredColumn(QWidget *page, const QString &name, int width)
{
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(name);
    outer->addWidget(area);
    auto *ground = new QWidget;
    area->setWidget(ground);
    auto *sides = new QHBoxLayout(ground);
    auto *middle = new QWidget;
    middle->setMaximumWidth(width);
    constexpr int kFirst = 1000; // the sides get what the column does not take
    sides->addStretch();
    sides->addWidget(middle, kFirst);
    sides->addStretch();
    return middle;
}

} // namespace triptych::ui
