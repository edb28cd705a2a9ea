#include "telemetry/tag.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QVariant>

namespace triptych::telemetry {

namespace {

Tag tagOf(const QString &key, const QJsonValue &value)
{
    Tag tag;
    tag.key = key.toStdString();
    switch (value.type()) {
    case QJsonValue::Bool:
        tag.type = ValueType::Bool;
        tag.value = value.toBool() ? "true" : "false";
        break;
    case QJsonValue::Double: {
        const QVariant exact = value.toVariant();
        const bool whole = exact.typeId() == QMetaType::LongLong;
        tag.type = whole ? ValueType::Int : ValueType::Double;
        tag.value = whole ? std::to_string(exact.toLongLong()) : QString::number(exact.toDouble(), 'g', QLocale::FloatingPointShortest).toStdString();
        break;
    }
    case QJsonValue::Array:
        tag.type = ValueType::Array;
        tag.value = QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact).toStdString();
        break;
    case QJsonValue::Object:
        tag.type = ValueType::Map;
        tag.value = QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).toStdString();
        break;
    case QJsonValue::String:
        tag.value = value.toString().toStdString();
        break;
    default:
        tag.type = ValueType::Null;
    }
    return tag;
}

} // namespace

std::vector<Tag> tagsFromJson(std::string_view json)
{
    std::vector<Tag> tags;
    if (json.size() <= 2)
        return tags;
    const QJsonObject object = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size()))).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        tags.push_back(tagOf(it.key(), it.value()));
    return tags;
}

} // namespace triptych::telemetry
