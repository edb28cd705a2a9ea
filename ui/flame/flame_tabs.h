#pragma once
#include "ui/common/context.h"
#include "ui/common/segmented_tabs.h"

namespace triptych::ui {

/// The ways to see time spent, which stand over three pages of the window: Time-ordered (the trace), Left-heavy and
/// Sandwich (the set that the filter matches), Difference (two sets). Shows where the session is, and takes it there.
class FlameTabs : public SegmentedTabs
{
    Q_OBJECT
public:
    enum Tab { TimeOrdered, LeftHeavy, Sandwich, Difference };
    explicit FlameTabs(Context &context, QWidget *parent = nullptr);

private:
    void followSession();

    session::Session &m_session;
};

} // namespace triptych::ui
