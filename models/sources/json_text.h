#pragma once
#include <QJsonObject>
#include <string>

namespace triptych::sources {

/// The text of a member; empty where there is none.
inline std::string textAt(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toString().toStdString();
}

} // namespace triptych::sources
