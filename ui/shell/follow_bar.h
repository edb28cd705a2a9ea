#pragma once
#include "ui/common/context.h"

#include <QWidget>
#include <optional>

class QLabel;

namespace triptych::ui {

/// Over the pages while one trace is followed: which, the way back to what was shown before, and that without the trace.
/// Hidden at all other times. GUI thread.
class FollowBar : public QWidget
{
    Q_OBJECT
public:
    explicit FollowBar(Context &context, QWidget *parent = nullptr);
    /// Filters by the trace, on the logs page; what stood before is remembered once.
    void follow(telemetry::TraceId trace);
    void back();
    /// Back, and the filter leaves this trace out.
    void exclude();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Before {
        query::Filter filter;
        session::Page page;
    };
    void leave(const query::Filter &filter);

    Context &m_context;
    QLabel *m_text;
    telemetry::TraceId m_trace;
    std::optional<Before> m_before; ///< while a trace is followed
};

} // namespace triptych::ui
