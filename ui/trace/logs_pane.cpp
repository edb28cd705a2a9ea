#include "ui/trace/logs_pane.h"

#include "items/cell_text.h"
#include "ui/common/chip.h"
#include "ui/common/flat_button.h"
#include "ui/common/state_pane.h"
#include "ui/logs/pattern_delegate.h"
#include "ui/shell/action_catalog.h"
#include "ui/common/find_bar.h"
#include "ui/trace/span_logs_view.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

using telemetry::MatchedLog;

namespace {
constexpr std::size_t kLogsPaneMostLines = 10'000; // of one span; the logs page shows all
}

LogsPane::Tiers LogsPane::tiersOf(std::vector<MatchedLog> lines, telemetry::SpanId span, bool spanOnly)
{
    if (spanOnly)
        std::erase_if(lines, [span](const MatchedLog &line) { return line.match != telemetry::LogMatch::Span && (line.placed.empty() || line.placed != span); });
    // Tiers stand in the order of certainty; within one the source's order (time) stays.
    const auto tier = [](const MatchedLog &line) {
        switch (line.match) {
        case telemetry::LogMatch::Span: return 0;
        case telemetry::LogMatch::Access: return 1;
        case telemetry::LogMatch::Trace: return 2;
        case telemetry::LogMatch::Guess: break;
        }
        return 3;
    };
    std::stable_sort(lines.begin(), lines.end(), [&](const auto &a, const auto &b) { return tier(a) < tier(b); });
    std::vector<telemetry::LogRow> rows;
    for (const MatchedLog &line : lines)
        rows.push_back(line.row);
    return {std::move(lines), items::patternsOf(rows)};
}

LogsPane::LogsPane(TraceState &state, QWidget *parent)
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_count(new Chip(state.context().theme, {}, Chip::Tone::Accent, this)),
      m_find(new FindBar(state.context().theme, tr("Find in these lines"), this)), m_stack(new QStackedWidget(this)),
      m_nothing(new StatePane(state.context().theme, this)), m_view(new SpanLogsView(state.context(), m_logs, this)), m_patternView(makePatternView()),
      m_shapeButton(FlatButton::iconOnly(state.context().theme, QStringLiteral("logs"), tr("Patterns of these lines"), this))
{
    setAccessibleName(tr("Logs of the span"));
    state.context().workspace.busy().watch(m_job);
    Theme &theme = state.context().theme;
    auto *title = new QLabel(tr("Logs"), this);
    title->setTextFormat(Qt::PlainText);
    title->setFont(theme.strong());
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::kMargin, metrics::kGrid / 2, metrics::kPadding, metrics::kGrid / 2);
    head->setSpacing(metrics::kPadding);
    head->addWidget(title);
    head->addWidget(m_count);
    head->addStretch();
    auto *group = new QButtonGroup(this);
    for (FlatButton *button : {addReach(tr("Span"), Reach::Span), addReach(tr("+ Trace"), Reach::Trace),
                               addReach(tr("+ Nearby (guess)"), Reach::Nearby)}) {
        group->addButton(button);
        head->addWidget(button);
    }
    m_reachButtons[static_cast<std::size_t>(m_reach)]->setChecked(true);
    auto *findButton = FlatButton::iconOnly(theme, QStringLiteral("search"), tr("Find in these lines"), this);
    head->addWidget(findButton);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_patternView);
    m_shapeButton->setCheckable(true);
    head->addWidget(m_shapeButton);
    connect(m_shapeButton, &QPushButton::toggled, this, [this](bool on) { setShape(on ? Shape::Patterns : Shape::Lines); });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_find);
    layout->addWidget(m_stack, 1);

    connect(findButton, &QPushButton::clicked, this, &LogsPane::openFind);
    connect(m_find, &FindBar::textChanged, this, &LogsPane::find);
    connect(m_find, &FindBar::next, this, [this] { m_view->stepMatch(SpanLogsView::Way::Forward); });
    connect(m_find, &FindBar::previous, this, [this] { m_view->stepMatch(SpanLogsView::Way::Backward); });
    connect(m_find, &FindBar::closed, m_view, [this] { m_view->setFocus(); });
    connect(m_view, &SpanLogsView::lineChosen, this, &LogsPane::choose);
    connect(m_view, &SpanLogsView::lineHovered, this, &LogsPane::hover);
    connect(m_view, &SpanLogsView::lineActivated, this, [this](int row) {
        choose(row);
        Q_EMIT spanRequested();
    });
    connect(&state, &TraceState::documentChanged, this, &LogsPane::load);
    connect(&state, &TraceState::selectedChanged, this, &LogsPane::load);
    connect(&state.context().session, &session::Session::logChanged, this, [this] {
        const auto log = m_state.context().session.log();
        const int row = log ? m_logs.rowOf(*log) : -1;
        if (row >= 0 && m_view->currentIndex().row() != row)
            m_view->showRow(row);
    });

    addCommands();
    load();
}

