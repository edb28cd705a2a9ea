#include "analysis/pattern_filter.h"

#include "analysis/log_words.h"


namespace triptych::analysis {

std::string patternTerm(std::string_view pattern)
{
    std::string term = R"(/^\s*)";
    std::size_t words = 1;
    for (std::size_t i = 0; i < pattern.size();) {
        const char c = pattern[i];
        if (pattern.substr(i).starts_with(kVariable)) {
            term += R"(\S+)";
            i += kVariable.size();
            continue;
        }
        if (c == ' ') {
            term += R"(\s+)";
            ++words;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            term += '.';
        } else {
            // A slash ends the expression where it is not escaped.
            if (std::string_view(R"(\.+*?()|[]{}^$/)").find(c) != std::string_view::npos)
                term += '\\';
            term += c;
        }
        ++i;
    }
    // Of a longer line only the first words were looked at; of a longer body only the first line.
    term += words < LogWords::kMostWords ? R"(\s*(\n|$)/)" : "/";
    return term;
}

} // namespace triptych::analysis
