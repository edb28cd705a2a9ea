#include "ui/explore/latency_pane.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/explore/floating_bar.h"

#include <QButtonGroup>
#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych::ui {

namespace {

/// More dots than this are not told apart on any screen; the source takes them evenly.
constexpr std::size_t kMostPoints = 200'000;

/// Three significant digits in µs, ms or s, widened so that the rectangle's own points stay inside.
std::string quantity(telemetry::Nanos value, bool up)
{
    const double decade = std::pow(10.0, std::floor(std::log10(double(std::max<telemetry::Nanos>(1, value)))) - 2);
    const double rounded = (up ? std::ceil(double(value) / decade) : std::floor(double(value) / decade)) * decade;
    const auto ns = telemetry::Nanos(std::llround(rounded));
    const auto text = [](double number, const char *unit) {
        return QString::number(number, 'g', 12).toStdString() + unit;
    };
    if (ns < 1'000)
        return text(double(ns), "ns");
    if (ns < 1'000'000)
        return text(double(ns) / 1e3, "us");
    return ns < 1'000'000'000 ? text(double(ns) / 1e6, "ms") : text(double(ns) / 1e9, "s");
}

} // namespace

std::string durationFilter(const ScatterRange &range)
{
    if (range.shortestOpen && range.longestOpen)
        return {};
    if (range.longestOpen)
        return "duration:>=" + quantity(range.shortest, false);
    if (range.shortestOpen)
        return "duration:<=" + quantity(range.longest, true);
    return "duration:[" + quantity(range.shortest, false) + " TO " + quantity(range.longest, true) + "]";
}

LatencyPane::LatencyPane(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_header(new PaneHeader(context.theme, tr("Latency"))),
      m_canvas(new ScatterCanvas(context.theme)), m_verbs(nullptr), m_job(context.pool)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_canvas, 1);

    auto *styles = new QButtonGroup(this);
    FlatButton *heatmap = m_header->addButton(tr("Heatmap"));
    FlatButton *scatter = m_header->addButton(tr("Scatter"));
    for (FlatButton *button : {heatmap, scatter}) {
        button->setCheckable(true);
        styles->addButton(button);
    }
    scatter->setChecked(true);
    connect(heatmap, &QPushButton::toggled, this, [this](bool on) {
        m_canvas->setStyle(on ? ScatterCanvas::Style::Density : ScatterCanvas::Style::Dots);
    });
    context.workspace.busy().watch(m_job);
    connect(m_canvas, &ScatterCanvas::pointOpened, this,
            [this](telemetry::TraceId trace) { m_context.session.openTrace(trace); });
    m_canvas->setPreferences(context.preferences);
    connect(m_canvas, &ScatterCanvas::menuRequested, this, &LatencyPane::menu);
    connect(m_canvas, &ScatterCanvas::selected, this, &LatencyPane::offer);
    connect(m_canvas, &ScatterCanvas::selectionCleared, this, [this] {
        if (m_verbs)
            m_verbs->deleteLater();
        m_verbs = nullptr;
    });
    connect(&context.session, &session::Session::selectionChanged, this, &LatencyPane::askWhenVisible);
    connect(&context.workspace, &Workspace::sourceChanged, this, &LatencyPane::askWhenVisible);
    connect(&context.workspace, &Workspace::dataChanged, this, &LatencyPane::askWhenVisible);
}

void LatencyPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void LatencyPane::askWhenVisible()
{
    m_stale = true;
    if (isVisible())
        ask();
}

void LatencyPane::ask()
{
    m_stale = false;
    const auto source = m_context.workspace.source();
    if (!source) {
        m_job.cancel();
        m_canvas->setPoints(std::make_shared<ScatterCanvas::Points>());
        m_header->setDetail({});
        return;
    }
    m_job.start(
        [source, selection = m_context.session.selection()](std::stop_token stop) {
            return source->scatter(selection, kMostPoints, stop);
        },
        [this](base::Result<ScatterCanvas::Points> answer) {
            if (!answer) {
                m_header->setDetail(items::textOf(answer.error().what));
                return;
            }
            const auto count = answer->size();
            m_canvas->setPoints(std::make_shared<ScatterCanvas::Points>(std::move(answer).value()));
            m_header->setDetail(count == 0 ? tr("no traces") : tr("%1 traces, log scale").arg(items::countText(count)));
        });
}

void LatencyPane::offer(const ScatterRange &range)
{
    if (m_verbs)
        m_verbs->deleteLater();
    auto *bar = new FloatingBar(m_context.theme, m_canvas);
    bar->setAccessibleName(tr("What to do with the selected traces"));
    bar->addNote(tr("%1 traces").arg(items::countText(range.points)));
    bool first = true;
    for (const Verb &verb : verbsOf(range))
        connect(std::exchange(first, false) ? bar->addButton(verb.text, FlatButton::Kind::Soft) : bar->addButton(verb.text), &QPushButton::clicked, this, verb.run);
    bar->showAbove(m_canvas->selectionRect());
    m_verbs = bar;
}

std::vector<LatencyPane::Verb> LatencyPane::verbsOf(const ScatterRange &range)
{
    return {{tr("Filter"), [this, range] { filterBy(range); }},
            {tr("What is different?"),
             [this, range] {
                 constexpr telemetry::Nanos kEnd = std::numeric_limits<telemetry::Nanos>::max();
                 Q_EMIT differenceAsked({range.time, range.shortestOpen ? std::numeric_limits<telemetry::Nanos>::min() : range.shortest,
                                         range.longestOpen ? kEnd : range.longest});
             }},
            {tr("Open slowest"), [this, range] { openSlowest(range); }},
            {tr("Logs of range"), [this, range] {
                 m_context.session.setRange(range.time);
                 m_context.session.setPage(session::Page::Logs);
             }}};
}

void LatencyPane::menu(QPoint globalPos)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto trace = m_canvas->hoveredTrace()) {
        menu->addAction(tr("Open trace %1").arg(items::shortTraceText(*trace)), this, [this, trace] { m_context.session.openTrace(*trace); });
        menu->addSeparator();
    }
    const auto &range = m_canvas->selection();
    if (range)
        menu->addAction(tr("Zoom to selection"), this, [this, time = range->time] { Q_EMIT m_canvas->axisWanted(time); });
    menu->addAction(tr("Zoom to the whole"), this, &LatencyPane::wholeWanted)->setEnabled(m_canvas->axis().has_value());
    if (range) {
        menu->addSeparator();
        for (const Verb &verb : verbsOf(*range))
            menu->addAction(verb.text, this, verb.run);
    }
    menu->popup(globalPos);
}

void LatencyPane::filterBy(const ScatterRange &range)
{
    auto &session = m_context.session;
    std::string text = durationFilter(range);
    // A span's duration is what a filter sees. Beyond a lower bound alone the root must be meant, or every trace has
    // some span short enough; with other terms in the filter the duration belongs to the span they describe.
    if (!text.empty() && !range.longestOpen && session.filter().empty())
        text = "root:true " + text;
    if (auto filter = query::Filter::parse(text); filter && !text.empty())
        session.setFilter(session.filter().and_(*filter));
    session.setRange(range.time);
    m_canvas->clearSelection();
}

void LatencyPane::openSlowest(const ScatterRange &range)
{
    const telemetry::ScatterPoint *slowest = nullptr;
    for (const auto &point : m_canvas->points())
        if (range.time.contains(point.start) && point.duration >= range.shortest && point.duration <= range.longest &&
            (!slowest || point.duration > slowest->duration))
            slowest = &point;
    if (slowest)
        m_context.session.openTrace(slowest->trace);
}

} // namespace triptych::ui
