#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace triptych::telemetry {

/// Stands for what is no character.
inline constexpr char32_t kReplacement = 0xfffd;

/// Bytes of the well-formed UTF-8 character at the start of `text`; 0 if it is malformed (overlong forms, surrogates
/// and cut characters are). `text` is not empty.
std::size_t utf8CharacterLength(std::string_view text);
bool isUtf8(std::string_view text);
/// Appends `text`, each malformed byte as U+FFFD.
void appendUtf8(std::string &out, std::string_view text);

} // namespace triptych::telemetry
