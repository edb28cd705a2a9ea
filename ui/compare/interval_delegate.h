#pragma once
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>
#include <QWidget>

namespace triptych::ui {

/// A change as a bar from the middle (blue less, orange more) with its interval as a whisker; what may be chance is pale.
class IntervalDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    IntervalDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Theme &m_theme;
};

/// The colours of a difference from less to more.
class DiffScale : public QWidget
{
    Q_OBJECT
public:
    explicit DiffScale(Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
};

} // namespace triptych::ui
