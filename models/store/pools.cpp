#include "store/pools.h"

#include "telemetry/hash.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace triptych::store {

using telemetry::hashBytes;
using telemetry::Tag;

namespace {
std::uint64_t hashTags(const std::vector<Tag> &tags, std::uint64_t h)
{
    for (const Tag &t : tags)
        h = hashBytes(t.value, hashBytes(t.key, h));
    return h;
}
} // namespace

std::uint64_t hashOf(const ResourceEntry &entry)
{
    return hashTags(entry.tags, hashBytes(entry.schemaUrl, static_cast<std::uint64_t>(entry.service)));
}

std::uint64_t hashOf(const ScopeEntry &entry)
{
    return hashTags(entry.tags, hashBytes(entry.version, hashBytes(entry.name)));
}

std::uint64_t hashOf(const telemetry::SeriesRow &series)
{
    return hashTags(series.tags, hashBytes(series.name, static_cast<std::uint64_t>(series.resource)));
}

std::string packTags(const std::vector<Tag> &tags)
{
    std::string out = "[";
    for (const Tag &t : tags) {
        out += out.size() > 1 ? ",[" : "[";
        telemetry::appendJsonString(out, t.key);
        out += ',';
        telemetry::appendJsonString(out, t.value);
        out += ',' + std::to_string(static_cast<int>(t.type)) + ']';
    }
    return out + "]";
}

std::vector<Tag> unpackTags(std::string_view json)
{
    std::vector<Tag> out;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())));
    const QJsonArray all = document.array();
    for (const auto &item : all) {
        const QJsonArray tag = item.toArray();
        if (tag.size() == 3)
            out.push_back({tag[0].toString().toStdString(), tag[1].toString().toStdString(),
                           static_cast<telemetry::ValueType>(tag[2].toInt())});
    }
    return out;
}

} // namespace triptych::store
