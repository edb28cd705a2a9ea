#include "ui/compare/compare_page.h"

#include "items/cell_text.h"
#include "query/compose.h"
#include "ui/common/flat_button.h"
#include "ui/common/state_pane.h"
#include "ui/compare/side_card.h"
#include "ui/shell/action_catalog.h"

#include <QMenu>
#include <QStackedWidget>

namespace triptych::ui {

using session::Side;

void ComparePage::setSide(Side side, const query::Selection &selection)
{
    session::Comparison next = m_context.session.comparison();
    (side == Side::A ? next.a : next.b) = selection;
    m_context.session.setComparison(next);
}

void ComparePage::sideMenu(Side side)
{
    QMenu menu(this);
    const auto add = [&](const QString &text, std::function<void()> run) { connect(menu.addAction(text), &QAction::triggered, this, std::move(run)); };
    add(tr("Everything that the filter bar matches"), [this, side] { setSide(side, {}); });
    if (const auto trace = m_context.session.trace())
        add(tr("The open trace %1").arg(items::shortTraceText(*trace)), [this, side, trace] { setSide(side, session::traceSide(*trace)); });
    menu.addSeparator();
    add(tr("Swap A and B"), [this] { m_context.actions.find(QStringLiteral("compare.swap"))->trigger(); });
    add(tr("Compare with the previous period"), [this] { previousPeriod(); });
    QMenu *split = menu.addMenu(tr("Split by tag"));
    for (const char *key : {"version", "region", "env", "zone", "cluster", "route", "host", "status"})
        connect(split->addAction(QString::fromLatin1(key)), &QAction::triggered, this, [this, key = std::string(key)] { splitBy(key); });
    QWidget *button = card(side)->menuButton();
    menu.exec(button->mapToGlobal(QPoint(0, button->height())));
}

void ComparePage::previousPeriod()
{
    if (const auto range = m_context.session.range())
        return m_context.session.openComparison(session::withPreviousPeriod(*range));
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    // Without a range of its own: the later half of the data against the earlier.
    m_splitJob.start([source](std::stop_token stop) { return source->info(stop); },
                     [this](base::Result<telemetry::StoreInfo> info) {
                         if (!info || info->time.empty())
                             return;
                         const telemetry::Nanos middle = info->time.from + info->time.length() / 2;
                         m_context.session.openComparison({{{}, telemetry::TimeRange{info->time.from, middle}},
                                                           {{}, telemetry::TimeRange{middle, info->time.to}}});
                     });
}

void ComparePage::splitBy(const std::string &key)
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    m_splitJob.start(
        [source, key, selection = m_context.session.selection()](std::stop_token stop) {
            return source->facets(telemetry::Table::Spans, selection, {key}, 2, stop);
        },
        [this, key](base::Result<std::vector<telemetry::Facet>> answer) {
            if (!answer || answer->empty() || answer->front().values.size() < 2) {
                m_stack->setCurrentWidget(m_state);
                return m_state->showEmpty(tr("%1 has no two values").arg(items::textOf(key)),
                                          tr("Choose another tag, or type a filter into each side."));
            }
            std::vector<telemetry::FacetValue> values = answer->front().values;
            if (values[1].value < values[0].value)
                std::swap(values[0], values[1]);
            const auto side = [&key](const telemetry::FacetValue &v) {
                return query::Selection{*query::Filter::parse(query::termText(key, v.value)), std::nullopt};
            };
            m_context.session.openComparison({side(values[0]), side(values[1])});
        });
}

} // namespace triptych::ui
