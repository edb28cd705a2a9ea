#include "base/error.h"

namespace triptych::base {

std::string placeText(const Place &place)
{
    std::string out = place.file;
    const auto add = [&out](const char *word, std::uint64_t number) {
        if (!out.empty())
            out += ", ";
        out += word;
        out += std::to_string(number);
    };
    if (place.line)
        add("line ", *place.line);
    if (place.column)
        add("column ", *place.column);
    if (place.byte)
        add("byte ", *place.byte);
    return out;
}

std::string Error::text() const
{
    std::string out = placeText(where);
    if (!out.empty())
        out += ": ";
    out += what;
    if (!kept.empty())
        out += "; " + kept;
    if (!advice.empty())
        out += " (" + advice + ")";
    return out;
}

} // namespace triptych::base
