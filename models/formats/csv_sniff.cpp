#include "formats/csv_sniff.h"

#include <algorithm>

namespace triptych::formats {

namespace {

/// Cells of the row at `from`, which moves behind it. Quoted cells may hold separators and line ends.
int cells(std::string_view text, std::size_t &from, char separator, bool &whole)
{
    int count = 1;
    bool quoted = false;
    std::size_t i = from;
    for (; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == separator)
            ++count;
        else if (!quoted && c == '\n')
            break;
    }
    whole = i < text.size();
    from = i + 1;
    return count;
}

/// A header's cells are names: they begin with a letter and hold nothing that logs are full of.
bool isHeader(std::string_view line, char separator)
{
    if (line.empty())
        return false;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(separator), line.size());
        std::string_view cell = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
        if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"')
            cell = cell.substr(1, cell.size() - 2);
        while (!cell.empty() && cell.front() == ' ')
            cell.remove_prefix(1);
        if (cell.size() > 80 || cell.find_first_of("={}:[]<>") != std::string_view::npos)
            return false;
        if (!cell.empty() && ((cell.front() >= '0' && cell.front() <= '9') || cell.front() == '-'))
            return false;
    }
    return true;
}

} // namespace

int sniffCsv(const Sample &sample)
{
    std::string_view head = sample.head;
    if (head.substr(0, 3) == "\xEF\xBB\xBF")
        head.remove_prefix(3);
    if (head.empty() || head.find('\0') != std::string_view::npos)
        return 0;
    for (const char separator : {',', ';', '\t'}) {
        std::size_t from = 0;
        bool whole = false;
        const int columns = cells(head, from, separator, whole);
        std::string_view header = head.substr(0, from - 1);
        if (!header.empty() && header.back() == '\r')
            header.remove_suffix(1);
        if (columns < 2 || !whole || !isHeader(header, separator))
            continue;
        int rows = 0, alike = 0;
        while (from < head.size() && rows < 50) {
            if (head[from] == '\n' || head[from] == '\r') {
                ++from;
                continue;
            }
            const int count = cells(head, from, separator, whole);
            if (!whole && !sample.whole)
                break; // cut by the end of the sample
            ++rows;
            alike += count == columns;
        }
        if (rows > 0 && alike * 10 >= rows * 8 && (columns > 2 || rows > 2))
            return columns > 3 ? 50 : 30;
    }
    return 0;
}

} // namespace triptych::formats
