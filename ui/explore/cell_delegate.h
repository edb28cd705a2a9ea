#pragma once
#include "session/colour_rules.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>
#include <functional>

namespace triptych::ui {

/// What sets a whole row off from others.
struct RowLook {
    const session::ColourRule *rule = nullptr;
    bool marked = false;
};

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

    /// Asked for each row that is painted.
    void setLook(std::function<RowLook(int row)> look) { m_look = std::move(look); }
    /// The tooltip names the rule that colours the row.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;

    static constexpr int kSide = 10; ///< space left and right of a cell's text

private:
    void paintLook(QPainter &painter, const QRect &cell, const RowLook &look, bool first) const;
    void paintDuration(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintServices(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintService(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintText(QPainter &painter, const QRect &cell, const QString &text, const QFont &font, Role role,
                   Qt::Alignment alignment = Qt::AlignLeft) const;

    Theme &m_theme;
    QString m_match;
    std::function<RowLook(int)> m_look;
};

/// Whether cells of this kind (an items::CellKind) and their title stand at the right.
bool isNumber(int kind);

} // namespace triptych::ui
