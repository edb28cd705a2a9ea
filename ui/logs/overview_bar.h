#pragma once
#include "items/log_places.h"
#include "ui/theme/theme.h"

#include <QScrollBar>

namespace triptych::ui {

/// The list's scroll bar as a map of all its lines: errors and warnings at the left, matches at the right, marks across.
/// Where many share a pixel the tick is stronger; the map is made once per change, not per paint.
class OverviewBar : public QScrollBar
{
    Q_OBJECT
public:
    OverviewBar(Theme &theme, const items::LogPlaces &places, QWidget *parent = nullptr);
    void setRows(qint64 rows);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Per pixel, how many of each kind stand there; the largest of each for scale.
    struct Lane {
        std::vector<int> counts;
        int most = 0;
    };
    void rebuild();
    Lane laneOf(const items::LogPlaces::Rows &rows) const;
    void paintLane(QPainter &painter, const Lane &lane, Role role, int left, int width) const;

    Theme &m_theme;
    const items::LogPlaces &m_places;
    qint64 m_rows = 0;
    Lane m_warnings, m_errors, m_matches, m_marks;
    bool m_stale = true;
};

} // namespace triptych::ui
