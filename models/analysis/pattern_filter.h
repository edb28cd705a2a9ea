#pragma once
#include <string>
#include <string_view>

namespace triptych::analysis {

/// The term of the filter language that finds the lines of a pattern of LogPatterns: a regular expression from the
/// body's start, `/^\s*charge failed: …/`. Words may be any blanks apart; a variable part is anything without blanks.
std::string patternTerm(std::string_view pattern);

} // namespace triptych::analysis
