#pragma once
#include "ui/common/context.h"
#include "ui/common/flat_button.h"

class QMenu;

namespace triptych::ui {

/// The time range of the session: presets counted back from the newest data, or, of servers, from now, moving along; a
/// range of one's own; or everything that is here.
class TimeRangeButton : public FlatButton
{
    Q_OBJECT
public:
    explicit TimeRangeButton(Context &context, QWidget *parent = nullptr);
    /// Time that the data covers; presets count back from its end. Empty: none.
    void setExtent(telemetry::TimeRange extent) { m_extent = extent; }
    /// Asks for a range of one's own.
    void choose();

private:
    void fill();
    bool asksServers() const;
    static QString lastText(telemetry::Nanos length);
    void showRange();

    Context &m_context;
    QMenu *m_menu;
    telemetry::TimeRange m_extent;
    QString m_preset; ///< name of the preset that set the present range
    std::optional<telemetry::TimeRange> m_presetRange;
};

} // namespace triptych::ui
