#include "ui/common/flat_button.h"
#include "ui/common/tag_menu.h"
#include "ui/flame/flame_chips.h"
#include "ui/flame/flame_page.h"
#include "ui/shell/action_catalog.h"
#include "ui/common/find_bar.h"
#include "ui/trace/profile_view.h"

#include <QActionGroup>
#include <QMenu>

namespace triptych::ui {

using analysis::FlameFilter;
using analysis::FlameWeight;

void FlamePage::addCommands()
{
    const auto add = [this](const char *id, const QString &text, QList<QKeySequence> keys, std::function<void()> run) {
        return m_context.actions.add({QString::fromLatin1(id), text, QStringLiteral("Trace"), std::move(keys), KeyScope::Canvas}, this, std::move(run));
    };
    add("flame.timeOrdered", tr("Time-ordered: the open trace"), {QKeySequence(Qt::Key_1)}, [this] { m_context.session.setPage(session::Page::Trace); });
    add("flame.leftHeavy", tr("Flame graph of all: left-heavy"), {QKeySequence(Qt::Key_2)}, [this] { m_context.session.openFlame(session::FlameMode::LeftHeavy); });
    add("flame.sandwich", tr("Flame graph of all: sandwich of the frame"), {QKeySequence(Qt::Key_3)}, [this] { m_context.session.openFlame(session::FlameMode::Sandwich); });
    add("flame.difference", tr("Flame graph of all: difference"), {QKeySequence(Qt::Key_4)}, [this] { m_context.session.setPage(session::Page::Compare); });
    add("flame.flip", tr("Flip the flame graph of all"), {QKeySequence(Qt::Key_I)}, [this] { m_graph->flip(); });
    add("flame.hide", tr("Hide the frame"), {QKeySequence(Qt::Key_H)}, [this] { toFilter(FlameFilter::Verb::Hide); });
    add("flame.keep", tr("Keep only stacks with the frame"), {QKeySequence(Qt::SHIFT | Qt::Key_H)}, [this] { toFilter(FlameFilter::Verb::Keep); });
    add("flame.recursion", tr("Collapse recursion"), {QKeySequence(Qt::Key_C)}, [this] { m_chips->toggleRecursion(); });
    add("flame.find", tr("Find frames"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)}, [this] {
        m_find->open();
        find(m_find->text());
    });
    add("flame.findNext", tr("Next matching frame"), {QKeySequence(Qt::Key_N), QKeySequence(Qt::Key_F3)}, [this] { stepMatch(1); });
    add("flame.findPrevious", tr("Previous matching frame"), {QKeySequence(Qt::SHIFT | Qt::Key_N), QKeySequence(Qt::SHIFT | Qt::Key_F3)}, [this] { stepMatch(-1); });

    auto *menu = new QMenu(m_weightButton);
    auto *group = new QActionGroup(menu);
    const std::tuple<const char *, QString, FlameWeight> weights[] = {
        {"flame.byTotal", tr("Total time"), FlameWeight::Total},   {"flame.bySelf", tr("Self time"), FlameWeight::Self},
        {"flame.byCount", tr("Spans"), FlameWeight::Count},        {"flame.byErrors", tr("Errors"), FlameWeight::Errors},
        {"flame.byCritical", tr("Critical path"), FlameWeight::Critical}};
    for (const auto &[id, text, weight] : weights) {
        const auto choose = [this, text = text, weight = weight] {
            m_weightButton->setText(tr("Weight: %1").arg(text.toLower()));
            setWeight(weight);
        };
        QAction *action = m_context.actions.add({QString::fromLatin1(id), tr("Weigh frames by %1").arg(text.toLower()), {}, {}, KeyScope::Canvas}, this, choose);
        action->setIconText(text);
        action->setCheckable(true);
        action->setChecked(weight == m_weight);
        group->addAction(action);
        menu->addAction(action);
        if (weight == m_weight)
            m_weightButton->setText(tr("Weight: %1").arg(text.toLower()));
    }
    m_weightButton->setMenu(menu);
    m_context.actions.describe(QStringLiteral("← ↑ ↓ →"), tr("Frames: siblings, parent, heaviest child"), KeyScope::Canvas);
}

void FlamePage::toFilter(FlameFilter::Verb verb)
{
    if (!m_frame.operation.empty() || !m_frame.service.empty())
        m_chips->add(verb, analysis::FramePattern::of(m_frame));
}

void FlamePage::frameMenu(QPoint globalPos)
{
    if (m_frame.operation.empty() && m_frame.service.empty())
        return;
    QMenu menu(this);
    for (const char *id : {"flame.sandwich", "flame.hide", "flame.keep", "flame.recursion"})
        menu.addAction(m_context.actions.find(QString::fromLatin1(id)));
    menu.addSeparator();
    for (const auto &[key, value] : {std::pair(QStringLiteral("service"), m_frame.service), {QStringLiteral("name"), m_frame.operation}})
        addTagActions(*menu.addMenu(key), m_context, key, QString::fromStdString(value));
    menu.exec(globalPos);
}

} // namespace triptych::ui
