#include "query/syntax.h"

#include <algorithm>

namespace triptych::query {

const std::vector<std::string_view> &intrinsicNames()
{
    static const std::vector<std::string_view> names = {"service", "name",  "kind", "status", "duration", "self_time", "root",
                                                        "trace",   "span",  "level", "events", "links",    "depth"};
    return names;
}

std::string_view name(Intrinsic intrinsic) { return intrinsicNames()[static_cast<std::size_t>(intrinsic)]; }

std::optional<Intrinsic> intrinsicFromText(std::string_view text)
{
    const auto &names = intrinsicNames();
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Intrinsic>(found - names.begin());
}

} // namespace triptych::query
