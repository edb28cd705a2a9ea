#include "formats/prometheus_decoder.h"

#include "formats/field_names.h"
#include "formats/line_cutter.h"
#include "telemetry/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace triptych::formats {

using namespace telemetry;

namespace {

bool isNameByte(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (!first && c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80 || (!first && c == '.');
}

std::size_t nameEnd(std::string_view text, std::size_t from)
{
    std::size_t i = from;
    while (i < text.size() && isNameByte(text[i], i == from))
        ++i;
    return i;
}

std::size_t skipBlanks(std::string_view text, std::size_t i)
{
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t'))
        ++i;
    return i;
}

std::optional<double> valueFrom(std::string_view text)
{
    const bool sign = !text.empty() && (text[0] == '+' || text[0] == '-');
    const std::string_view bare = text.substr(sign);
    if (bare == "Inf" || bare == "inf" || bare == "Infinity")
        return text[0] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    if (bare == "NaN" || bare == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    double value = 0;
    const char *begin = text.data() + (!text.empty() && text[0] == '+');
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (end != text.data() + text.size() || (error != std::errc() && error != std::errc::result_out_of_range))
        return std::nullopt;
    return value;
}

/// Milliseconds in Prometheus' format, seconds with a fraction in OpenMetrics: the magnitude tells.
std::optional<Nanos> timeFrom(std::string_view text)
{
    const bool negative = !text.empty() && text[0] == '-';
    if (text.find_first_of("eE") != std::string_view::npos) {
        const auto number = valueFrom(text);
        return number ? std::optional(timeFromEpoch(*number)) : std::nullopt;
    }
    const auto time = timeFromEpochText(text.substr(negative));
    return time && negative ? std::optional(-*time) : time;
}

MetricType typeFrom(std::string_view word)
{
    if (word == "counter")
        return MetricType::Sum;
    if (word == "gauge" || word == "info" || word == "stateset")
        return MetricType::Gauge;
    if (word == "histogram" || word == "gaugehistogram")
        return MetricType::Histogram;
    return word == "summary" ? MetricType::Summary : MetricType::Unknown;
}

} // namespace

PrometheusDecoder::PrometheusDecoder() : m_now(TimestampReader().now()) {}

bool PrometheusDecoder::startsFamily(std::string_view line)
{
    return line.substr(0, 7) == "# HELP " || line.substr(0, 7) == "# TYPE ";
}

int PrometheusDecoder::sniff(const Sample &sample)
{
    std::string_view head = sample.head;
    int lines = 0, comments = 0, samples = 0;
    PrometheusDecoder decoder;
    BatchBuilder unused;
    decoder.m_out = &unused;
    while (!head.empty() && lines < 60) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos && !sample.whole)
            break;
        std::string_view line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos)
            continue;
        ++lines;
        const char *problem = nullptr;
        if (startsFamily(line) || line == "# EOF" || line.substr(0, 7) == "# UNIT ")
            ++comments;
        else if (line[0] != '#' && nameEnd(line, 0) > 0 && decoder.sample(line, problem))
            ++samples;
    }
    if (lines == 0 || comments + samples < lines * 9 / 10)
        return 0;
    return comments > 0 ? 85 : samples == lines ? 45 : 0;
}

void PrometheusDecoder::comment(std::string_view line)
{
    if (line.size() < 8 || line[6] != ' ')
        return;
    const std::size_t nameFrom = skipBlanks(line, 6);
    const std::size_t end = std::min(line.find_first_of(" \t", nameFrom), line.size());
    std::string_view name = line.substr(nameFrom, end - nameFrom);
    if (name.size() > 2 && name.front() == '"' && name.back() == '"')
        name = name.substr(1, name.size() - 2);
    if (name.empty())
        return;
    const std::string_view rest = line.substr(skipBlanks(line, end));
    const std::string_view what = line.substr(0, 6);
    if (what == "# TYPE")
        m_families[std::string(name)].type = typeFrom(rest);
    else if (what == "# HELP")
        m_families[std::string(name)].help = rest;
    else if (what == "# UNIT")
        m_families[std::string(name)].unit = rest;
}

