#pragma once
#include "base/result.h"

#include <QString>
#include <string_view>

namespace triptych::items {

/// Writes a file that appears only when it is whole. Any thread. Errors: Unreadable with the path.
base::Result<void> saveFile(const QString &path, std::string_view bytes);

} // namespace triptych::items
