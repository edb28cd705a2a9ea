#pragma once
#include "analysis/csv_text.h"
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
using analysis::csvField;

} // namespace triptych::items
