#include "ui/trace/profile_page.h"

#include "ui/common/flat_button.h"
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
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_controls(new QWidget),
      m_view(new ProfileView(state.context().theme, ProfileView::Root::Above, this))
{
    state.context().workspace.busy().watch(m_job);
    setFocusProxy(m_view);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
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
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_stale = true;
        m_job.cancel();
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
                    m_profile = std::move(profile);
                    m_view->setProfile(m_profile, m_weight);
                    if (!m_profile || m_state.selected() == SpanIndex::None)
                        return;
                    const auto &table = *m_state.document()->table;
                    m_view->setCurrentFrame(m_profile->findFrame(table.serviceText(m_state.selected()),
                                                                 table.nameText(m_state.selected())));
                });
}

} // namespace triptych::ui
