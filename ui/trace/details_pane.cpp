#include "ui/trace/details_pane.h"

#include "ui/common/flat_button.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/state_pane.h"
#include "ui/trace/records_view.h"
#include "ui/trace/span_summary.h"
#include "ui/trace/tag_tree.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {

/// What a derived span has to show: the tags of its access-log line.
base::Result<telemetry::SpanDetails> ofLine(sources::Source &source, telemetry::RecordId record, std::stop_token stop)
{
    auto line = source.log(record, stop);
    if (!line)
        return line.error();
    telemetry::SpanDetails details;
    details.row.trace = line->row.trace;
    details.row.service = line->row.service;
    details.row.start = line->row.time;
    details.spanTags = std::move(line->logTags);
    details.resourceTags = std::move(line->resourceTags);
    details.importPath = std::move(line->importPath);
    return details;
}

} // namespace

DetailsPane::DetailsPane(TraceState &state, QWidget *parent)
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_linksJob(state.context().pool), m_tabs(new SegmentedTabs(state.context().theme, this)),
      m_pin(FlatButton::iconOnly(state.context().theme, QStringLiteral("pin"), tr("Keep this span shown"), this)),
      m_stack(new QStackedWidget(this)), m_nothing(new StatePane(state.context().theme, this)),
      m_summary(new SpanSummary(state, this)), m_parts(new QStackedWidget(this)), m_tree(new TagTree(state.context(), this)),
      m_records(new RecordsView(state.context(), this)), m_none(new StatePane(state.context().theme, this))
{
    setAccessibleName(tr("Span details"));
    setFocusProxy(m_tree);
    state.context().workspace.busy().watch(m_job);
    for (const QString &tab : {tr("Span"), tr("Events"), tr("Links"), tr("Resource"), tr("Inputs")})
        m_tabs->addTab(tab);
    m_tabs->setAccessibleName(tr("Parts of the span"));
    m_tabs->setTabToolTip(InputsTab, tr("The span as each input brought it, what differs first"));
    m_tabs->setTabVisible(InputsTab, false);
    m_pin->setCheckable(true);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, metrics::kPadding, 0);
    head->addWidget(m_tabs);
    head->addStretch();
    head->addWidget(m_pin);
    auto *body = new QWidget(this);
    auto *bodyLayout = new QVBoxLayout(body);
    bodyLayout->setContentsMargins(0, 0, 0, 0);
    bodyLayout->setSpacing(0);
    bodyLayout->addWidget(m_summary);
    m_parts->addWidget(m_tree);
    m_parts->addWidget(m_records);
    m_parts->addWidget(m_none);
    m_parts->setMinimumHeight(2 * metrics::kTagRow); // its state pane is higher: that must not take the summary its room
    bodyLayout->addWidget(m_parts, 1);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(body);
    auto *line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(line);
    layout->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, &DetailsPane::fill);
    connect(&state, &TraceState::selectedChanged, this, &DetailsPane::showSelected);
    connect(&state, &TraceState::documentChanged, this, [this] {
        m_pin->setChecked(false);
        m_shown = SpanIndex::None;
        askForLinks();
        showSelected();
    });
    connect(&state, &TraceState::rowsChanged, this, [this] { // a group of repeats was opened or closed
        if (m_shown != SpanIndex::None && m_state.document())
            m_summary->show(m_shown, this->details());
    });
    connect(&state.colouring(), &items::RuleColouring::changed, this, [this] {
        if (m_shown != SpanIndex::None && m_state.document())
            m_summary->show(m_shown, this->details());
    });
    connect(m_pin, &QPushButton::toggled, this, [this](bool pinned) {
        if (!pinned)
            showSelected();
    });
    connect(m_tree, &TagTree::stackRequested, this, &DetailsPane::stackRequested);
    connect(m_tree, &TagTree::linkActivated, this, [this](telemetry::TraceId trace, telemetry::SpanId span) {
        m_state.context().session.openTrace(trace, session::SpanRef{span, telemetry::RecordId::None});
    });
    showSelected();
}

void DetailsPane::showSelected()
{
    if (m_pin->isChecked())
        return;
    m_shown = m_state.selected();
    m_details.reset();
    m_linked.reset();
    load();
}

