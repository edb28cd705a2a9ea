#include "ui/flame/flame_tabs.h"

#include <QSignalBlocker>

namespace triptych::ui {

using session::FlameMode;
using session::Page;
using session::Session;

FlameTabs::FlameTabs(Context &context, QWidget *parent) : SegmentedTabs(context.theme, parent), m_session(context.session)
{
    setAccessibleName(tr("Ways to see where the time went"));
    for (const QString &tab : {tr("Time-ordered"), tr("Left-heavy"), tr("Sandwich"), tr("Difference")})
        addTab(tab);
    connect(this, &QTabBar::currentChanged, this, [this](int tab) {
        switch (tab) {
        case TimeOrdered: m_session.setPage(Page::Trace); break;
        case LeftHeavy: m_session.openFlame(FlameMode::LeftHeavy); break;
        case Sandwich: m_session.openFlame(FlameMode::Sandwich); break;
        case Difference: m_session.setPage(Page::Compare); break;
        }
    });
    connect(&m_session, &Session::pageChanged, this, &FlameTabs::followSession);
    connect(&m_session, &Session::flameModeChanged, this, &FlameTabs::followSession);
    followSession();
}

void FlameTabs::followSession()
{
    const QSignalBlocker quiet(this);
    if (m_session.page() == Page::Compare)
        setCurrentIndex(Difference);
    else if (m_session.page() == Page::Flame)
        setCurrentIndex(m_session.flameMode() == FlameMode::Sandwich ? Sandwich : LeftHeavy);
    else
        setCurrentIndex(TimeOrdered);
}

} // namespace triptych::ui
