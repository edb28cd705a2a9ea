#pragma once
#include "analysis/flame_profile.h"
#include "base/latest_job.h"
#include "ui/trace/trace_state.h"

#include <QWidget>

namespace triptych::ui {

class ProfileView;

/// The open trace merged by service and operation, with its weight chosen in controls(). Built when first shown.
/// GUI thread.
class ProfilePage : public QWidget
{
    Q_OBJECT
public:
    explicit ProfilePage(TraceState &state, QWidget *parent = nullptr);
    /// Stands in the page's band; owned by whoever lays it out.
    QWidget *controls() const { return m_controls; }
    void activate();
    void flip();
    const std::shared_ptr<const analysis::FlameProfile> &profile() const { return m_profile; }

Q_SIGNALS:
    void frameActivated(const QString &service, const QString &operation);

private:
    TraceState &m_state;
    base::LatestJob m_job;
    QWidget *m_controls;
    ProfileView *m_view;
    analysis::FlameWeight m_weight = analysis::FlameWeight::Total;
    std::shared_ptr<const analysis::FlameProfile> m_profile;
    bool m_stale = true;
};

/// Merges one trace; null if stopped.
std::shared_ptr<const analysis::FlameProfile> profileOf(const TraceDocument &document, std::stop_token stop);

} // namespace triptych::ui
