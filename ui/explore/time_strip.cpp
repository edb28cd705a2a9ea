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
        if (asksServers())
            askWhenVisible();
        else
            m_strip->setBrush(m_context.session.range());
    });
    connect(&context.workspace, &Workspace::sourceChanged, this, [this] {
        m_axis.reset();
        askWhenVisible();
    });
    connect(&context.workspace, &Workspace::dataChanged, this, &TimeStrip::askWhenVisible);
    connect(m_strip, &HistogramStrip::brushChanged, this,
            [this](std::optional<telemetry::TimeRange> brush) { m_context.session.setRange(brush); });
    connect(m_strip, &HistogramStrip::resetRequested, this, [this] {
        m_axis.reset();
        m_context.session.setRange(std::nullopt);
        ask();
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
    if (asksServers()) {
        const auto left = at - telemetry::Nanos(double(at - now.from) / double(now.length()) * double(length));
        m_context.session.setRange(telemetry::TimeRange{left, left + length});
        return;
    }
    if (length >= m_whole.length()) {
        m_axis.reset();
        return ask();
    }
    const double share = double(at - now.from) / double(now.length());
    auto from = at - telemetry::Nanos(share * double(length));
    from = std::clamp(from, m_whole.from, m_whole.to - length);
    m_axis = telemetry::TimeRange{from, from + length};
    ask();
}

} // namespace triptych::ui
