#pragma once
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace triptych::ui {

/// A facet's group line and its values: count at the right, a bar of its share under the text.
class FacetDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit FacetDelegate(Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintGroup(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintValue(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    Theme &m_theme;
};

} // namespace triptych::ui
