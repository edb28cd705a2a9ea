#pragma once
#include "analysis/flame_profile.h"
#include "base/latest_job.h"
#include "ui/trace/trace_state.h"

#include <QWidget>

class QLabel;

namespace triptych::ui {

class ProfileView;

/// Callers above, callees below one operation: the chosen one, else that of the selected span. GUI thread.
class SandwichPage : public QWidget
{
    Q_OBJECT
public:
    explicit SandwichPage(TraceState &state, QWidget *parent = nullptr);
    QWidget *controls() const { return m_controls; } ///< owned by whoever lays it out
    void setFrame(const QString &service, const QString &operation);
    void activate();

private:
    struct Halves {
        std::shared_ptr<const analysis::FlameProfile> callers, callees;
    };
    void build();
    void takeSelected();

    TraceState &m_state;
    base::LatestJob m_job;
    QWidget *m_controls;
    QLabel *m_title;
    ProfileView *m_callers, *m_callees;
    QString m_service, m_operation;
};

} // namespace triptych::ui
