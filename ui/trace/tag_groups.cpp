#include "ui/trace/tag_groups.h"

#include "items/cell_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <array>
#include <string_view>

namespace triptych::ui {

using telemetry::Tag;
using telemetry::ValueType;

namespace {

struct TagGroupsText {
    Q_DECLARE_TR_FUNCTIONS(triptych::ui::TagGroups)
};

enum Section { Workload, Mesh, Infrastructure, Other, SectionCount };

Section sectionOf(std::string_view key)
{
    static constexpr std::array kMesh{"kuma.io/", "kuma.", "mesh", "kong.", "konghq.com/", "envoy.", "istio.", "linkerd."};
    static constexpr std::array kInfrastructure{"cloud.", "host.", "host", "os.", "aws.", "gcp.", "azure.", "region", "zone",
                                                "device.", "k8s.node.", "k8s.cluster.", "availability"};
    static constexpr std::array kWorkload{"service.", "k8s.", "container.", "process.", "telemetry.", "deployment.", "faas.",
                                          "app.", "version", "env"};
    const auto in = [key](const auto &prefixes) {
        for (const std::string_view prefix : prefixes)
            if (key.substr(0, prefix.size()) == prefix)
                return true;
        return false;
    };
    if (in(kMesh))
        return Mesh;
    if (in(kInfrastructure))
        return Infrastructure;
    return in(kWorkload) ? Workload : Other;
}

std::vector<Tag> tagsOfJson(const std::string &json)
{
    std::vector<Tag> tags;
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        Tag tag;
        tag.key = it.key().toStdString();
        const QJsonValue value = it.value();
        if (value.isArray())
            tag.value = QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact).toStdString();
        else if (value.isObject())
            tag.value = QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).toStdString();
        else
            tag.value = value.toVariant().toString().toStdString();
        tag.type = value.isDouble() ? ValueType::Double : ValueType::String;
        tags.push_back(std::move(tag));
    }
    return tags;
}

Tag fact(const QString &key, const std::string &value)
{
    return {key.toStdString(), value, ValueType::String};
}

void addTimes(TagGroup &group, telemetry::Nanos start, telemetry::Nanos duration, telemetry::Nanos own)
{
    const bool before = start < own;
    const QString apart = items::durationText(before ? own - start : start - own);
    group.tags.push_back(fact(QStringLiteral("starts"), (before ? TagGroupsText::tr("%1 earlier") : TagGroupsText::tr("%1 later")).arg(apart).toStdString()));
    group.tags.push_back(fact(QStringLiteral("duration"), items::durationText(duration).toStdString()));
}

} // namespace

std::vector<TagGroup> resourceGroups(const std::vector<Tag> &tags)
{
    std::array<TagGroup, SectionCount> sections{TagGroup{TagGroupsText::tr("Workload"), {}, {}, {}, {}}, TagGroup{TagGroupsText::tr("Mesh"), {}, {}, {}, {}},
                                                TagGroup{TagGroupsText::tr("Infrastructure"), {}, {}, {}, {}},
                                                TagGroup{TagGroupsText::tr("Other resource tags"), {}, {}, {}, {}}};
    for (const Tag &tag : tags)
        sections[sectionOf(tag.key)].tags.push_back(tag);
    std::vector<TagGroup> groups;
    for (TagGroup &section : sections)
        if (!section.tags.empty())
            groups.push_back(std::move(section));
    return groups;
}

std::vector<TagGroup> spanGroups(const telemetry::SpanDetails &details)
{
    std::vector<TagGroup> groups;
    TagGroup own{TagGroupsText::tr("Span tags"), {}, details.spanTags, {}, {}};
    if (!details.statusMessage.empty())
        own.tags.insert(own.tags.begin(), fact(QStringLiteral("status message"), details.statusMessage));
    if (!details.traceState.empty())
        own.tags.push_back(fact(QStringLiteral("tracestate"), details.traceState));
    if (!own.tags.empty())
        groups.push_back(std::move(own));
    for (TagGroup &group : resourceGroups(details.resourceTags))
        groups.push_back(std::move(group));
    return groups;
}

std::vector<TagGroup> eventGroups(const telemetry::SpanDetails &details)
{
    std::vector<TagGroup> groups;
    for (const auto &event : details.events)
        groups.push_back({items::textOf(event.name), u'+' + items::durationText(event.time - details.row.start),
                          tagsOfJson(event.tags), {}, {}});
    return groups;
}

