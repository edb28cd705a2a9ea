#include "app/store_file.h"

#include "telemetry/human_text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace triptych::app {

bool isStoreFile(const QString &path)
{
    if (!QFileInfo(path).isFile()) // a pipe would lose its first bytes to a look
        return false;
    QFile file(path);
    constexpr qint64 kMagicAt = 8, kMagicSize = 4; // after a checksum of 8 bytes, as DuckDB writes it
    return file.open(QIODevice::ReadOnly) && file.seek(kMagicAt) && file.read(kMagicSize) == "DUCK";
}

QString titleOf(const QStringList &paths)
{
    if (paths.isEmpty())
        return {};
    const QString clean = paths.front().endsWith(u'/') ? paths.front().chopped(1) : paths.front();
    const QString first = clean == QStringLiteral("-") ? QCoreApplication::translate("open", "standard input") : QFileInfo(clean).fileName();
    if (paths.size() == 1)
        return first;
    return QCoreApplication::translate("open", "%1 and %2 more").arg(first).arg(paths.size() - 1);
}

std::string sizeText(std::uint64_t bytes)
{
    return telemetry::formatBytes(bytes);
}

} // namespace triptych::app