/// The family that a sample's name belongs to, and what the name has beyond it.
const PrometheusDecoder::Family *PrometheusDecoder::familyOf(std::string_view name, std::string_view &suffix) const
{
    suffix = {};
    if (const auto found = m_families.find(std::string(name)); found != m_families.end())
        return &found->second;
    for (const std::string_view tail : {"_bucket", "_count", "_sum", "_total", "_created", "_info", "_gcount", "_gsum"})
        if (name.size() > tail.size() && name.substr(name.size() - tail.size()) == tail)
            if (const auto found = m_families.find(std::string(name.substr(0, name.size() - tail.size())));
                found != m_families.end()) {
                suffix = tail;
                return &found->second;
            }
    return nullptr;
}

bool PrometheusDecoder::labels(std::string_view text, std::size_t from, Labels &out)
{
    out.tags.clear();
    std::size_t i = from + 1;
    for (;;) {
        i = skipBlanks(text, i);
        if (i < text.size() && text[i] == '}') {
            out.end = i + 1;
            return true;
        }
        std::string_view key;
        if (i < text.size() && text[i] == '"') { // UTF-8 names of Prometheus 3 stand in quotes
            const std::size_t close = text.find('"', i + 1);
            if (close == std::string_view::npos)
                return false;
            key = text.substr(i + 1, close - i - 1);
            i = skipBlanks(text, close + 1);
            if (i < text.size() && (text[i] == ',' || text[i] == '}')) { // {"metric.name", …}
                out.tags.push_back({"__name__", key});
                i += text[i] == ',';
                continue;
            }
        } else {
            const std::size_t end = nameEnd(text, i);
            key = text.substr(i, end - i);
            i = skipBlanks(text, end);
        }
        if (key.empty() || i >= text.size() || text[i] != '=')
            return false;
        i = skipBlanks(text, i + 1);
        if (i >= text.size() || text[i] != '"')
            return false;
        const std::size_t valueFrom = ++i;
        bool escaped = false;
        while (i < text.size() && text[i] != '"') {
            escaped |= text[i] == '\\';
            i += text[i] == '\\' ? 2 : 1;
        }
        if (i >= text.size())
            return false;
        std::string_view value = text.substr(valueFrom, i - valueFrom);
        if (escaped) { // \\, \" and \n only
            char *room = m_arena.reserve(value.size());
            std::size_t n = 0;
            for (std::size_t k = 0; k < value.size(); ++k) {
                if (value[k] == '\\' && k + 1 < value.size()) {
                    ++k;
                    room[n++] = value[k] == 'n' ? '\n' : value[k];
                } else {
                    room[n++] = value[k];
                }
            }
            value = m_arena.commit(n);
        }
        out.tags.push_back({key, value});
        i = skipBlanks(text, i + 1);
        if (i < text.size() && text[i] == ',')
            ++i;
        else if (i >= text.size() || text[i] != '}')
            return false;
    }
}

std::uint32_t PrometheusDecoder::seriesOf(std::string_view key, std::string_view name, const Labels &labels)
{
    std::string text(key);
    if (const auto found = m_series.find(text); found != m_series.end())
        return found->second;
    SeriesRow row;
    row.name = name;
    std::string_view suffix;
    if (const Family *family = familyOf(name, suffix)) {
        row.unit = family->unit;
        row.description = family->help;
        row.type = family->type;
        const bool counts = row.type == MetricType::Sum || suffix == "_bucket" || suffix == "_count" || suffix == "_sum";
        if (row.type == MetricType::Histogram || row.type == MetricType::Summary)
            row.type = counts ? MetricType::Sum : MetricType::Gauge; // each line is a number of its own
        if (counts) {
            row.temporality = Temporality::Cumulative;
            row.monotonic = true;
        }
    }
    for (const TagView &tag : labels.tags)
        if (tag.key != "__name__")
            row.tags.push_back({std::string(tag.key), std::string(tag.value), tag.type});
    std::sort(row.tags.begin(), row.tags.end(), [](const Tag &a, const Tag &b) { return a.key < b.key; });
    const std::uint32_t series = m_out->series(row);
    m_series.emplace(std::move(text), series);
    return series;
}

