#include "ui/shell/live_button.h"

#include "items/cell_text.h"
#include "ui/common/context.h"
#include "ui/common/plain_text.h"
#include "ui/shell/refresher.h"

#include <QActionGroup>
#include <QMenu>
#include <cmath>

namespace triptych::ui {

using Live = Workspace::Live;

LiveButton::LiveButton(Theme &theme, Workspace &workspace, Refresher &refresher, QWidget *parent)
    : FlatButton(theme, QString(), Kind::Outlined, parent), m_workspace(workspace), m_refresher(refresher), m_menu(new QMenu(this))
{
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &LiveButton::fill);
    connect(&workspace, &Workspace::liveChanged, this, &LiveButton::showState);
    connect(&refresher, &Refresher::changed, this, &LiveButton::showState);
    showState();
}

namespace {
constexpr telemetry::Nanos kLiveButtonLate = 5'000'000'000; ///< worth a word
}

QString LiveButton::intervalText(int ms)
{
    constexpr int kMinute = 60'000;
    if (ms == 0)
        return tr("Off");
    return ms < kMinute ? tr("Every %1 s").arg(ms / 1000) : tr("Every %1 min").arg(ms / kMinute);
}

void LiveButton::showState()
{
    const Live live = m_workspace.live();
    setVisible(m_refresher.canBeLive());
    const bool counts = live == Live::Running && m_refresher.rate() >= 0;
    setText(live == Live::Paused ? tr("Paused") : counts ? tr("%1 lines/s").arg(items::countText(std::uint64_t(std::llround(m_refresher.rate())))) : tr("Live"));
    setIconName(live == Live::Paused ? QStringLiteral("pause") : QStringLiteral("play"), live == Live::Running ? Role::Ok : Role::TextSecondary);
    setAccessibleName(live == Live::No ? tr("Live: off") : live == Live::Paused ? tr("Live: paused") : m_refresher.follows() ? tr("Live: lines are followed") : tr("Live: %1").arg(intervalText(m_refresher.interval())));
    QStringList words{tr("%1. F9 pauses and goes on.").arg(accessibleName())};
    const bool late = m_refresher.behind() >= kLiveButtonLate;
    if (late)
        words.append(tr("Lines are written faster than they come: the newest here is %1 old.").arg(items::durationText(m_refresher.behind())));
    if (!m_refresher.trouble().isEmpty())
        words.append(m_refresher.trouble());
    setToolTip(tooltipText(words.join(u'\n')));
    if (!m_refresher.trouble().isEmpty() || late)
        setIconName(QStringLiteral("warning"), Role::Warning);
    updateGeometry();
}

void LiveButton::fill()
{
    m_menu->clear();
    auto *group = new QActionGroup(m_menu);
    for (const int ms : Refresher::intervals()) {
        QAction *action = m_menu->addAction(intervalText(ms));
        action->setCheckable(true);
        action->setChecked(ms == m_refresher.interval());
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, ms] { m_refresher.setInterval(ms); });
    }
    if (m_refresher.canFollow()) {
        m_menu->addSeparator();
        QAction *follow = m_menu->addAction(tr("Follow log lines as they come"));
        follow->setCheckable(true);
        follow->setChecked(m_refresher.follows());
        connect(follow, &QAction::toggled, &m_refresher, &Refresher::setFollows);
    }
    m_menu->addSeparator();
    QAction *pause = m_menu->addAction(m_workspace.live() == Live::Paused ? tr("Go On") : tr("Pause"));
    pause->setShortcut(QKeySequence(Qt::Key_F9));
    pause->setEnabled(m_workspace.live() != Live::No);
    connect(pause, &QAction::triggered, &m_refresher, &Refresher::togglePause);
}

} // namespace triptych::ui
