#include "ui/flame/frame_pane.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/state_pane.h"
#include "ui/common/text_label.h"
#include "ui/flame/figure_row.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <array>

namespace triptych::ui {

using analysis::FlameNodeIndex;
using analysis::FlameWeight;

namespace {
constexpr int kFramePaneNameWidth = 64, kDurationWidth = 84;

double shareOf(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}
} // namespace

FramePane::FramePane(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_header(new PaneHeader(context.theme, tr("Frame"), this)),
      m_nothing(new StatePane(context.theme, this)), m_body(new QWidget(this)), m_rows(new QWidget),
      m_figures(new FigureRow(context.theme)), m_examples(new QVBoxLayout(m_rows))
{
    setAccessibleName(tr("Frame"));
    Theme &theme = context.theme;
    auto *verbs = new QHBoxLayout;
    verbs->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, metrics::kMargin);
    verbs->setSpacing(metrics::kPadding);
    const auto verb = [&](const QString &text, const QString &tip) {
        auto *button = new FlatButton(theme, text);
        button->setToolTip(tip);
        verbs->addWidget(button);
        return button;
    };
    connect(verb(tr("Sandwich"), tr("Its callers above, its callees below (3)")), &QPushButton::clicked, this, &FramePane::sandwichRequested);
    connect(verb(tr("Hide"), tr("Merge it into its callers (H)")), &QPushButton::clicked, this, &FramePane::hideRequested);
    connect(verb(tr("Keep only"), tr("Only stacks that it is in (Shift+H)")), &QPushButton::clicked, this, &FramePane::keepRequested);
    m_filter = verb(tr("Filter"), tr("Only traces with such a span"));
    verbs->addStretch();
    connect(m_filter, &QPushButton::clicked, this, [this] {
        using Combine = session::Session::Combine;
        m_context.session.applyTag("service", m_service.toStdString(), Combine::And);
        m_context.session.applyTag("name", m_operation.toStdString(), Combine::And);
    });

    auto *figures = new QVBoxLayout;
    figures->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    figures->addWidget(m_figures);
    m_examples->setContentsMargins(metrics::kMargin, metrics::kGrid, metrics::kMargin, metrics::kGrid);
    m_examples->setSpacing(0);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addLayout(figures);
    body->addLayout(verbs);
    auto *examples = new PaneHeader(theme, tr("Examples"));
    examples->setDetail(tr("spans of this path"));
    body->addWidget(examples);
    body->addWidget(m_rows);
    body->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_nothing, 1);
    layout->addWidget(m_body, 1);
    show(nullptr, FlameNodeIndex::None);
}

void FramePane::show(const std::shared_ptr<const analysis::FlameProfile> &profile, FlameNodeIndex node)
{
    const bool known = profile && node != FlameNodeIndex::None && profile->node(node).frame != analysis::FrameIndex::None;
    m_nothing->setVisible(!known);
    m_body->setVisible(known);
    if (!known) {
        m_header->setTitle(tr("Frame")); // below it stands that none is selected
        m_header->setDetail({});
        m_nothing->showEmpty(tr("No frame selected"), tr("Click a frame, or press Down, for its figures and examples."));
        return;
    }
    const analysis::FlameNode &of = profile->node(node);
    const analysis::Frame &frame = profile->frame(of.frame);
    m_service = QString::fromStdString(frame.service);
    m_operation = QString::fromStdString(frame.operation);
    m_header->setTitle(items::textOf(frame.operation));
    m_header->setDetail(items::textOf(frame.service));
    const auto spans = static_cast<telemetry::Nanos>(std::max<std::uint64_t>(1, of.count));
    const auto whole = [&](FlameWeight weight) { return profile->weight(FlameNodeIndex::Root, weight); };
    const auto part = [&](telemetry::Nanos time, FlameWeight weight) {
        return items::percentText(shareOf(static_cast<std::uint64_t>(std::max<telemetry::Nanos>(0, time)), whole(weight)));
    };
    QVector<FigureRow::Figure> figures{
        {tr("Spans"), items::countText(of.count)},
        {tr("Mean"), items::durationText(of.total / spans)},
        {tr("Mean self"), items::durationText(of.self / spans)},
        {tr("Errors"), items::percentText(shareOf(of.errors, of.count)), of.errors > 0 ? Role::Error : Role::Text},
        {tr("Share of time"), items::percentText(shareOf(profile->weight(node, FlameWeight::Total), whole(FlameWeight::Total)))},
        {tr("Share of self time"), part(of.self, FlameWeight::Self)},
        {tr("On critical paths"), part(of.critical, FlameWeight::Critical)}};
    if (of.count == 0) // only on the way to what is kept
        figures = {{tr("Spans"), tr("none that are kept")}, figures[4]};
    m_figures->setFigures(figures);
    showExamples(profile->examples(node));
}

void FramePane::showExamples(const std::optional<analysis::FlameExamples> &examples)
{
    while (QLayoutItem *item = m_examples->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    Theme &theme = m_context.theme;
    if (!examples) {
        m_examples->addWidget(new TextLabel(theme, tr("None: no span of this path is kept."), theme.text(), Role::TextSecondary));
        return;
    }
    const std::array<std::pair<QString, analysis::FlameExample>, 4> rows{
        std::pair{tr("fastest"), examples->shortest}, {tr("median"), examples->median}, {tr("p95"), examples->p95}, {tr("slowest"), examples->longest}};
    for (const auto &[name, example] : rows) {
        auto *row = new QWidget;
        row->setFixedHeight(metrics::kTableRow + metrics::kGrid);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        auto *label = new TextLabel(theme, name, theme.text(), Role::TextSecondary);
        label->setFixedWidth(kFramePaneNameWidth);
        auto *duration = new TextLabel(theme, items::durationText(example.duration), theme.mono());
        duration->setFixedWidth(kDurationWidth);
        duration->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        auto *trace = new TextLabel(theme, items::shortTraceText(example.trace), theme.mono(), Role::Accent);
        auto *open = new FlatButton(theme, tr("Open"), FlatButton::Kind::Plain);
        open->setAccessibleName(tr("Open the trace of the %1 span").arg(name));
        connect(open, &QPushButton::clicked, this, [this, example = example] {
            m_context.session.openTrace(example.trace, session::SpanRef{telemetry::SpanId{example.span}, example.record});
        });
        line->addWidget(label);
        line->addWidget(duration);
        line->addSpacing(metrics::kPadding);
        line->addWidget(trace);
        line->addStretch();
        line->addWidget(open);
        m_examples->addWidget(row);
    }
}

} // namespace triptych::ui
