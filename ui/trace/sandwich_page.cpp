#include "ui/trace/sandwich_page.h"

#include "items/cell_text.h"
#include "ui/trace/profile_page.h"
#include "ui/trace/profile_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace triptych::ui {

SandwichPage::SandwichPage(TraceState &state, QWidget *parent)
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_controls(new QWidget), m_title(new QLabel),
      m_callers(new ProfileView(state.context().theme, ProfileView::Root::Below)),
      m_callees(new ProfileView(state.context().theme, ProfileView::Root::Above))
{
    state.context().workspace.busy().watch(m_job);
    setFocusProxy(m_callees);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(state.context().theme.strong());
    auto *row = new QHBoxLayout(m_controls);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, metrics::kPadding);
    row->addWidget(m_title, 1, Qt::AlignBottom | Qt::AlignRight);
    auto *halves = new QSplitter(Qt::Vertical, this);
    halves->setHandleWidth(1);
    halves->addWidget(m_callers);
    halves->addWidget(m_callees);
    halves->setSizes({1, 1});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(halves);
    for (ProfileView *view : {m_callers, m_callees})
        connect(view, &ProfileView::frameActivated, this, [this](const QString &service, const QString &operation) {
            setFrame(service, operation);
            build();
        });
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_service.clear();
        m_operation.clear();
        m_job.cancel();
        m_callers->setProfile(nullptr, analysis::FlameWeight::Total);
        m_callees->setProfile(nullptr, analysis::FlameWeight::Total);
        if (isVisible())
            activate();
    });
    connect(&state, &TraceState::selectedChanged, this, [this] {
        takeSelected();
        if (isVisible())
            build();
    });
}

void SandwichPage::takeSelected()
{
    const SpanIndex span = m_state.selected();
    if (!m_state.document() || span == SpanIndex::None || !m_state.document()->table->isSpan(span))
        return;
    const auto &table = *m_state.document()->table;
    m_service = QString::fromStdString(std::string(table.serviceText(span)));
    m_operation = QString::fromStdString(table.nameText(span));
}

void SandwichPage::setFrame(const QString &service, const QString &operation)
{
    m_service = service;
    m_operation = operation;
}

void SandwichPage::activate()
{
    if (!m_state.document())
        return;
    if (m_operation.isEmpty())
        takeSelected();
    if (m_operation.isEmpty() && m_state.document()->table->mainRoot() != SpanIndex::None) {
        const auto &table = *m_state.document()->table;
        m_service = QString::fromStdString(std::string(table.serviceText(table.mainRoot())));
        m_operation = QString::fromStdString(table.nameText(table.mainRoot()));
    }
    build();
}

void SandwichPage::build()
{
    if (!m_state.document())
        return;
    m_title->setText(items::textOf((m_service + u' ' + m_operation).toStdString()));
    m_job.start(
        [document = m_state.document(), service = m_service.toStdString(), operation = m_operation.toStdString()](std::stop_token stop) {
            Halves halves;
            const auto whole = profileOf(*document, stop);
            const auto frame = whole ? whole->findFrame(service, operation) : analysis::FrameIndex::None;
            if (frame != analysis::FrameIndex::None) {
                halves.callers = std::make_shared<const analysis::FlameProfile>(whole->callers(frame));
                halves.callees = std::make_shared<const analysis::FlameProfile>(whole->callees(frame));
            }
            return halves;
        },
        [this](Halves halves) {
            m_callers->setProfile(std::move(halves.callers), analysis::FlameWeight::Total);
            m_callees->setProfile(std::move(halves.callees), analysis::FlameWeight::Total);
        });
}

} // namespace triptych::ui
