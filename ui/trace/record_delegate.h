#pragma once
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace triptych::ui {

/// Paints the facts of an items::RecordsModel: what differs is wrapped, for the difference may stand anywhere in it; what
/// is the same stands on one line, cut at its end. GUI thread.
class RecordDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit RecordDelegate(Theme &theme, QObject *parent = nullptr) : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// px that the cell needs where its column is `width` wide.
    int heightFor(const QModelIndex &index, int width) const;

private:
    Theme &m_theme;
};

} // namespace triptych::ui
