#include "sources/loki_backend.h"

#include "sources/clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cmath>

/// How many lines of Loki's match, when and of which level, without fetching them.
namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

void countLines(HistogramBin &bin, const QString &level, std::uint64_t lines)
{
    bin.total += lines;
    if (level.startsWith(QStringLiteral("warn")))
        bin.warnings += lines;
    else if (level == QStringLiteral("error") || level == QStringLiteral("critical") || level == QStringLiteral("fatal"))
        bin.errors += lines;
}

} // namespace

Result<Histogram> LokiBackend::histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop)
{
    if (table != Table::Logs)
        return holdsNo("traces");
    const auto known = dialect(search.range, stop);
    if (!known)
        return known.error();
    const auto compiled = query::compileFor(query::Backend::LogQl, search.filter, search.aliases, *known);
    if (!compiled)
        return compiled.error();
    if (!compiled->decidesAll() || !search.native.empty())
        return Error{ErrorKind::NotFound, "a part of the filter is decided here", {address(), {}, {}, {}}, {}, {}};
    Histogram out;
    out.range = search.range;
    out.width = width;
    const Nanos bins = (search.range.length() + width - 1) / width;
    out.bins.resize(static_cast<std::size_t>(std::max<Nanos>(bins, 0)));
    if (compiled->nothing || known->labels.empty() || out.bins.empty())
        return out;
    // A point at t counts what lies in (t - width, t]: each is asked 1 ns before the next bin begins.
    HttpFields fields{{"query", "sum by (detected_level) (count_over_time(" + compiled->text + " [" + std::to_string(width / kMilli) + "ms]))"},
                      {"start", std::to_string(search.range.from + width - 1)},
                      {"end", std::to_string(search.range.from + bins * width - 1)},
                      {"step", std::to_string(static_cast<double>(width) / 1e9)}};
    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = "/loki/api/v1/query_range";
    request.contentType = "application/x-www-form-urlencoded";
    request.body = formEncoded(fields);
    const auto answer = http().send(request, stop);
    if (!answer)
        return answer.error();
    const auto document = parsed(*answer);
    if (!document)
        return document.error();
    const QJsonObject data = document->object().value(QStringLiteral("data")).toObject();
    if (data.value(QStringLiteral("resultType")).toString() != QStringLiteral("matrix"))
        return broken("its counts are no matrix");
    for (const QJsonValue &series : data.value(QStringLiteral("result")).toArray()) {
        const QString level = series.toObject().value(QStringLiteral("metric")).toObject().value(QStringLiteral("detected_level")).toString();
        for (const QJsonValue &point : series.toObject().value(QStringLiteral("values")).toArray()) {
            // Seconds with at most three digits behind the point: the bin that ends nearest to it.
            const double time = point.toArray().at(0).toDouble() * 1e9 - static_cast<double>(search.range.from);
            const auto bin = static_cast<std::int64_t>(std::llround(time / static_cast<double>(width))) - 1;
            if (bin >= 0 && bin < bins)
                countLines(out.bins[static_cast<std::size_t>(bin)], level, point.toArray().at(1).toString().toULongLong());
        }
    }
    return out;
}

} // namespace triptych::sources
