#pragma once
#include "base/result.h"
#include "query/selection.h"
#include "sources/source.h"

#include <QString>
#include <QStringList>

namespace triptych::items {

/// A table to be written out: all rows that match, at most kMostRows.
struct CsvRequest {
    enum class What { Traces, Spans, Services };
    static constexpr std::uint64_t kMostRows = 1'000'000;
    What what = What::Traces;
    query::Selection selection;
    QStringList tagColumns; ///< of traces
};

/// Writes RFC 4180 text in UTF-8 with a header line; times in UTC with all digits, durations in ns. The file appears
/// only when it is whole. Runs in the pool. Errors: Unreadable with the path.
base::Result<void> writeCsv(sources::Source &source, const CsvRequest &request, const QString &path,
                            std::stop_token stop);
/// One field, quoted where it needs to be; a leading character that a spreadsheet would run as a formula is defused.
std::string csvField(std::string_view text);

} // namespace triptych::items
