#pragma once
#include "items/log_places.h"
#include "ui/theme/theme.h"

#include <QScrollBar>

namespace triptych::ui {

/// The list's scroll bar as a map of all its lines: errors, warnings, matches and marks where they stand. Ticks that
/// share a pixel are one; the map is made once per change, not per paint.
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
    enum Tick : std::uint8_t { Warning = 1, Error = 2, Match = 4, Mark = 8 };
    void rebuild();

    Theme &m_theme;
    const items::LogPlaces &m_places;
    qint64 m_rows = 0;
    std::vector<std::uint8_t> m_ticks; ///< per pixel
    bool m_stale = true;
};

} // namespace triptych::ui
