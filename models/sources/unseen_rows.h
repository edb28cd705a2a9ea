#pragma once
#include "sources/seen_lines.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::sources {

/// Of rows that stand a line each those that are not among `seen`; `lines` gets their hashes. Rows that are alike within
/// one answer are as many records: each counts by its number among them.
std::string unseenRows(std::string_view rows, const SeenLines &seen, std::vector<std::uint64_t> &lines, std::size_t &received);

} // namespace triptych::sources
