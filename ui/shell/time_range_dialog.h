#pragma once
#include "telemetry/ids.h"

#include <QDialog>
#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace triptych::ui {

/// Asks for a range as text: dates and times (RFC 3339 or "2026-11-21 14:02:31.118"), epoch in s, ms, µs or ns by
/// magnitude; UTC unless an offset is given.
class TimeRangeDialog : public QDialog
{
    Q_OBJECT
public:
    TimeRangeDialog(telemetry::TimeRange start, QWidget *parent = nullptr);
    telemetry::TimeRange range() const { return m_range; }
    /// The length of a range that was written as "now-15m" to "now".
    std::optional<telemetry::Nanos> last() const { return m_last; }

    /// A time as a person or a log spells it; the sub-second digits are kept to the nanosecond.
    static std::optional<telemetry::Nanos> parseTime(const QString &text);
    /// How long ago "now", "now-15m" or "-15 m" are; units s m h d w.
    static std::optional<telemetry::Nanos> parseAgo(const QString &text);
    /// "14:02", "14:02:31.5": that time (UTC) of the day that `day` lies in.
    static std::optional<telemetry::Nanos> parseClock(const QString &text, telemetry::Nanos day);

private:
    void check();

    QLineEdit *m_from, *m_to;
    QLabel *m_message;
    QPushButton *m_accept = nullptr;
    telemetry::TimeRange m_range;
    std::optional<telemetry::Nanos> m_last;
};

} // namespace triptych::ui
