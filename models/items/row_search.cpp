#include "items/row_search.h"

namespace triptych::items {

bool holds(const QString &line, const QString &text)
{
    return line.contains(text, Qt::CaseInsensitive);
}

RowSearch searchOf(QStringList lines)
{
    return [lines = std::move(lines)](const QString &text, std::stop_token stop) -> base::Result<RowHits> {
        RowHits hits;
        hits.looked = hits.total = lines.size();
        for (qsizetype row = 0; row < lines.size() && !stop.stop_requested(); ++row)
            if (holds(lines[row], text))
                hits.rows.push_back(row);
        return hits;
    };
}

} // namespace triptych::items