FlatButton *LogsPane::addReach(const QString &text, Reach reach)
{
    auto *button = new FlatButton(m_state.context().theme, text, FlatButton::Kind::Plain, this);
    button->setCheckable(true);
    connect(button, &QPushButton::clicked, this, [this, reach] { setReach(reach); });
    m_reachButtons.push_back(button);
    return button;
}

void LogsPane::setReach(Reach reach)
{
    m_reach = reach;
    m_reachButtons[static_cast<std::size_t>(reach)]->setChecked(true);
    load();
}

void LogsPane::cycleReach()
{
    setReach(static_cast<Reach>((static_cast<int>(m_reach) + 1) % 3));
}

void LogsPane::focusLines()
{
    m_view->setFocus(Qt::ShortcutFocusReason);
    for (int row = 0; !m_view->currentIndex().isValid() && row < m_logs.rowCount(); ++row)
        if (m_logs.lineAt(row))
            m_view->setCurrentIndex(m_logs.index(row));
}

void LogsPane::load()
{
    m_job.cancel();
    const auto &document = m_state.document();
    const auto source = m_state.context().workspace.source();
    if (!document || !source) {
        m_count->setVisible(false);
        m_logs.setLines({});
        m_stack->setCurrentIndex(0);
        m_nothing->showEmpty(tr("No trace open"), tr("Its log lines will stand here."));
        return;
    }
    std::optional<telemetry::SpanId> span;
    if (m_state.selected() != SpanIndex::None && document->table->isSpan(m_state.selected())
        && !document->isDerived(m_state.selected()))
        span = telemetry::SpanId{document->columns().span[toInt(m_state.selected())]};
    const auto guess = m_reach == Reach::Nearby ? telemetry::Guess::Always : telemetry::Guess::WhenNoIds;
    const auto trace = document->traceOf(m_state.selected());
    const bool spanOnly = m_reach == Reach::Span && m_state.selected() != SpanIndex::None;
    m_job.start(
        [source, trace, span, guess, spanOnly](std::stop_token stop) -> base::Result<Tiers> {
            auto lines = source->logsOf(trace, span, guess, kLogsPaneMostLines, stop);
            if (!lines)
                return lines.error();
            return tiersOf(std::move(*lines), span.value_or(telemetry::SpanId{}), spanOnly);
        },
        [this, span](base::Result<Tiers> answer) {
            if (answer) {
                takeLines(std::move(*answer), span.value_or(telemetry::SpanId{}));
            } else if (answer.error().kind != base::ErrorKind::Stopped) {
                m_count->setVisible(false);
                m_stack->setCurrentIndex(0);
                m_nothing->showError(answer.error(), [this] { load(); });
            }
        });
}

