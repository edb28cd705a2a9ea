#pragma once
#include <QString>
#include <QStringList>
#include <cstdint>
#include <string>

namespace triptych::app {

/// Whether a file is a saved store, by its first bytes.
bool isStoreFile(const QString &path);
/// What a set of inputs is called: the name of one, "a.json and 2 more".
QString titleOf(const QStringList &paths);
std::string sizeText(std::uint64_t bytes);

} // namespace triptych::app
