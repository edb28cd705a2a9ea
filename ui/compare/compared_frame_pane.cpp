#include "ui/compare/compared_frame_pane.h"

#include "items/cell_text.h"
#include "ui/common/chip.h"
#include "ui/common/elided_label.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/state_pane.h"
#include "ui/common/text_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace triptych::ui {

namespace {
constexpr int kComparedFramePaneBetween = 22, kDuration = 70;

/// The node of `profile` with the path that `node` has in the difference; None if that side lacks it.
analysis::FlameNodeIndex sameNode(const analysis::FlameProfile &profile, const analysis::FlameDiff &diff, std::uint32_t node)
{
    std::vector<const analysis::Frame *> path;
    for (std::uint32_t i = node; diff.nodes[i].frame != analysis::FrameIndex::None; i = toInt(diff.nodes[i].parent))
        path.push_back(&diff.frames[toInt(diff.nodes[i].frame)]);
    auto at = analysis::FlameNodeIndex::Root;
    for (auto frame = path.rbegin(); frame != path.rend(); ++frame) {
        const auto children = profile.children(at);
        const auto next = std::find_if(children.begin(), children.end(), [&](std::uint32_t child) {
            const analysis::Frame &one = profile.frame(profile.node(analysis::FlameNodeIndex{child}).frame);
            return one.service == (*frame)->service && one.operation == (*frame)->operation;
        });
        if (next == children.end())
            return analysis::FlameNodeIndex::None;
        at = analysis::FlameNodeIndex{*next};
    }
    return at;
}

} // namespace

ComparedFramePane::ComparedFramePane(Context &context, QWidget *parent) : QWidget(parent), m_context(context), m_layout(new QVBoxLayout(this))
{
    setAccessibleName(tr("Chosen frame"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    clear();
}

void ComparedFramePane::clear()
{
    delete m_content;
    m_content = new QWidget;
    m_layout->addWidget(m_content);
    m_rows = new QVBoxLayout(m_content);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addWidget(new PaneHeader(m_context.theme, tr("Frame")));
    auto *nothing = new StatePane(m_context.theme);
    nothing->showEmpty(tr("No frame selected"), tr("Click a frame or a row for its figures and examples."));
    m_rows->addWidget(nothing, 1);
}

void ComparedFramePane::figure(QHBoxLayout &row, const QString &title, const QString &value)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(new TextLabel(m_context.theme, title, m_context.theme.small(), Role::TextSecondary));
    column->addWidget(new TextLabel(m_context.theme, value, m_context.theme.strong()));
    row.addLayout(column);
}

void ComparedFramePane::examples(const QString &title, const analysis::TraceSet &set, const scene::DiffLayout &layout, std::uint32_t node)
{
    const auto at = sameNode(set.profile, layout.diff(), node);
    const auto found = at == analysis::FlameNodeIndex::None ? std::nullopt : set.profile.examples(at);
    if (!found)
        return;
    m_rows->addWidget(new PaneHeader(m_context.theme, title));
    const std::array<std::pair<QString, analysis::FlameExample>, 4> rows{
        std::pair{tr("fastest"), found->shortest}, {tr("median"), found->median}, {tr("p95"), found->p95}, {tr("slowest"), found->longest}};
    for (const auto &[name, example] : rows) {
        auto *line = new QWidget;
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, 0);
        auto *label = new TextLabel(m_context.theme, name, m_context.theme.text(), Role::TextSecondary);
        label->setFixedWidth(kDuration);
        row->addWidget(label);
        auto *duration = new TextLabel(m_context.theme, items::durationText(example.duration), m_context.theme.mono());
        duration->setFixedWidth(kDuration);
        duration->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        row->addWidget(duration);
        row->addWidget(new TextLabel(m_context.theme, items::shortTraceText(example.trace), m_context.theme.mono(), Role::Accent));
        row->addStretch();
        auto *open = new FlatButton(m_context.theme, tr("Open"), FlatButton::Kind::Plain);
        open->setAccessibleName(tr("Open the span of %1").arg(items::durationText(example.duration)));
        connect(open, &QPushButton::clicked, this, [this, example = example] {
            m_context.session.openTrace(example.trace, session::SpanRef{{example.span}, example.record});
        });
        row->addWidget(open);
        m_rows->addWidget(line);
    }
}

void ComparedFramePane::show(const scene::DiffLayout &layout, std::uint32_t node, const QString &change, const analysis::TraceSet &a,
                     const analysis::TraceSet &b)
{
    const auto index = layout.diff().nodes[node].frame;
    if (index == analysis::FrameIndex::None)
        return clear();
    const analysis::Frame &frame = layout.diff().frames[toInt(index)];
    delete m_content;
    m_content = new QWidget;
    m_layout->addWidget(m_content);
    m_rows = new QVBoxLayout(m_content);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addWidget(new PaneHeader(m_context.theme, items::textOf(frame.service) + u' ' + items::textOf(frame.operation)));
    auto *facts = new QWidget;
    auto *rows = new QVBoxLayout(facts);
    rows->setContentsMargins(metrics::kMargin, metrics::kPadding, metrics::kMargin, metrics::kPadding);
    const bool inA = layout.a(node) > 0, inB = layout.b(node) > 0;
    if (inA != inB) {
        auto *chipRow = new QHBoxLayout;
        chipRow->addWidget(new Chip(m_context.theme, inB ? tr("only in B") : tr("only in A"), inB ? Chip::Tone::Warning : Chip::Tone::Accent));
        chipRow->addStretch();
        rows->addLayout(chipRow);
    }
    const auto sumsOf = [&frame](const analysis::TraceSet &set) {
        const auto it = set.operations.find({frame.service, frame.operation});
        return it == set.operations.end() ? analysis::SelfTimeSums() : it->second;
    };
    const analysis::SelfTimeSums ofA = sumsOf(a), ofB = sumsOf(b);
    auto *figures = new QHBoxLayout;
    figures->setSpacing(kComparedFramePaneBetween);
    figure(*figures, tr("Traces A · B"), items::countText(ofA.traces) + QStringLiteral(" · ") + items::countText(ofB.traces));
    figure(*figures, tr("Change"), change);
    const double whole = layout.change(0);
    figure(*figures, tr("Share of the change"), whole == 0 ? QStringLiteral("–") : items::percentText(std::abs(layout.change(node) / whole)));
    figures->addStretch();
    rows->addLayout(figures);
    m_rows->addWidget(facts);
    examples(tr("Examples in B"), b, layout, node);
    examples(tr("Examples in A"), a, layout, node);
    m_rows->addStretch();
}

} // namespace triptych::ui
