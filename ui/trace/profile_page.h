#pragma once
#include "analysis/flame_filter.h"
#include "base/latest_job.h"
#include "ui/trace/trace_state.h"

#include <QWidget>

namespace triptych::ui {

class FlameChips;
class ProfileView;

/// The open trace merged by service and operation, with its weight chosen in controls() and what is left out of it as
/// chips above. Built when first shown. GUI thread.
class ProfilePage : public QWidget
{
    Q_OBJECT
public:
    explicit ProfilePage(TraceState &state, QWidget *parent = nullptr);
    /// Stands in the page's band; owned by whoever lays it out.
    QWidget *controls() const { return m_controls; }
    void activate();
    void flip();
    /// Leaves the current frame out, or all stacks without it; of a span that is selected elsewhere until there is one.
    void addRule(analysis::FlameFilter::Verb verb);
    FlameChips &chips() const { return *m_chips; }
    /// As shown: without what the chips leave out.
    const std::shared_ptr<const analysis::FlameProfile> &profile() const { return m_profile; }

Q_SIGNALS:
    void frameActivated(const QString &service, const QString &operation);

private:
    void reshape();
    void show(std::shared_ptr<const analysis::FlameProfile> profile);

    TraceState &m_state;
    base::LatestJob m_job, m_shapeJob;
    QWidget *m_controls;
    FlameChips *m_chips;
    ProfileView *m_view;
    analysis::FlameWeight m_weight = analysis::FlameWeight::Total;
    std::shared_ptr<const analysis::FlameProfile> m_whole, m_profile;
    bool m_stale = true;
};

/// Merges one trace; null if stopped.
std::shared_ptr<const analysis::FlameProfile> profileOf(const TraceDocument &document, std::stop_token stop);

} // namespace triptych::ui
