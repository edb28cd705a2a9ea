#pragma once
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace triptych::ui {

/// Paints a cell by what it means (items::KindRole): times and numbers in tabular monospace, services with their
/// swatch, durations with a bar, placeholders as a grey stroke. Data is always plain text.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit CellDelegate(Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Text that is marked wherever a cell shows it; empty for none.
    void setMatch(const QString &text) { m_match = text; }

    static constexpr int kSide = 10; ///< space left and right of a cell's text

private:
    void paintDuration(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintServices(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintService(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintText(QPainter &painter, const QRect &cell, const QString &text, const QFont &font, Role role,
                   Qt::Alignment alignment = Qt::AlignLeft) const;

    Theme &m_theme;
    QString m_match;
};

/// Whether cells of this kind (an items::CellKind) and their title stand at the right.
bool isNumber(int kind);

} // namespace triptych::ui
