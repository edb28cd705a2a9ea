#include "ui/explore/time_strip.h"

#include "ui/common/histogram_strip.h"

#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kBins = 120;
constexpr telemetry::Nanos kShortestAxis = 1'000'000; // 1 ms: below it bars hold single records
} // namespace

TimeStrip::TimeStrip(Context &context, telemetry::Table table, QWidget *parent)
    : QWidget(parent), m_context(context), m_table(table), m_strip(new HistogramStrip(context.theme)),
      m_job(context.pool)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_strip);
    m_strip->setUnit(table == telemetry::Table::Logs ? tr("lines") : tr("spans"));
    context.workspace.busy().watch(m_job);
    connect(&context.session, &session::Session::filterChanged, this, &TimeStrip::askWhenVisible);
    connect(&context.session, &session::Session::rangeChanged, this, [this] {
        const auto range = m_context.session.range();
        if (asksServers()) {
            Q_EMIT axisChanged(range);
            return askWhenVisible();
        }
        m_strip->setBrush(range);
        if (range && m_axis && (range->to <= m_axis->from || range->from >= m_axis->to)) // out of sight
            showWhole();
    });
    connect(&context.workspace, &Workspace::sourceChanged, this, [this] {
        m_axis.reset();
        Q_EMIT axisChanged(std::nullopt);
        askWhenVisible();
    });
    connect(&context.workspace, &Workspace::dataChanged, this, &TimeStrip::askWhenVisible);
    connect(m_strip, &HistogramStrip::brushChanged, this,
            [this](std::optional<telemetry::TimeRange> brush) { m_context.session.setRange(brush); });
    connect(m_strip, &HistogramStrip::resetRequested, this, [this] {
        m_context.session.setRange(std::nullopt);
        showWhole();
    });
    connect(m_strip, &HistogramStrip::zoomRequested, this, &TimeStrip::zoom);
    connect(&m_job, &base::LatestJob::runningChanged, m_strip, &HistogramStrip::setLoading);
    m_strip->setBrush(context.session.range());
}

void TimeStrip::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void TimeStrip::askWhenVisible()
{
    m_stale = true;
    if (isVisible())
        ask();
}

void TimeStrip::ask()
{
    m_stale = false;
    const auto source = m_context.workspace.source();
    if (!source) {
        m_job.cancel();
        m_strip->setHistogram({});
        return;
    }
    m_job.start(
        [source, table = m_table, selection = query::Selection{m_context.session.filter(), asksServers() ? m_context.session.range() : m_axis}](std::stop_token stop) {
            return table == telemetry::Table::Logs ? source->logHistogram(selection, kBins, stop)
                                                   : source->spanHistogram(selection, kBins, stop);
        },
        [this](base::Result<telemetry::Histogram> answer) {
            if (!answer) {
                m_strip->setHistogram({});
                return;
            }
            if (!m_axis)
                m_whole = answer->range;
            m_strip->setHistogram(*answer);
            m_strip->setBrush(asksServers() ? std::nullopt : m_context.session.range());
        });
}

/// What lies outside the range was not fetched: the axis is then the range itself.
bool TimeStrip::asksServers() const
{
    const auto &source = m_context.workspace.source();
    return source && source->asksServers();
}

void TimeStrip::zoom(telemetry::Nanos at, double factor)
{
    const auto now = m_strip->histogram().range;
    if (now.empty() || factor <= 0)
        return;
    const auto length = std::max(kShortestAxis, telemetry::Nanos(double(now.length()) / factor));
    const auto left = at - telemetry::Nanos(double(at - now.from) / double(now.length()) * double(length));
    setAxis({left, left + length});
}

void TimeStrip::setAxis(telemetry::TimeRange wanted)
{
    if (const auto missing = kShortestAxis - wanted.length(); missing > 0)
        wanted = {wanted.from - missing / 2, wanted.from - missing / 2 + kShortestAxis};
    if (asksServers())
        return m_context.session.setRange(wanted);
    if (wanted.length() >= m_whole.length())
        return showWhole();
    const auto from = std::clamp(wanted.from, m_whole.from, m_whole.to - wanted.length());
    m_axis = telemetry::TimeRange{from, from + wanted.length()};
    Q_EMIT axisChanged(m_axis);
    ask();
}

void TimeStrip::showWhole()
{
    m_axis.reset();
    if (asksServers())
        return m_context.session.setRange(std::nullopt); // which asks
    Q_EMIT axisChanged(std::nullopt);
    ask();
}

} // namespace triptych::ui
