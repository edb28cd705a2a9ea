#include "native_languages.h"
#include "native_scanner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace native {

using namespace triptych;
using telemetry::Tag;

namespace {

std::vector<Tag> everyTag(const Record &record)
{
    std::vector<Tag> out(record.tags.begin(), record.tags.end());
    out.insert(out.end(), record.resourceTags.begin(), record.resourceTags.end());
    for (const auto &event : record.eventList)
        out.insert(out.end(), event.tags.begin(), event.tags.end());
    return out;
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool isError(const Record &span) { return span.status == telemetry::StatusCode::Error; }

bool passes(const query::JaegerSearch &search, const Record &span)
{
    if ((!search.service.empty() && search.service != span.service) || (!search.operation.empty() && search.operation != span.name) ||
        (search.minDuration && span.duration < *search.minDuration) || (search.maxDuration && span.duration > *search.maxDuration))
        return false;
    const std::vector<Tag> tags = everyTag(span);
    return std::all_of(search.tags.begin(), search.tags.end(), [&](const auto &wanted) {
        if (wanted.first == "error")
            return isError(span);
        return std::any_of(tags.begin(), tags.end(), [&](const Tag &tag) { return tag.key == wanted.first && tag.value == wanted.second; });
    });
}

bool passes(const query::ZipkinSearch &search, const Record &span)
{
    const std::int64_t micros = span.duration / 1000; // the made durations are whole µs
    if ((!search.service.empty() && search.service != lower(span.service)) || (!search.spanName.empty() && search.spanName != lower(span.name)) ||
        (search.minDuration && micros < *search.minDuration) || (search.maxDuration && (!search.minDuration || micros > *search.maxDuration)))
        return false;
    std::string rest = search.annotationQuery;
    while (!rest.empty()) {
        const std::size_t joint = rest.find(" and ");
        const std::string term = rest.substr(0, joint);
        rest = joint == std::string::npos ? std::string() : rest.substr(joint + 5);
        const std::size_t equals = term.find('=');
        const std::string key = term.substr(0, equals);
        if (key == "error" && equals == std::string::npos ? !isError(span) : std::none_of(span.tags.begin(), span.tags.end(), [&](const Tag &tag) {
                return tag.key == key && (equals == std::string::npos || tag.value == term.substr(equals + 1));
            }) && std::none_of(span.resourceTags.begin(), span.resourceTags.end(), [&](const Tag &tag) {
                return tag.key == key && (equals == std::string::npos || tag.value == term.substr(equals + 1));
            }))
            return false;
    }
    return true;
}

/// A wildcard query's pattern: * and ?, escaped by a backslash.
bool matchesWildcard(const std::string &pattern, std::string_view text, bool fold)
{
    std::string expression = fold ? "(?s)^" : "(?s)^";
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '*')
            expression += ".*";
        else if (pattern[i] == '?')
            expression += '.';
        else
            expression += RE2::QuoteMeta(pattern.substr(pattern[i] == '\\' ? ++i : i, 1));
    }
    // Only ASCII letters fold there.
    return searches(fold ? lower(expression) + "$" : expression + "$", fold ? lower(text) : std::string(text)).value_or(false);
}

/// Values of a field of a document of Jaeger's index; `nested` is the tag in whose document we are.
class JaegerIndex
{
public:
    explicit JaegerIndex(const Record &record) : m_record(record) {}

    bool query(const QJsonObject &object, const Tag *nested = nullptr)
    {
        const QString kind = object.keys().value(0);
        const QJsonObject inner = object.value(kind).toObject();
        const auto list = [&](const char *name) { return inner.value(QLatin1String(name)).toArray(); };
        if (kind == QLatin1String("match_all"))
            return true;
        if (kind == QLatin1String("bool")) {
            bool out = true;
            for (const auto &one : list("filter"))
                out = query(one.toObject(), nested) && out;
            for (const auto &one : list("must_not"))
                out = !query(one.toObject(), nested) && out;
            bool any = list("should").isEmpty();
            for (const auto &one : list("should"))
                any = query(one.toObject(), nested) || any;
            return out && any;
        }
        if (kind == QLatin1String("nested"))
            return inNested(inner);
        if (kind == QLatin1String("exists"))
            return !values(inner.value(QLatin1String("field")).toString().toStdString(), nested).empty();
        const std::string field = inner.keys().value(0).toStdString();
        const QJsonValue operand = inner.value(inner.keys().value(0));
        if (kind == QLatin1String("range"))
            return inRange(operand.toObject());
        for (const std::string &value : values(field, nested)) {
            if (kind == QLatin1String("term") && value == operand.toString().toStdString())
                return true;
            if (kind == QLatin1String("wildcard") && matchesWildcard(operand.toObject().value(QLatin1String("value")).toString().toStdString(), value, operand.toObject().value(QLatin1String("case_insensitive")).toBool()))
                return true;
        }
        return false;
    }

private:
    bool inNested(const QJsonObject &inner)
    {
        const std::string path = inner.value(QLatin1String("path")).toString().toStdString();
        std::vector<Tag> tags(m_record.tags.begin(), m_record.tags.end());
        if (path == "process.tags")
            tags.assign(m_record.resourceTags.begin(), m_record.resourceTags.end());
        if (path == "logs.fields") {
            tags.clear();
            for (const auto &event : m_record.eventList)
                tags.insert(tags.end(), event.tags.begin(), event.tags.end());
        }
        if (path == "tags") {
            tags.push_back({"span.kind", std::string(telemetry::name(m_record.kind)), {}});
            if (isError(m_record))
                tags.push_back({"error", "true", {}});
        }
        return std::any_of(tags.begin(), tags.end(), [&](const Tag &tag) { return query(inner.value(QLatin1String("query")).toObject(), &tag); });
    }

    bool inRange(const QJsonObject &bounds) const
    {
        const auto micros = static_cast<double>(m_record.duration / 1000);
        return (!bounds.contains(QLatin1String("gte")) || micros >= bounds.value(QLatin1String("gte")).toDouble()) &&
               (!bounds.contains(QLatin1String("lte")) || micros <= bounds.value(QLatin1String("lte")).toDouble());
    }

    std::vector<std::string> values(const std::string &field, const Tag *nested) const
    {
        if (nested && field.ends_with(".key"))
            return {nested->key};
        if (nested && field.ends_with(".value"))
            return {nested->value};
        if (field == "operationName")
            return {std::string(m_record.name)};
        if (field == "process.serviceName")
            return {std::string(m_record.service)};
        if (field == "traceID")
            return {telemetry::hex(m_record.trace)};
        return {};
    }

    const Record &m_record;
};

} // namespace

bool jaeger(const BackendQuery &query, const Record &span)
{
    return std::any_of(query.jaeger.begin(), query.jaeger.end(), [&span](const auto &search) { return passes(search, span); });
}

bool zipkin(const BackendQuery &query, const Record &span)
{
    return std::any_of(query.zipkin.begin(), query.zipkin.end(), [&span](const auto &search) { return passes(search, span); });
}

std::optional<bool> jaegerIndex(const std::string &query, const Record &span)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(query));
    if (!document.isObject())
        return std::nullopt;
    return JaegerIndex(span).query(document.object());
}

} // namespace native
