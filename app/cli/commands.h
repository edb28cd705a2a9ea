#pragma once
#include "app/cli/arguments.h"

#include <span>
#include <string>

namespace triptych::cli {

/// Every command, in the order of the help.
std::span<const Command> commands();
const Command *findCommand(std::string_view name);

/// Texts for people, ready for a man page.
std::string overviewText();
std::string helpText(const Command &command);

} // namespace triptych::cli