void LogsPane::takeLines(Tiers tiers, telemetry::SpanId span)
{
    const bool spanOnly = m_reach == Reach::Span && m_state.selected() != SpanIndex::None;
    std::vector<MatchedLog> &lines = tiers.lines;
    const bool capped = lines.size() >= kLogsPaneMostLines;
    m_count->setText(items::countText(lines.size()) + (capped ? QStringLiteral("+") : QString()));
    m_count->setToolTip(capped ? tr("The first %1 lines; the logs page has all.").arg(items::countText(kLogsPaneMostLines)) : QString());
    m_count->setVisible(!lines.empty());
    m_patterns.set(std::move(tiers.patterns));
    query::Selection ofTrace;
    if (auto filter = query::Filter::parse("trace:" + hex(m_state.document()->traceOf(m_state.selected()))))
        ofTrace.filter = std::move(*filter);
    m_view->colouring().askLogs(m_state.context().workspace.source(), ofTrace);
    m_logs.setLines(std::move(lines), span);
    if (m_logs.lineCount() == 0) {
        m_stack->setCurrentIndex(0);
        if (spanOnly)
            m_nothing->showEmpty(tr("No line carries this span's id"), tr("Lines of the whole trace may tell more."),
                                 {{tr("Show the trace's lines"), [this] { setReach(Reach::Trace); }}});
        else
            m_nothing->showEmpty(tr("No log line names this trace"), tr("Lines of the same service at that time may tell more."),
                                 {{tr("Show nearby lines"), [this] { setReach(Reach::Nearby); }}});
        return;
    }
    showShape();
    find(m_find->text());
    const int row = m_chosen == telemetry::RecordId::None ? -1 : m_logs.rowOf(m_chosen);
    if (row >= 0)
        m_view->showRow(row);
    markChosen();
}

QListView *LogsPane::makePatternView()
{
    auto *view = new QListView(this);
    view->setModel(&m_patterns);
    view->setItemDelegate(new PatternDelegate(m_state.context().theme, m_patterns, view));
    view->setFrameShape(QFrame::NoFrame);
    view->setUniformItemSizes(true);
    view->setMouseTracking(true);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setAccessibleName(tr("Patterns of the trace's lines"));
    connect(view, &QListView::clicked, this, [this](const QModelIndex &index) { showExample(index.row()); });
    connect(view, &QListView::activated, this, [this](const QModelIndex &index) { showExample(index.row()); });
    return view;
}

void LogsPane::setShape(Shape shape)
{
    m_shape = shape;
    m_shapeButton->setChecked(shape == Shape::Patterns);
    if (m_stack->currentIndex() != 0)
        showShape();
}

void LogsPane::showShape()
{
    m_stack->setCurrentWidget(m_shape == Shape::Patterns ? static_cast<QWidget *>(m_patternView) : m_view);
}

void LogsPane::showExample(int row)
{
    const int line = m_logs.rowOf(m_patterns.at(row).example);
    setShape(Shape::Lines);
    if (line < 0)
        return;
    m_view->showRow(line);
    choose(line);
}

void LogsPane::choose(int row)
{
    const MatchedLog *line = m_logs.lineAt(row);
    if (!line)
        return;
    m_chosen = line->row.record;
    const telemetry::SpanId span = line->row.span.empty() ? line->placed : line->row.span;
    m_state.context().session.setLog(m_chosen);
    markChosen();
    if (!m_state.document() || span.empty())
        return;
    const SpanIndex owner = m_state.document()->find(span);
    if (owner != SpanIndex::None && owner != m_state.selected())
        m_state.select(owner, TraceState::Reveal::Yes);
}

void LogsPane::hover(int row)
{
    const MatchedLog *line = m_logs.lineAt(row);
    if (line && line->row.time != 0)
        m_state.setMarker(line->row.time);
    else
        markChosen();
}

void LogsPane::markChosen()
{
    const int row = m_chosen == telemetry::RecordId::None ? -1 : m_logs.rowOf(m_chosen);
    const MatchedLog *line = m_logs.lineAt(row);
    m_state.setMarker(line && line->row.time != 0 ? std::optional(line->row.time) : std::nullopt);
}

void LogsPane::openFind()
{
    m_find->open();
}

void LogsPane::find(const QString &text)
{
    std::vector<bool> matches(static_cast<std::size_t>(m_logs.rowCount()), false);
    if (!text.isEmpty())
        for (int row = 0; row < m_logs.rowCount(); ++row)
            matches[static_cast<std::size_t>(row)] = m_logs.row(row).kind == SpanLogsModel::Kind::Line
                && m_logs.index(row).data().toString().contains(text, Qt::CaseInsensitive);
    m_view->setMatches(std::move(matches));
    m_find->setCount(m_view->matchNumber(), m_view->matchCount());
}

} // namespace triptych::ui
