#pragma once
#include "telemetry/ids.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;

namespace triptych::ui {

/// What may be done with a selected stretch of time.
enum class RangeAction { Zoom, Filter, Flame, Logs, Annotate, Copy };

/// The small floating bar that a released range drag offers: its length and verbs. Non-modal; Esc or a click elsewhere
/// makes it go.
class RangeBar : public QFrame
{
    Q_OBJECT
public:
    RangeBar(Theme &theme, QWidget *parent);
    /// Shows the bar near `at` (parent coordinates), inside the parent.
    void offer(telemetry::TimeRange range, QPoint at);

Q_SIGNALS:
    void chosen(triptych::ui::RangeAction action);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QLabel *m_length;
};

} // namespace triptych::ui
