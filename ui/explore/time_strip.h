#pragma once
#include "base/latest_job.h"
#include "telemetry/answers.h"
#include "ui/common/context.h"

#include <QWidget>

namespace triptych::ui {

class HistogramStrip;

/// The histogram over a page: when the records that match the filter happened. Its brush is the session's time range;
/// the axis covers everything the filter finds, or what the wheel zoomed to.
class TimeStrip : public QWidget
{
    Q_OBJECT
public:
    TimeStrip(Context &context, telemetry::Table table, QWidget *parent = nullptr);
    HistogramStrip *strip() const { return m_strip; }
    /// Zooms or moves the axis to this, as far as there are records; where servers are asked it is the session's range.
    void setAxis(telemetry::TimeRange wanted);
    void showWhole();

Q_SIGNALS:
    /// What the axis was zoomed to; nullopt: all of it.
    void axisChanged(std::optional<telemetry::TimeRange> axis);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void askWhenVisible();
    bool asksServers() const;
    void zoom(telemetry::Nanos at, double factor);

    Context &m_context;
    telemetry::Table m_table;
    HistogramStrip *m_strip;
    base::LatestJob m_job;
    std::optional<telemetry::TimeRange> m_axis; ///< absent: all of it
    telemetry::TimeRange m_whole;
    bool m_stale = true;
};

} // namespace triptych::ui