std::vector<TagGroup> linkGroups(const telemetry::SpanDetails &details, const std::optional<std::vector<items::LinkedSpan>> &linked,
                                 const std::vector<items::IncomingLink> &incoming)
{
    std::vector<TagGroup> groups;
    for (const auto &link : details.links) {
        TagGroup group{TagGroupsText::tr("Linked span"), QString::fromStdString(hex(link.span)), {}, link.trace, link.span};
        if (linked) {
            const auto end = std::find_if(linked->begin(), linked->end(), [&](const items::LinkedSpan &one) { return one.span == link.span && one.trace.lo == link.trace.lo; });
            group.detail = end == linked->end() ? TagGroupsText::tr("not here") : items::textOf(end->service + " " + end->name);
            if (end != linked->end())
                addTimes(group, end->start, end->duration, details.row.start);
        }
        group.tags.push_back(fact(QStringLiteral("trace"), hex(link.trace)));
        group.tags.push_back(fact(QStringLiteral("span"), hex(link.span)));
        if (!link.traceState.empty())
            group.tags.push_back(fact(QStringLiteral("tracestate"), link.traceState));
        for (Tag &tag : tagsOfJson(link.tags))
            group.tags.push_back(std::move(tag));
        groups.push_back(std::move(group));
    }
    for (const auto &link : incoming) {
        TagGroup group{TagGroupsText::tr("Linked from"), items::textOf(link.service + " " + link.name), {}, link.trace, link.span};
        group.tags.push_back(fact(QStringLiteral("trace"), hex(link.trace)));
        group.tags.push_back(fact(QStringLiteral("span"), hex(link.span)));
        addTimes(group, link.start, link.duration, details.row.start);
        for (Tag &tag : tagsOfJson(link.tags))
            group.tags.push_back(std::move(tag));
        groups.push_back(std::move(group));
    }
    return groups;
}

std::vector<TagGroup> originGroups(const telemetry::SpanDetails &details, const QStringList &inputs)
{
    std::vector<TagGroup> groups = resourceGroups(details.resourceTags);
    TagGroup scope{TagGroupsText::tr("Instrumentation scope"), {}, details.scopeTags, {}, {}};
    if (!details.scopeName.empty())
        scope.tags.insert(scope.tags.begin(), fact(QStringLiteral("name"), details.scopeName));
    if (!details.scopeVersion.empty())
        scope.tags.push_back(fact(QStringLiteral("version"), details.scopeVersion));
    if (!scope.tags.empty())
        groups.push_back(std::move(scope));
    TagGroup origin{TagGroupsText::tr("Identity and origin"), {}, {}, {}, {}};
    origin.tags.push_back(fact(QStringLiteral("trace id"), hex(details.row.trace)));
    origin.tags.push_back(fact(QStringLiteral("span id"), hex(details.row.span)));
    if (!details.row.parent.empty())
        origin.tags.push_back(fact(QStringLiteral("parent id"), hex(details.row.parent)));
    if (inputs.size() > 1)
        for (const QString &input : inputs)
            origin.tags.push_back(fact(QStringLiteral("read from"), input.toStdString()));
    else if (!details.importPath.empty())
        origin.tags.push_back(fact(QStringLiteral("read from"), details.importPath));
    groups.push_back(std::move(origin));
    return groups;
}

QString failureOf(const telemetry::SpanDetails &details)
{
    const auto valueOf = [](const std::vector<Tag> &tags, std::string_view key) {
        for (const Tag &tag : tags)
            if (tag.key == key)
                return items::textOf(tag.value);
        return QString();
    };
    if (!details.statusMessage.empty())
        return items::textOf(details.statusMessage);
    for (const auto &event : details.events) {
        const std::vector<Tag> tags = tagsOfJson(event.tags);
        QStringList words{valueOf(tags, "exception.type"), valueOf(tags, "exception.message")};
        words.removeAll(QString());
        if (!words.isEmpty())
            return words.join(QStringLiteral(": "));
    }
    for (const char *key : {"error.message", "exception.message", "error.type", "exception.type", "grpc.error_message"})
        if (const QString value = valueOf(details.spanTags, key); !value.isEmpty())
            return value;
    for (const char *key : {"http.response.status_code", "http.status_code"})
        if (const QString value = valueOf(details.spanTags, key); !value.isEmpty())
            return TagGroupsText::tr("HTTP status %1").arg(value);
    return {};
}

bool tellsFailure(const Tag &tag)
{
    const std::string_view key = tag.key;
    const bool httpStatus = key.find("status_code") != key.npos && key.find("http") != key.npos;
    if (httpStatus)
        return tag.value.size() == 3 && tag.value[0] == '5';
    return key == "error.type" || key == "status message" || key.substr(0, 10) == "exception.";
}

} // namespace triptych::ui
