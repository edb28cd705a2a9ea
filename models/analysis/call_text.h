#pragma once
#include <string>
#include <string_view>

namespace triptych::analysis
{

/// A statement, path or operation without what changes from call to call, so that calls of one kind read alike: quoted
/// texts, numbers and ids become `?`, lists of them one `?`, white space one blank. Digits within a word stay
/// (`table_2`, `v2`). "SELECT * FROM t WHERE id IN (1, 2)" is "SELECT * FROM t WHERE id IN (?)", "GET /users/17" is
/// "GET /users/?". At most kMostCallText bytes. O(n).
inline constexpr std::size_t kMostCallText = 400;
std::string normalisedCall(std::string_view text);

} // namespace triptych::analysis
