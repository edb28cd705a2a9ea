#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"
#include "ui/common/flat_button.h"

namespace triptych::ui {

class NativeQueryPopup;

/// The braces at the end of the filter bar: what the filter became for what holds the telemetry. Marked while a query was
/// edited, or something was decided here.
class NativeQueryButton : public FlatButton
{
    Q_OBJECT
public:
    NativeQueryButton(Context &context, QWidget *bar);
    void open();

private:
    void ask();
    void showMark(const QStringList &edited); ///< `edited` names the servers
    void mark(); ///< while the server is asked a query that was edited
    void askInstead(telemetry::Table table, const QString &address, const QString &native);

    Context &m_context;
    QWidget *m_bar;
    NativeQueryPopup *m_popup = nullptr;
    base::LatestJob m_job, m_marking;
};

} // namespace triptych::ui
