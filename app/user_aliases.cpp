#include "app/user_aliases.h"

#include <QSettings>

namespace triptych::app {

base::Result<query::AliasTable> aliasesOf(const QString &json)
{
    return json.trimmed().isEmpty() ? base::Result<query::AliasTable>(query::AliasTable()) : query::AliasTable::fromJson(json.toStdString());
}

base::Result<query::AliasTable> userAliases()
{
    const QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("triptych"), QStringLiteral("triptych"));
    return aliasesOf(settings.value(QStringLiteral("preferences/aliases")).toString());
}

} // namespace triptych::app
