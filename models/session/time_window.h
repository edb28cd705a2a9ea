#pragma once
#include "telemetry/ids.h"

#include <QObject>

namespace triptych::session {

/// The visible part of a time axis: a window inside its extent. GUI thread. Everything in ns; the window is never
/// shorter than kMinimum nor outside the extent by more than a tenth of its own length.
class TimeWindow : public QObject
{
    Q_OBJECT
public:
    static constexpr telemetry::Nanos kMinimum = 20;
    explicit TimeWindow(QObject *parent = nullptr) : QObject(parent) {}

    telemetry::TimeRange extent() const { return m_extent; }
    telemetry::TimeRange window() const { return m_window; }
    /// A new axis: the window shows all of it.
    void setExtent(telemetry::TimeRange extent);
    void setWindow(telemetry::TimeRange window);
    /// Zooms so that `at` keeps its place; factor > 1 zooms in.
    void zoomAbout(telemetry::Nanos at, double factor);
    /// Moves by a fraction of the window's length; positive is later.
    void pan(double fraction);
    void showAll();

Q_SIGNALS:
    void changed();

private:
    telemetry::TimeRange m_extent, m_window;
};

} // namespace triptych::session