/// `{trace_id="…"} value [time]`
void PrometheusDecoder::exemplar(std::string_view text, std::uint32_t series, Nanos sampleTime)
{
    Labels labels;
    const std::size_t brace = skipBlanks(text, 0);
    if (brace >= text.size() || text[brace] != '{' || !this->labels(text, brace, labels))
        return;
    ExemplarRow row;
    row.series = series;
    row.time = sampleTime;
    std::size_t i = skipBlanks(text, labels.end);
    std::size_t end = std::min(text.find(' ', i), text.size());
    row.value = valueFrom(text.substr(i, end - i)).value_or(0);
    i = skipBlanks(text, end);
    if (i < text.size())
        row.time = timeFrom(text.substr(i, std::min(text.find(' ', i), text.size()) - i)).value_or(sampleTime);
    FoundIds ids;
    std::vector<Tag> rest;
    for (const TagView &tag : labels.tags)
        if (!ids.take(knownField(tag.key), tag.value))
            rest.push_back({std::string(tag.key), std::string(tag.value), tag.type});
    row.trace = ids.trace;
    row.span = ids.span;
    row.tags = tagsToJson(rest);
    m_out->addExemplar(std::move(row));
}

bool PrometheusDecoder::sample(std::string_view line, const char *&problem)
{
    std::size_t i = nameEnd(line, 0);
    std::string_view name = line.substr(0, i);
    Labels labelled;
    std::size_t keyEnd = i;
    i = skipBlanks(line, i);
    if (i < line.size() && line[i] == '{') {
        if (!labels(line, i, labelled)) {
            problem = "labels that do not end or are no name=\"value\" pairs";
            return false;
        }
        keyEnd = i = labelled.end;
        for (const TagView &tag : labelled.tags)
            if (name.empty() && tag.key == "__name__")
                name = tag.value;
    }
    if (name.empty()) {
        problem = "no metric name";
        return false;
    }
    const std::size_t valueFromAt = skipBlanks(line, i);
    std::size_t end = std::min(line.find_first_of(" \t", valueFromAt), line.size());
    const auto value = valueFrom(line.substr(valueFromAt, end - valueFromAt));
    if (!value || valueFromAt == keyEnd) {
        problem = "no number as value";
        return false;
    }
    SampleRow row;
    row.value = *value;
    row.time = m_now;
    i = skipBlanks(line, end);
    std::string_view exemplarText;
    if (i < line.size() && line[i] != '#') {
        end = std::min(line.find_first_of(" \t", i), line.size());
        const auto time = timeFrom(line.substr(i, end - i));
        if (!time) {
            problem = "no timestamp behind the value";
            return false;
        }
        row.time = *time;
        i = skipBlanks(line, end);
    }
    if (i < line.size() && line[i] == '#')
        exemplarText = line.substr(i + 1);
    row.series = seriesOf(line.substr(0, keyEnd), name, labelled);
    const std::uint32_t series = row.series;
    const Nanos time = row.time;
    m_out->addSample(std::move(row));
    if (!exemplarText.empty())
        exemplar(exemplarText, series, time);
    return true;
}

void PrometheusDecoder::decode(const Piece &piece, BatchBuilder &out)
{
    m_out = &out;
    m_families.clear();
    m_series.clear();
    std::uint64_t number = piece.firstLine;
    std::string_view bytes = piece.bytes;
    std::string repaired;
    bool remarked = false;
    for (std::size_t from = 0; from < bytes.size(); ++number) {
        const std::size_t end = std::min(bytes.find('\n', from), bytes.size());
        std::string_view line = bytes.substr(from, end - from);
        const std::uint64_t byte = piece.firstByte + from;
        from = end + 1;
        if (byte == 0 && line.substr(0, 3) == "\xEF\xBB\xBF")
            line.remove_prefix(3);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        m_arena.reset();
        if (!isUtf8(line)) {
            repaired.clear();
            appendUtf8(repaired, line);
            if (!remarked)
                out.addWarning("Not UTF-8: the bytes that are none are shown as U+FFFD", number, byte, line);
            remarked = true;
            line = repaired;
        }
        if (line[0] == '#') {
            comment(line);
            continue;
        }
        const char *problem = nullptr;
        if (!sample(line, problem))
            out.addError(std::string("Not a sample: ") + problem, number, byte, line);
    }
}

} // namespace triptych::formats
