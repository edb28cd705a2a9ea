#include "formats/text_formats.h"

#include "formats/combined_reader.h"
#include "formats/csv_sniff.h"
#include "formats/envoy_reader.h"
#include "formats/format_makers.h"
#include "formats/haproxy_reader.h"
#include "formats/json_line_reader.h"
#include "formats/json_outline.h"
#include "formats/json_records_decoder.h"
#include "formats/line_census.h"
#include "formats/line_cutter.h"
#include "formats/line_decoder.h"
#include "formats/logfmt_reader.h"
#include "formats/loki_decoder.h"
#include "formats/nginx_error_reader.h"
#include "formats/plain_reader.h"
#include "formats/prometheus_decoder.h"
#include "formats/w3c_reader.h"

#include <algorithm>

namespace triptych::formats {

namespace {

/// Every reader of lines, the preferred ones first: files mix (an access log among an application's lines), and each
/// reader refuses what is not its own.
template <typename... Preferred>
std::unique_ptr<PieceDecoder> lines(const Sample &sample, LineJoin join, std::string expected)
{
    std::vector<std::unique_ptr<LineReader>> readers;
    (readers.push_back(std::make_unique<Preferred>()), ...);
    return std::make_unique<LineDecoder>(std::move(readers), join, std::move(expected),
                                         newestTimeWithYear(sample));
}

template <typename Reader> std::unique_ptr<PieceDecoder> accessDecoder(const Sample &sample)
{
    return lines<Reader, CombinedReader, EnvoyReader, HaproxyReader, JsonLineReader, NginxErrorReader>(sample, LineJoin::EachLine, "access log");
}
std::unique_ptr<PieceDecoder> jsonDecoder(const Sample &sample)
{
    return lines<JsonLineReader, CombinedReader, EnvoyReader, LogfmtReader>(sample, LineJoin::EachLine, "JSON lines");
}
std::unique_ptr<PieceDecoder> logfmtDecoder(const Sample &sample)
{
    return lines<LogfmtReader, JsonLineReader, CombinedReader, EnvoyReader>(sample, LineJoin::Continuations, {});
}
std::unique_ptr<PieceDecoder> nginxErrorDecoder(const Sample &sample)
{
    return lines<NginxErrorReader, CombinedReader, JsonLineReader>(sample, LineJoin::Continuations, {});
}
std::unique_ptr<PieceDecoder> plainDecoder(const Sample &sample)
{
    return lines<JsonLineReader, CombinedReader, EnvoyReader, HaproxyReader, NginxErrorReader, LogfmtReader>(sample, LineJoin::Continuations, {});
}
std::unique_ptr<Cutter> lineCutter(const Sample &)
{
    return std::make_unique<LineCutter>();
}
template <LineCutter::StartsRecord startsRecord> std::unique_ptr<Cutter> recordCutter(const Sample &)
{
    return std::make_unique<LineCutter>(startsRecord);
}
template <typename C> std::unique_ptr<Cutter> cutter(const Sample &)
{
    return std::make_unique<C>();
}
// Scores: what has a mark of its own first, then lines by their layout, then looser kinds, plain text last.
constexpr int kMarked = 90, kLayout = 60, kLoose = 40, kWeak = 8, kLastResort = 2;
constexpr double kMost = 0.5, kMany = 0.3;

template <LineKind kind> int sniffLines(const Sample &sample)
{
    const LineCensus &census = sample.census();
    const double share = census.share(kind);
    return share >= kMost ? kLayout : share >= kMany ? kLoose - 5 : 0;
}

int sniffW3c(const Sample &sample)
{
    const std::size_t at = sample.head.substr(0, 16384).find("#Fields:");
    if (at == std::string_view::npos || (at > 0 && sample.head[at - 1] != '\n' && static_cast<unsigned char>(sample.head[at - 1]) != 0xbf))
        return 0;
    return sample.head.find("#Fields:", at) != std::string_view::npos ? kMarked : 0;
}

bool hasKongKeys(const JsonOutline &outline, const std::string &at)
{
    return (outline.has(at + "latencies.kong") || outline.has(at + "latencies.request") || outline.has(at + "latencies.session")) &&
           (outline.has(at + "started_at") || outline.has(at + "client_ip") || outline.has(at + "request") ||
            outline.has(at + "session"));
}
int sniffKong(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    return outline.isJson() && (hasKongKeys(outline, "") || hasKongKeys(outline, "[].")) ? kMarked : 0;
}

/// Lines cost only themselves when one is broken; documents need their brackets followed.
bool isInLines(const Sample &sample)
{
    return sample.census().share(LineKind::Json) >= kMost;
}
std::unique_ptr<Cutter> kongCutter(const Sample &sample)
{
    return isInLines(sample) ? lineCutter(sample) : jsonCutter<jsonRecordsLayout>(sample);
}
std::unique_ptr<PieceDecoder> kongDecoder(const Sample &sample)
{
    return isInLines(sample) ? jsonDecoder(sample) : decoder<JsonRecordsDecoder>(sample);
}

int sniffLoki(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    const bool streams = outline.has("data.result[].stream") || outline.has("streams[].stream") ||
                         (outline.has("streams[].labels") && outline.has("streams[].entries")) ||
                         (outline.has("data.result[].values") && sample.head.substr(0, 4096).find("\"streams\"") != std::string_view::npos);
    return outline.isJson() && streams ? kMarked : 0;
}

/// A message with a time or a level makes a log record of an object.
bool hasLogKeys(const JsonOutline &outline, std::string_view at)
{
    bool time = false, message = false, level = false;
    for (const std::string &path : outline.paths()) {
        if (path.compare(0, at.size(), at) != 0)
            continue;
        const FieldRole role = knownField(std::string_view(path).substr(at.size())).role;
        time |= role == FieldRole::Time;
        message |= role == FieldRole::Message;
        level |= role == FieldRole::Level;
    }
    return (time && (message || level)) || (message && level);
}

int sniffJsonLines(const Sample &sample)
{
    const LineCensus &census = sample.census();
    const double share = census.share(LineKind::Json);
    if (share < kMany)
        return 0;
    if (census.lines() == 1 && !hasLogKeys(sample.outline(), ""))
        return kWeak; // one JSON document; whether it is a log nobody can tell
    return share >= kMost ? kLoose : kLoose - 10;
}
/// Records in a list, or pretty-printed one after another.
int sniffJsonRecords(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    if (!outline.isJson())
        return 0;
    if (hasLogKeys(outline, "[]."))
        return kLoose;
    return hasLogKeys(outline, "") && sample.census().share(LineKind::Json) < kMany ? kLoose - 2 : 0;
}

/// Whether what stands behind the first bracket can stand there in JSON.
bool beginsAsJson(std::string_view head)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    std::size_t i = head.find_first_of("[{");
    if (i == std::string_view::npos)
        return false;
    const bool list = head[i] == '[';
    i = head.find_first_not_of(kBlanks, i + 1);
    if (i == std::string_view::npos)
        return true;
    const std::string_view inside = head.substr(i);
    if (!list)
        return inside[0] == '"' || inside[0] == '}';
    if (inside[0] == '{' || inside[0] == '[' || inside[0] == '"' || inside[0] == ']')
        return true;
    const auto begins = [inside](std::string_view word) { return inside.substr(0, word.size()) == word; };
    std::size_t end = begins("true") || begins("null") ? 4 : begins("false") ? 5 : 0;
    if (end == 0) { // a number: the dashes of a date end it
        end = inside.find_first_not_of("0123456789.", inside[0] == '-');
        if (end == std::string_view::npos || end <= static_cast<std::size_t>(inside[0] == '-'))
            return end == std::string_view::npos;
    }
    end = std::min(inside.find_first_not_of(kBlanks, end), inside.size());
    return end == inside.size() || inside[end] == ',' || inside[end] == ']' || inside[end] == 'e' || inside[end] == 'E';
}

int sniffPlain(const Sample &sample)
{
    if (!sample.census().isText())
        return 0;
    // A JSON document that nobody above knows is no log; `[2026-08-20 11:40:00] text` is none, though it begins like one.
    if (!sample.outline().isJson())
        return kLastResort;
    return beginsAsJson(sample.head) ? 0 : kWeak;
}

int sniffMarkup(const Sample &sample)
{
    std::string_view head = sample.head.substr(0, 512);
    if (head.substr(0, 3) == "\xEF\xBB\xBF")
        head.remove_prefix(3);
    while (!head.empty() && (head.front() == ' ' || head.front() == '\n' || head.front() == '\r' || head.front() == '\t'))
        head.remove_prefix(1);
    for (const std::string_view mark : {"<?xml", "<!DOCTYPE", "<!doctype", "<html", "<svg"})
        if (head.substr(0, mark.size()) == mark)
            return kMarked;
    return 0;
}

} // namespace

