#include "session/view_state.h"

#include "base/qt_text.h"
#include "session/comparison.h"
#include "session/marks.h"
#include "session/time_window.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <utility>

namespace triptych::session {

using base::text;
using telemetry::TimeRange;

namespace {

constexpr std::pair<Page, const char *> kPages[] = {
    {Page::Overview, "overview"}, {Page::Traces, "traces"}, {Page::Trace, "trace"}, {Page::Flame, "flame"},
    {Page::Compare, "compare"},   {Page::Logs, "logs"},     {Page::Map, "map"},     {Page::Sql, "sql"},
};

/// 64-bit numbers do not fit JSON's doubles: they are written as text.
QJsonObject rangeObject(TimeRange range)
{
    return {{QStringLiteral("from"), QString::number(range.from)}, {QStringLiteral("to"), QString::number(range.to)}};
}

TimeRange rangeOf(const QJsonValue &in)
{
    bool from = false, to = false;
    const QJsonObject o = in.toObject();
    const TimeRange range{o.value(QStringLiteral("from")).toString().toLongLong(&from), o.value(QStringLiteral("to")).toString().toLongLong(&to)};
    return from && to && range.from <= range.to ? range : TimeRange{};
}

QString recordText(telemetry::RecordId record) { return QString::number(telemetry::toInt(record)); }

std::optional<telemetry::RecordId> recordOf(const QJsonValue &in)
{
    bool ok = false;
    const qlonglong record = in.toString().toLongLong(&ok);
    return ok ? std::optional(static_cast<telemetry::RecordId>(record)) : std::nullopt;
}

} // namespace

ViewState viewOf(Session &session)
{
    ViewState view;
    view.page = session.page();
    view.filter = session.filter().text();
    if (!session.last()) // such a range ends at the time of asking
        view.range = session.range();
    view.trace = session.trace();
    view.span = session.span();
    view.log = session.log();
    if (session.window().window() != session.window().extent()) {
        view.extent = session.window().extent();
        view.window = session.window().window();
    }
    view.sideA = sideText(session.comparison().a);
    view.sideB = sideText(session.comparison().b);
    view.marks = session.marks().toJson();
    return view;
}

void showView(Session &session, const ViewState &view)
{
    if (const auto filter = query::Filter::parse(view.filter))
        session.setFilter(*filter);
    session.setRange(view.range);
    if (view.trace)
        session.openTrace(*view.trace, view.span);
    session.setLog(view.log);
    const auto a = sideFromText(view.sideA), b = sideFromText(view.sideB);
    if (a && b)
        session.setComparison({*a, *b});
    session.setPage(view.page);
    showMarks(session, view);
}

void showMarks(Session &session, const ViewState &view)
{
    if (!view.marks.empty())
        if (const auto read = session.marks().fromJson(view.marks); !read)
            session.marks().clear();
}

std::string viewToJson(const ViewState &view)
{
    QJsonObject out;
    for (const auto &[page, name] : kPages)
        if (page == view.page)
            out.insert(QStringLiteral("page"), QString::fromLatin1(name));
    out.insert(QStringLiteral("filter"), text(view.filter));
    if (view.range)
        out.insert(QStringLiteral("range"), rangeObject(*view.range));
    if (view.trace)
        out.insert(QStringLiteral("trace"), text(telemetry::hex(*view.trace)));
    if (view.span) {
        out.insert(QStringLiteral("span"), text(telemetry::hex(view.span->span)));
        out.insert(QStringLiteral("record"), recordText(view.span->record));
    }
    if (view.log)
        out.insert(QStringLiteral("log"), recordText(*view.log));
    if (!view.window.empty()) {
        out.insert(QStringLiteral("extent"), rangeObject(view.extent));
        out.insert(QStringLiteral("window"), rangeObject(view.window));
    }
    out.insert(QStringLiteral("a"), text(view.sideA));
    out.insert(QStringLiteral("b"), text(view.sideB));
    const auto marks = QJsonDocument::fromJson(QByteArray::fromStdString(view.marks));
    out.insert(QStringLiteral("marks"), marks.object().value(QStringLiteral("marks")));
    return QJsonDocument(out).toJson(QJsonDocument::Indented).toStdString();
}

base::Result<ViewState> viewFromJson(std::string_view json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) {
        base::Error out{base::ErrorKind::BadInput, "this is no view: " + error.errorString().toStdString(), {}, {}, {}};
        out.where.byte = static_cast<std::uint64_t>(error.offset);
        return out;
    }
    const QJsonObject in = document.object();
    const auto string = [&in](const char *key) { return in.value(QLatin1String(key)).toString().toStdString(); };
    ViewState view;
    for (const auto &[page, name] : kPages)
        if (string("page") == name)
            view.page = page;
    view.filter = string("filter");
    if (const TimeRange range = rangeOf(in.value(QStringLiteral("range"))); !range.empty())
        view.range = range;
    view.trace = telemetry::traceIdFromHex(string("trace"));
    if (const auto span = telemetry::spanIdFromHex(string("span")))
        view.span = SpanRef{*span, recordOf(in.value(QStringLiteral("record"))).value_or(telemetry::RecordId::None)};
    view.log = recordOf(in.value(QStringLiteral("log")));
    view.extent = rangeOf(in.value(QStringLiteral("extent")));
    view.window = rangeOf(in.value(QStringLiteral("window")));
    view.sideA = string("a");
    view.sideB = string("b");
    if (const QJsonValue marks = in.value(QStringLiteral("marks")); marks.isArray())
        view.marks = QJsonDocument(QJsonObject{{QStringLiteral("marks"), marks}}).toJson(QJsonDocument::Compact).toStdString();
    return view;
}

} // namespace triptych::session
