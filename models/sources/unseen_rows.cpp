#include "sources/unseen_rows.h"

#include "telemetry/hash.h"

#include <algorithm>
#include <unordered_map>

namespace triptych::sources {

std::string unseenRows(std::string_view rows, const SeenLines &seen, std::vector<std::uint64_t> &lines, std::size_t &received)
{
    std::string out;
    std::unordered_map<std::uint64_t, std::uint64_t> alike;
    while (!rows.empty()) {
        const std::size_t end = std::min(rows.find('\n'), rows.size());
        const std::string_view row = rows.substr(0, end);
        rows.remove_prefix(std::min(end + 1, rows.size()));
        if (row.empty())
            continue;
        ++received;
        const std::uint64_t content = telemetry::hashBytes(row), hash = telemetry::mix64(content, alike[content]++);
        if (seen.contains(hash))
            continue;
        lines.push_back(hash);
        out.append(row);
        out += '\n';
    }
    return out;
}

} // namespace triptych::sources