void DetailsPane::load()
{
    m_job.cancel();
    const auto &document = m_state.document();
    const bool known = document && m_shown != SpanIndex::None;
    m_stack->setCurrentIndex(known ? 1 : 0);
    if (!known) {
        m_nothing->showEmpty(tr("No span selected"), tr("Click a row or a frame, or press Down, to see its tags and logs."));
        fill();
        return;
    }
    if (!document->table->isSpan(m_shown)) {
        fill();
        return;
    }
    m_summary->show(m_shown, nullptr);
    const auto source = m_state.context().workspace.source();
    if (!source)
        return;
    const bool derived = document->isDerived(m_shown);
    const auto record = derived ? document->derivedLog(m_shown) : document->columns().record[toInt(m_shown)];
    struct Loaded {
        telemetry::SpanDetails details;
        std::optional<std::vector<items::LinkedSpan>> linked;
    };
    m_job.start([source, record, derived](std::stop_token stop) -> base::Result<Loaded> {
                    auto details = derived ? ofLine(*source, record, stop) : source->span(record, stop);
                    if (!details)
                        return details.error();
                    Loaded loaded{std::move(*details), {}};
                    if (auto linked = items::linkedSpans(*source, loaded.details.links, stop))
                        loaded.linked = std::move(*linked);
                    return loaded;
                },
                [this](base::Result<Loaded> answer) {
                    if (!answer) {
                        if (answer.error().kind == base::ErrorKind::Stopped)
                            return;
                        m_stack->setCurrentIndex(0);
                        m_nothing->showError(answer.error(), [this] { load(); });
                        return;
                    }
                    m_details = std::move(answer->details);
                    m_linked = std::move(answer->linked);
                    fill();
                    Q_EMIT detailsChanged();
                });
}

void DetailsPane::askForLinks()
{
    m_incoming.clear();
    m_linksJob.cancel();
    const auto source = m_state.context().workspace.source();
    const auto &document = m_state.document();
    if (!source || !document)
        return;
    m_linksJob.start([source, trace = document->columns().trace](std::stop_token stop) { return items::linksTo(*source, trace, stop); },
                     [this](base::Result<std::vector<items::IncomingLink>> links) {
                         if (!links || links->empty()) // a source without such a question has none to show
                             return;
                         m_incoming = std::move(*links);
                         fill();
                         Q_EMIT detailsChanged();
                     });
}

std::vector<items::IncomingLink> DetailsPane::incoming() const
{
    std::vector<items::IncomingLink> out;
    const auto &document = m_state.document();
    if (!document || m_shown == SpanIndex::None || !document->table->isSpan(m_shown))
        return out;
    const std::uint64_t own = document->columns().span[toInt(m_shown)];
    const bool root = document->table->mainRoot() == m_shown;
    for (const auto &link : m_incoming)
        if (link.to.value == own || (root && document->find(link.to) == SpanIndex::None))
            out.push_back(link);
    return out;
}

void DetailsPane::fill()
{
    const telemetry::SpanDetails *details = this->details();
    const auto origins = details ? m_state.document()->originsOf(m_shown) : std::vector<const items::TraceOrigin *>();
    const bool several = origins.size() > 1;
    m_tabs->setTabVisible(InputsTab, several || (!details && m_tabs->isTabVisible(InputsTab))); // not while the next one loads
    m_tabs->setCount(InputsTab, several ? QString::number(origins.size()) : QString());
    m_records->setSpan(several ? std::optional(details->row) : std::nullopt);
    m_parts->setCurrentWidget(m_tabs->currentIndex() == InputsTab ? static_cast<QWidget *>(m_records) : m_tree);
    m_summary->show(m_shown, details);
    const auto count = [](std::size_t n) { return n ? QString::number(n) : QString(); };
    m_tabs->setCount(EventsTab, details ? count(details->events.size()) : QString());
    const auto incoming = this->incoming();
    m_tabs->setCount(LinksTab, details ? count(details->links.size() + incoming.size()) : QString());
    m_tabs->setCount(ResourceTab, details ? count(details->resourceTags.size()) : QString());
    if (!details) {
        m_tree->setGroups({});
        return;
    }
    const int tab = m_tabs->currentIndex();
    if (tab == EventsTab && details->events.empty()) {
        m_none->showEmpty(tr("No events"), tr("Nothing was recorded within this span; its log lines stand below."));
        m_parts->setCurrentWidget(m_none);
    } else if (tab == LinksTab && details->links.empty() && incoming.empty()) {
        m_none->showEmpty(tr("No links"), tr("This span links to no other, and none that is here links to it."));
        m_parts->setCurrentWidget(m_none);
    }
    switch (tab) {
    case InputsTab: break;
    case EventsTab: m_tree->setGroups(eventGroups(*details)); break;
    case LinksTab: m_tree->setGroups(linkGroups(*details, m_linked, incoming)); break;
    case ResourceTab: {
        QStringList inputs;
        for (const items::TraceOrigin *origin : origins)
            inputs.append(TraceState::inputName(*origin));
        m_tree->setGroups(originGroups(*details, inputs));
        break;
    }
    default: m_tree->setGroups(spanGroups(*details));
    }
}

} // namespace triptych::ui
