#pragma once
#include "query/aliases.h"

#include <QString>

namespace triptych::app {

/// The table that a user's changes make of the built-in one; `json` as the settings keep it, empty for none.
/// Errors: BadInput.
base::Result<query::AliasTable> aliasesOf(const QString &json);
/// The same out of the user's settings file, for programs without a window.
base::Result<query::AliasTable> userAliases();

} // namespace triptych::app
