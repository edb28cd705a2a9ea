#include "ui/trace/profile_page.h"

#include "ui/common/flat_button.h"
#include "ui/flame/flame_chips.h"
#include "ui/trace/profile_view.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace triptych::ui {

using analysis::FlameWeight;

std::shared_ptr<const analysis::FlameProfile> profileOf(const TraceDocument &document, std::stop_token stop)
{
    analysis::FlameProfileBuilder builder;
    if (!builder.add(*document.table, stop))
        return nullptr;
    return std::make_shared<const analysis::FlameProfile>(builder.profile());
}

ProfilePage::ProfilePage(TraceState &state, QWidget *parent)
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_shapeJob(state.context().pool), m_controls(new QWidget),
      m_chips(new FlameChips(state.context().theme)),
      m_view(new ProfileView(state.context().theme, ProfileView::Root::Above, this))
{
    state.context().workspace.busy().watch(m_job);
    state.context().workspace.busy().watch(m_shapeJob);
    setFocusProxy(m_view);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_chips);
    layout->addWidget(m_view, 1);
    auto *row = new QHBoxLayout(m_controls);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, metrics::kGrid / 2);
    row->setSpacing(metrics::kGrid);
    row->addStretch();
    auto *group = new QButtonGroup(this);
    const auto add = [&](const QString &text, FlameWeight weight) {
        auto *button = new FlatButton(state.context().theme, text, FlatButton::Kind::Plain);
        button->setCheckable(true);
        button->setChecked(weight == m_weight);
        group->addButton(button);
        row->addWidget(button, 0, Qt::AlignBottom);
        connect(button, &QPushButton::clicked, this, [this, weight] {
            m_weight = weight;
            m_view->setWeight(weight);
        });
    };
    add(tr("Time"), FlameWeight::Total);
    add(tr("Self time"), FlameWeight::Self);
    add(tr("Spans"), FlameWeight::Count);
    add(tr("Errors"), FlameWeight::Errors);
    connect(m_view, &ProfileView::frameActivated, this, &ProfilePage::frameActivated);
    connect(m_chips, &FlameChips::filterChanged, this, &ProfilePage::reshape);
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_stale = true;
        m_job.cancel();
        m_shapeJob.cancel();
        m_whole.reset();
        m_profile.reset();
        m_view->setProfile(nullptr, m_weight);
        if (isVisible())
            activate();
    });
}

void ProfilePage::flip()
{
    m_view->flip();
}

void ProfilePage::activate()
{
    if (!m_stale || !m_state.document())
        return;
    m_stale = false;
    m_job.start([document = m_state.document()](std::stop_token stop) { return profileOf(*document, stop); },
                [this](std::shared_ptr<const analysis::FlameProfile> profile) {
                    m_whole = std::move(profile);
                    reshape();
                });
}

void ProfilePage::reshape()
{
    if (!m_whole || m_chips->filter().empty()) {
        m_shapeJob.cancel();
        show(m_whole);
        return;
    }
    m_shapeJob.start([whole = m_whole, filter = m_chips->filter()](std::stop_token) { return std::make_shared<const analysis::FlameProfile>(filter.apply(*whole)); },
                     [this](std::shared_ptr<const analysis::FlameProfile> profile) { show(std::move(profile)); });
}

void ProfilePage::show(std::shared_ptr<const analysis::FlameProfile> profile)
{
    m_profile = std::move(profile);
    m_view->setProfile(m_profile, m_weight);
    if (!m_profile || m_state.selected() == SpanIndex::None)
        return;
    const auto &table = *m_state.document()->table;
    m_view->setCurrentFrame(m_profile->findFrame(table.serviceText(m_state.selected()), table.nameText(m_state.selected())));
}

void ProfilePage::addRule(analysis::FlameFilter::Verb verb)
{
    const auto node = m_view->current();
    if (m_profile && node != analysis::FlameNodeIndex::None && m_profile->node(node).frame != analysis::FrameIndex::None) {
        m_chips->add(verb, analysis::FramePattern::of(m_profile->frame(m_profile->node(node).frame)));
    } else if (const SpanIndex span = m_state.selected(); m_state.document() && span != SpanIndex::None && m_state.document()->table->isSpan(span)) {
        const auto &table = *m_state.document()->table;
        m_chips->add(verb, analysis::FramePattern::of({std::string(table.serviceText(span)), std::string(table.nameText(span))}));
    }
}

} // namespace triptych::ui
