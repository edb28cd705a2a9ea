#include "items/trace_export.h"

#include "analysis/flame_export.h"
#include "analysis/sub_trace.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace triptych::items {

namespace {

using Format = TraceExport::Format;

base::Result<std::string> stacks(const TraceExport &what, std::stop_token stop)
{
    const auto table = analysis::TraceTable::build(analysis::subTrace(what.trace->columns(), what.rows), analysis::Skew::Adjust, stop);
    analysis::FlameProfileBuilder builder;
    if (!table || !builder.add(*table, stop))
        return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
    const auto profile = builder.profile();
    return what.format == Format::Folded
        ? analysis::foldedStacks(profile, analysis::FlameWeight::Total)
        : analysis::speedscopeJson(profile, analysis::FlameWeight::Total, "trace " + hex(what.trace->columns().trace));
}

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QJsonObject tagsOf(const std::vector<telemetry::Tag> &tags)
{
    QJsonObject out;
    for (const auto &tag : tags)
        out.insert(text(tag.key), text(tag.value));
    return out;
}

QJsonValue parsed(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

} // namespace

base::Result<void> writeTrace(sources::Source &source, const TraceExport &what, const QString &path, std::stop_token stop)
{
    QSaveFile file(path);
    const auto unwritable = [&] {
        return base::Error{base::ErrorKind::Unreadable, "The file cannot be written: " + file.errorString().toStdString() + '.',
                           {path.toStdString(), {}, {}, {}}, "What was there before is unchanged.", {}};
    };
    if (!file.open(QIODevice::WriteOnly))
        return unwritable();
    const auto write = [&file](std::string_view bytes) { file.write(bytes.data(), static_cast<qint64>(bytes.size())); };
    if (what.format == Format::Folded || what.format == Format::Speedscope) {
        const auto out = stacks(what, stop);
        if (!out)
            return out.error();
        write(*out);
    } else {
        std::vector<telemetry::SpanRow> rows;
        rows.reserve(what.rows.size());
        for (const std::uint32_t row : what.rows)
            rows.push_back(analysis::spanRowOf(what.trace->columns(), row));
        const auto format = what.format == Format::Otlp     ? sources::SpanFormat::Otlp
                            : what.format == Format::Jaeger ? sources::SpanFormat::Jaeger
                                                            : sources::SpanFormat::Csv;
        if (const auto written = source.writeSpans(format, rows, write, stop); !written)
            return written.error();
    }
    if (!file.commit())
        return unwritable();
    return {};
}

QString spanJson(const telemetry::SpanDetails &span)
{
    QJsonArray events, links;
    for (const auto &event : span.events)
        events.append(QJsonObject{{QStringLiteral("time"), QString::number(event.time)},
                                  {QStringLiteral("name"), text(event.name)},
                                  {QStringLiteral("tags"), parsed(event.tags)}});
    for (const auto &link : span.links)
        links.append(QJsonObject{{QStringLiteral("traceId"), text(hex(link.trace))},
                                 {QStringLiteral("spanId"), text(hex(link.span))},
                                 {QStringLiteral("tags"), parsed(link.tags)}});
    QJsonObject out{{QStringLiteral("traceId"), text(hex(span.row.trace))},
                    {QStringLiteral("spanId"), text(hex(span.row.span))},
                    {QStringLiteral("parentId"), span.row.parent.empty() ? QString() : text(hex(span.row.parent))},
                    {QStringLiteral("service"), text(span.row.service)},
                    {QStringLiteral("name"), text(span.row.name)},
                    {QStringLiteral("kind"), text(std::string(name(span.row.kind)))},
                    {QStringLiteral("status"), text(std::string(name(span.row.status)))},
                    {QStringLiteral("start"), QString::number(span.row.start)},
                    {QStringLiteral("duration"), QString::number(span.row.duration)},
                    {QStringLiteral("tags"), tagsOf(span.spanTags)},
                    {QStringLiteral("resource"), tagsOf(span.resourceTags)},
                    {QStringLiteral("events"), events},
                    {QStringLiteral("links"), links}};
    if (!span.statusMessage.empty())
        out.insert(QStringLiteral("statusMessage"), text(span.statusMessage));
    return QString::fromUtf8(QJsonDocument(out).toJson(QJsonDocument::Indented));
}

} // namespace triptych::items
