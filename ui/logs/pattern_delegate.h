#pragma once
#include "items/pattern_list.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

class QListView;

namespace triptych::ui {

/// Two lines a pattern: its text with the variable parts set off; how often over time, how often in all, since when.
class PatternDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    PatternDelegate(Theme &theme, const items::PatternList &patterns, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Text that is marked where a pattern shows it; empty for none.
    void setMatch(const QString &text) { m_match = text; }

private:
    void paintText(QPainter &painter, const QRect &rect, const QString &text) const;
    int paintSparkline(QPainter &painter, const QRect &rect, const analysis::LogPattern &pattern) const;

    Theme &m_theme;
    const items::PatternList &m_patterns;
    QString m_match;
};

/// Makes `list` one of patterns: its model, how rows look and scroll, a menu when asked for.
PatternDelegate *showPatterns(QListView &list, Theme &theme, items::PatternList &patterns);

} // namespace triptych::ui
