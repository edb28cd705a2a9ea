#include "items/log_places.h"

#include <algorithm>
#include <limits>

namespace triptych::items {

namespace {

/// Rows of the lines that satisfy `demand` besides the selection.
base::Result<LogPlaces::Rows> rowsOf(sources::Source &source, const query::Selection &selection,
                                     telemetry::Order order, const LogsModel::Ids &ids, const std::string &demand,
                                     std::stop_token stop)
{
    auto extra = query::Filter::parse(demand);
    if (!extra)
        return extra.error();
    query::Selection narrower = selection;
    narrower.filter = selection.filter.and_(*extra);
    auto some = source.logIds(narrower, order, stop);
    if (!some)
        return some.error();
    return positionsOf(*some, ids);
}

/// The filter that finds a text in the body of lines.
std::string quoted(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return '"' + escaped.toStdString() + '"';
}

} // namespace

LogPlaces::LogPlaces(base::JobPool &pool, LogsModel &lines, session::Marks &marks, QObject *parent)
    : QObject(parent), m_lines(lines), m_kept(marks), m_finding(pool), m_levels(pool), m_marking(pool), m_tracing(pool), m_timing(pool)
{
    connect(&lines, &PagedModel::queryAnswered, this, &LogPlaces::linesChanged);
}

void LogPlaces::linesChanged()
{
    m_errors.clear();
    m_warnings.clear();
    m_markRows.clear();
    find(m_text);
    const auto ids = m_lines.ids();
    const auto source = m_lines.source();
    Q_EMIT changed();
    if (!ids || !source || ids->empty())
        return;
    using Both = std::pair<Rows, Rows>;
    m_levels.start(
        [ids, source, selection = m_lines.selection(), order = m_lines.order()](std::stop_token stop) -> base::Result<Both> {
            auto errors = rowsOf(*source, selection, order, *ids, "level:>=error", stop);
            if (!errors)
                return errors.error();
            auto warnings = rowsOf(*source, selection, order, *ids, "level:warn", stop);
            if (!warnings)
                return warnings.error();
            return Both{std::move(errors).value(), std::move(warnings).value()};
        },
        [this](base::Result<Both> both) {
            if (!both)
                return;
            m_errors = std::move(both->first);
            m_warnings = std::move(both->second);
            Q_EMIT changed();
        });
    if (m_marks.empty())
        return;
    m_marking.start(
        [ids, marks = m_marks](std::stop_token) {
            Rows rows;
            for (std::size_t i = 0; i < ids->size(); ++i)
                if (marks.contains((*ids)[i]))
                    rows.push_back(qint64(i));
            return rows;
        },
        [this](Rows rows) {
            m_markRows = std::move(rows);
            Q_EMIT changed();
        });
}

void LogPlaces::goToTime(telemetry::Nanos time)
{
    const auto ids = m_lines.ids();
    const auto source = m_lines.source();
    if (!ids || !source || ids->empty())
        return;
    query::Selection later = m_lines.selection();
    const telemetry::Nanos end = later.range ? later.range->to : std::numeric_limits<telemetry::Nanos>::max();
    later.range = telemetry::TimeRange{std::min(time, end), end};
    m_timing.start(
        [ids, source, later, order = m_lines.order()](std::stop_token stop) -> base::Result<qint64> {
            const auto some = source->logIds(later, order, stop);
            if (!some)
                return some.error();
            const auto rows = positionsOf(*some, *ids); // those that are listed now
            const bool ascending = order == telemetry::Order::Ascending;
            if (rows.empty())
                return ascending ? qint64(ids->size()) - 1 : 0;
            return ascending ? rows.front() : rows.back();
        },
        [this](base::Result<qint64> row) {
            if (row)
                Q_EMIT foundTime(*row);
        });
}

void LogPlaces::setShow(Show show)
{
    m_show = show;
    narrow();
    Q_EMIT changed();
}

void LogPlaces::narrow()
{
    LogsModel::Narrowing narrowing;
    narrowing.show = m_show;
    if (m_show != Show::All) {
        narrowing.marks = m_marks;
        narrowing.demand = m_text.isEmpty() ? std::string() : quoted(m_text);
    }
    m_lines.setNarrowing(std::move(narrowing));
}

void LogPlaces::find(const QString &text)
{
    m_text = text;
    m_matches.clear();
    if (m_show == Show::Matches && text.isEmpty())
        m_show = Show::All; // nothing is looked for any more
    narrow();
    const auto ids = m_lines.ids();
    const auto source = m_lines.source();
    if (text.isEmpty() || !ids || !source) {
        m_finding.cancel();
        Q_EMIT found();
        Q_EMIT changed();
        return;
    }
    m_finding.start(
        [ids, source, selection = m_lines.selection(), order = m_lines.order(), demand = quoted(text)](
            std::stop_token stop) { return rowsOf(*source, selection, order, *ids, demand, stop); },
        [this](base::Result<Rows> rows) {
            if (rows)
                m_matches = std::move(rows).value();
            Q_EMIT found();
            Q_EMIT changed();
        });
}

void LogPlaces::toggleMark(qint64 row)
{
    const auto record = m_lines.recordAt(row);
    if (record == telemetry::RecordId::None)
        return;
    const auto at = std::lower_bound(m_markRows.begin(), m_markRows.end(), row);
    if (m_marks.erase(record) > 0) {
        if (at != m_markRows.end() && *at == row)
            m_markRows.erase(at);
    } else {
        m_marks.insert(record);
        m_markRows.insert(at, row);
    }
    const auto *line = m_lines.peek(row);
    m_kept.toggle(session::LogMark{record}, line ? line->row.time : 0);
    if (m_show == Show::Marks && m_marks.empty())
        m_show = Show::All;
    narrow();
    Q_EMIT changed();
}

bool LogPlaces::stepInTrace(qint64 from, Way way)
{
    const auto *line = m_lines.peek(from);
    const auto ids = m_lines.ids();
    const auto source = m_lines.source();
    if (!line || line->row.trace.empty() || !ids || !source)
        return false;
    m_tracing.start([ids, source, selection = m_lines.selection(), order = m_lines.order(), demand = "trace:" + telemetry::hex(line->row.trace)](
                        std::stop_token stop) { return rowsOf(*source, selection, order, *ids, demand, stop); },
                    [this, from, way](base::Result<Rows> rows) {
                        if (rows && !rows->empty())
                            Q_EMIT steppedInTrace(stepIn(*rows, from, way));
                    });
    return true;
}

void LogPlaces::clearMarks()
{
    m_marks.clear();
    m_markRows.clear();
    m_kept.removeLogs();
    m_show = Show::All;
    narrow();
    Q_EMIT changed();
}

qint64 stepIn(const LogPlaces::Rows &rows, qint64 from, Way way)
{
    if (rows.empty())
        return -1;
    if (way == Way::Next) {
        const auto next = std::upper_bound(rows.begin(), rows.end(), from);
        return next == rows.end() ? rows.front() : *next;
    }
    const auto here = std::lower_bound(rows.begin(), rows.end(), from);
    return here == rows.begin() ? rows.back() : *std::prev(here);
}

} // namespace triptych::items
