#include "formats/otlp_json_decoder.h"

#include "formats/otlp_json_metrics.h"
#include "formats/otlp_json_values.h"
#include "telemetry/hash.h"

namespace triptych::formats {

using telemetry::BatchResource;
using telemetry::BatchScope;
using Place = JsonPiece::Level;

std::size_t OtlpJsonDecoder::TextHash::operator()(std::string_view text) const
{
    return telemetry::hashBytes(text);
}

void OtlpJsonDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    m_resources.clear();
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    while (m_piece.nextDocument()) {
        const std::size_t at = m_reader->position();
        m_recognised = false;
        document(0);
        m_piece.recover(at, Place::Container, "a request");
        if (!m_recognised && !m_reader->failed())
            m_piece.bad("no OTLP request", at);
    }
}

void OtlpJsonDecoder::document(int depth)
{
    JsonReader &r = *m_reader;
    constexpr int kMaxWrappers = 4;
    if (depth > kMaxWrappers || (r.peek() != '{' && r.peek() != '[')) {
        r.skip();
        return;
    }
    if (r.peek() == '[') {
        m_piece.eachElement(Place::Container, "a request", [&] { document(depth + 1); });
        return;
    }
    r.enterObject();
    std::string_view key;
    bool empty = true;
    while (r.nextKey(key)) {
        empty = false;
        key = camelCase(key, m_piece.arena());
        if (key == "resourceSpans" || key == "batches")
            resources(Signal::Spans);
        else if (key == "resourceLogs")
            resources(Signal::Logs);
        else if (key == "resourceMetrics")
            resources(Signal::Metrics);
        else if (key == "result" || key == "trace" || key == "data")
            document(depth + 1);
        else
            r.skip();
    }
    m_recognised |= empty;
}

/// Each element of the list at which the reader stands; null is none.
template <typename Read> void OtlpJsonDecoder::list(Place level, std::string_view what, Read read)
{
    if (m_reader->isNull())
        m_reader->skip();
    else
        m_piece.eachElement(level, what, read);
}

/// An object whose head (a resource, a scope) tells whose its lists are. Writers put it first; where one does not, the
/// lists wait. `head(key)` reads it and returns true, or false for another key.
template <typename Head, typename IsList, typename Read> void OtlpJsonDecoder::headed(Head head, IsList isList, Read readList)
{
    JsonReader &r = *m_reader;
    if (!r.enterObject())
        return;
    std::vector<std::size_t> waiting;
    bool known = false;
    std::string_view key;
    while (r.nextKey(key)) {
        key = camelCase(key, m_piece.arena());
        if (head(key)) {
            known = true;
        } else if (isList(key) && known) {
            readList();
        } else {
            if (isList(key))
                waiting.push_back(r.position());
            r.skip();
        }
    }
    if (waiting.empty())
        return;
    const char *error = r.error();
    const std::size_t end = r.failed() ? r.errorPosition() : r.position();
    for (const std::size_t at : waiting) {
        r.seek(at);
        readList();
        if (r.failed())
            return;
    }
    r.seek(end);
    if (error != nullptr)
        r.fail(error);
}

void OtlpJsonDecoder::resources(Signal signal)
{
    m_recognised = true;
    list(Place::Container, "a resource", [&] { resourceElement(signal); });
}

void OtlpJsonDecoder::resourceElement(Signal signal)
{
    m_resource = 0;
    m_service = 0;
    headed(
        [this](std::string_view key) {
            if (key != "resource")
                return false;
            m_resource = readResource();
            m_service = m_out->serviceOf(m_resource);
            return true;
        },
        [](std::string_view key) { return key == "scopeSpans" || key == "scopeLogs" || key == "scopeMetrics" || key.starts_with("instrumentationLibrary"); },
        [&] { list(Place::Container, "a scope", [&] { scopeElement(signal); }); });
}

void OtlpJsonDecoder::scopeElement(Signal signal)
{
    m_scope = 0;
    headed(
        [this](std::string_view key) {
            if (key != "scope" && key != "instrumentationLibrary")
                return false;
            m_scope = readScope();
            return true;
        },
        // A scope without a name is often left out altogether: only what follows the records is looked for.
        [](std::string_view key) { return key == "spans" || key == "logRecords" || key == "metrics" || key == "logs"; },
        [&] { records(signal); });
}

void OtlpJsonDecoder::records(Signal signal)
{
    switch (signal) {
    case Signal::Spans:
        return list(Place::Record, "a span", [this] { span(); });
    case Signal::Logs:
        return list(Place::Record, "a log record", [this] { log(); });
    case Signal::Metrics:
        return list(Place::Record, "a metric", [this] { readMetric(m_piece, *m_out, m_resource, m_scope); });
    }
}

BatchResource OtlpJsonDecoder::readResource()
{
    JsonReader &r = *m_reader;
    if (r.peek() != '{') {
        r.skip();
        return 0;
    }
    const std::size_t at = r.position();
    const std::string_view text = r.raw();
    if (r.failed())
        return 0;
    if (const auto known = m_resources.find(text); known != m_resources.end())
        return known->second;
    const std::size_t behind = r.position();
    r.seek(at);
    m_tags.clear();
    m_piece.arena().reset();
    std::string_view key;
    std::int64_t dropped = 0;
    r.enterObject();
    while (r.nextKey(key)) {
        if (key == "attributes")
            readAttributes(r, m_piece.arena(), m_tags);
        else if (key == "droppedAttributesCount")
            dropped = r.integer();
        else
            r.skip();
    }
    if (r.failed())
        return 0;
    droppedTag("otel.dropped_attributes_count", dropped);
    r.seek(behind);
    const BatchResource made = m_out->resource(m_tags);
    m_resources.emplace(text, made);
    return made;
}

BatchScope OtlpJsonDecoder::readScope()
{
    JsonReader &r = *m_reader;
    if (r.peek() != '{') {
        r.skip();
        return 0;
    }
    m_tags.clear();
    m_piece.arena().reset();
    std::string_view name, version, key;
    r.enterObject();
    while (r.nextKey(key)) {
        if (key == "name")
            name = r.textValue();
        else if (key == "version")
            version = r.textValue();
        else if (key == "attributes")
            readAttributes(r, m_piece.arena(), m_tags);
        else
            r.skip();
    }
    return r.failed() ? 0 : m_out->scope(name, version, m_tags);
}

} // namespace triptych::formats