std::vector<Format> textFormats()
{
    constexpr std::string_view kNoCsv = "a table of comma-separated values; Triptych reads logs as lines, JSON or OTLP, and "
                                        "metrics as Prometheus text or OTLP";
    constexpr std::string_view kNoMarkup = "an XML or HTML document; Triptych reads logs as lines, JSON or OTLP";
    return {
        {"loki-json", "Loki answer", sniffLoki, jsonCutter<lokiLayout>, decoder<LokiDecoder>, nullptr, {}},
        {"kong-json", "Kong Gateway log", sniffKong, kongCutter, kongDecoder, nullptr, {}},
        {"prometheus-text", "Prometheus text", PrometheusDecoder::sniff, recordCutter<PrometheusDecoder::startsFamily>,
         decoder<PrometheusDecoder>, nullptr, {}},
        {"w3c-log", "W3C extended log (IIS)", sniffW3c, cutter<W3cCutter>, accessDecoder<W3cReader>, nullptr, {}},
        {"access-log", "access log (nginx, Apache, Kong)", sniffLines<LineKind::Combined>, lineCutter,
         accessDecoder<CombinedReader>, nullptr, {}},
        {"envoy-log", "Envoy or Kong Mesh access log", sniffLines<LineKind::Envoy>, lineCutter, accessDecoder<EnvoyReader>,
         nullptr, {}},
        {"haproxy-log", "HAProxy log", sniffLines<LineKind::Haproxy>, lineCutter, accessDecoder<HaproxyReader>, nullptr, {}},
        {"nginx-error-log", "nginx or Kong error log", sniffLines<LineKind::NginxError>, recordCutter<startsPlainRecord>,
         nginxErrorDecoder, nullptr, {}},
        {"csv", "CSV", sniffCsv, nullptr, nullptr, nullptr, kNoCsv},
        {"markup", "XML or HTML", sniffMarkup, nullptr, nullptr, nullptr, kNoMarkup},
        {"json-log", "JSON lines", sniffJsonLines, lineCutter, jsonDecoder, nullptr, {}},
        {"json-records", "JSON log records", sniffJsonRecords, jsonCutter<jsonRecordsLayout>, decoder<JsonRecordsDecoder>,
         nullptr, {}},
        {"logfmt", "logfmt", sniffLines<LineKind::Logfmt>, recordCutter<startsPlainRecord>, logfmtDecoder, nullptr, {}},
        {"text-log", "plain text log", sniffPlain, recordCutter<startsPlainRecord>, plainDecoder, nullptr, {}},
    };
}

} // namespace triptych::formats
