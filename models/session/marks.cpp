#include "session/marks.h"

#include "base/qt_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace triptych::session {

using base::text;

namespace {

/// 64-bit numbers do not fit JSON's doubles: they are written as text.
std::optional<std::int64_t> numberOf(const QJsonValue &value)
{
    bool ok = false;
    const qlonglong out = value.toString().toLongLong(&ok);
    return ok ? std::optional<std::int64_t>(out) : std::nullopt;
}

QJsonObject markObject(const Mark &mark)
{
    QJsonObject out;
    if (const auto *span = std::get_if<SpanMark>(&mark.target)) {
        out.insert(QStringLiteral("trace"), text(telemetry::hex(span->trace)));
        out.insert(QStringLiteral("span"), text(telemetry::hex(span->span)));
    } else if (const auto *range = std::get_if<RangeMark>(&mark.target)) {
        out.insert(QStringLiteral("trace"), text(telemetry::hex(range->trace)));
        out.insert(QStringLiteral("from"), QString::number(range->range.from));
        out.insert(QStringLiteral("to"), QString::number(range->range.to));
    } else if (const auto *trace = std::get_if<TraceMark>(&mark.target)) {
        out.insert(QStringLiteral("trace"), text(telemetry::hex(trace->trace)));
    } else {
        out.insert(QStringLiteral("log"), QString::number(telemetry::toInt(std::get<LogMark>(mark.target).record)));
    }
    out.insert(QStringLiteral("time"), QString::number(mark.time));
    if (!mark.note.empty())
        out.insert(QStringLiteral("note"), text(mark.note));
    return out;
}

std::optional<Mark> markOf(const QJsonObject &in)
{
    Mark mark;
    const auto trace = telemetry::traceIdFromHex(in.value(QStringLiteral("trace")).toString().toStdString());
    const auto span = telemetry::spanIdFromHex(in.value(QStringLiteral("span")).toString().toStdString());
    const auto from = numberOf(in.value(QStringLiteral("from"))), to = numberOf(in.value(QStringLiteral("to")));
    if (trace && span)
        mark.target = SpanMark{*trace, *span};
    else if (trace && from && to)
        mark.target = RangeMark{*trace, {*from, *to}};
    else if (const auto log = numberOf(in.value(QStringLiteral("log"))))
        mark.target = LogMark{static_cast<telemetry::RecordId>(*log)};
    else if (trace)
        mark.target = TraceMark{*trace};
    else
        return std::nullopt;
    mark.time = numberOf(in.value(QStringLiteral("time"))).value_or(0);
    mark.note = in.value(QStringLiteral("note")).toString().toStdString();
    return mark;
}

} // namespace

const Mark *Marks::find(const MarkTarget &target) const
{
    const auto it = std::find_if(m_marks.begin(), m_marks.end(), [&](const Mark &mark) { return mark.target == target; });
    return it == m_marks.end() ? nullptr : &*it;
}

void Marks::insert(Mark mark)
{
    const auto at = std::upper_bound(m_marks.begin(), m_marks.end(), mark.time, [](telemetry::Nanos t, const Mark &m) { return t < m.time; });
    m_marks.insert(at, std::move(mark));
}

std::string Marks::note(const MarkTarget &target) const
{
    const Mark *mark = find(target);
    return mark ? mark->note : std::string();
}

void Marks::toggle(const MarkTarget &target, telemetry::Nanos time)
{
    if (contains(target))
        return remove(target);
    insert({target, time, {}});
    Q_EMIT changed();
}

void Marks::setNote(const MarkTarget &target, telemetry::Nanos time, const std::string &note)
{
    const Mark *mark = find(target);
    if (mark && mark->note == note)
        return;
    if (mark)
        m_marks[static_cast<std::size_t>(mark - m_marks.data())].note = note;
    else
        insert({target, time, note});
    Q_EMIT changed();
}

void Marks::remove(const MarkTarget &target)
{
    const Mark *mark = find(target);
    if (!mark)
        return;
    m_marks.erase(m_marks.begin() + (mark - m_marks.data()));
    Q_EMIT changed();
}

void Marks::removeLogs()
{
    if (std::erase_if(m_marks, [](const Mark &mark) { return std::holds_alternative<LogMark>(mark.target); }) > 0)
        Q_EMIT changed();
}

void Marks::clear()
{
    if (m_marks.empty())
        return;
    m_marks.clear();
    Q_EMIT changed();
}

std::optional<Mark> Marks::next(telemetry::Nanos time) const
{
    if (m_marks.empty())
        return std::nullopt;
    const auto it = std::find_if(m_marks.begin(), m_marks.end(), [time](const Mark &mark) { return mark.time > time; });
    return it == m_marks.end() ? m_marks.front() : *it;
}

std::optional<Mark> Marks::previous(telemetry::Nanos time) const
{
    if (m_marks.empty())
        return std::nullopt;
    const auto it = std::find_if(m_marks.rbegin(), m_marks.rend(), [time](const Mark &mark) { return mark.time < time; });
    return it == m_marks.rend() ? m_marks.back() : *it;
}

std::string Marks::toJson() const
{
    QJsonArray all;
    for (const Mark &mark : m_marks)
        all.append(markObject(mark));
    return QJsonDocument(QJsonObject{{QStringLiteral("marks"), all}}).toJson(QJsonDocument::Indented).toStdString();
}

base::Result<void> Marks::fromJson(std::string_view json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject() || !document.object().value(QStringLiteral("marks")).isArray()) {
        base::Error out{base::ErrorKind::BadInput, "these are no marks: " + error.errorString().toStdString(), {}, "the marks there were", {}};
        if (error.error != QJsonParseError::NoError)
            out.where.byte = static_cast<std::uint64_t>(error.offset);
        return out;
    }
    m_marks.clear();
    const QJsonArray all = document.object().value(QStringLiteral("marks")).toArray();
    for (const auto &one : all)
        if (auto mark = markOf(one.toObject()); mark && !contains(mark->target))
            insert(std::move(*mark));
    Q_EMIT changed();
    return {};
}

} // namespace triptych::session
