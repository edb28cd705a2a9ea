#include "formats/loki_decoder.h"

namespace triptych::formats {

using namespace telemetry;
using Place = JsonPiece::Level;

namespace {

struct LokiNodes {
    enum Node { Document = 1, Data, Streams, Stream, Entries };

    static int child(int parent, char bracket, std::string_view key)
    {
        const bool list = bracket == '[';
        switch (parent) {
        case JsonLayout::kRoot: return list ? JsonLayout::kOff : Document;
        case Document:
            if (key == "data")
                return list ? JsonLayout::kOff : Data;
            return list && key == "streams" ? Streams : JsonLayout::kOff;
        case Data: return list && key == "result" ? Streams : JsonLayout::kOff;
        case Streams: return list ? JsonLayout::kOff : Stream;
        case Stream: return list && (key == "values" || key == "entries") ? Entries : JsonLayout::kOff;
        default: return JsonLayout::kOff;
        }
    }
    static bool cuts(int node)
    {
        return node == Streams || node == Entries;
    }
    static bool remembers(int node, std::string_view key)
    {
        return node == Stream && (key == "stream" || key == "labels");
    }
};

} // namespace

JsonLayout lokiLayout()
{
    JsonLayout layout;
    layout.child = LokiNodes::child;
    layout.cuts = LokiNodes::cuts;
    layout.remembers = LokiNodes::remembers;
    return layout;
}

/// A label or a metadata field: either the record's own, or a tag.
void LokiDecoder::addTag(std::string_view key, std::string_view value)
{
    const KnownField known = knownField(key);
    switch (known.role) {
    case FieldRole::Level:
    case FieldRole::Severity:
        if (known.rank <= m_known.levelRank)
            if (const Level level = known.role == FieldRole::Level
                                        ? levelFromField(value)
                                        : levelFromSeverity(static_cast<int>(integerFromText(value)));
                level != Level::Unknown) {
                m_known.level = level;
                m_known.levelRank = known.rank;
                if (name(level) == value)
                    return;
            }
        break;
    case FieldRole::Service:
        if (known.rank < m_known.serviceRank && value != "unknown_service") {
            m_known.serviceRank = known.rank;
            m_known.service = value;
        }
        break; // it stays a tag too: @service.name asks for that
    case FieldRole::TraceId:
    case FieldRole::SpanId:
    case FieldRole::TraceHeader:
    case FieldRole::DatadogTrace:
    case FieldRole::DatadogSpan:
        if (m_known.ids.take(known, value) && (known.role == FieldRole::TraceId || known.role == FieldRole::SpanId))
            return;
        break;
    default:
        break;
    }
    m_tags.push_back({key, value});
}

void LokiDecoder::metadata()
{
    JsonReader &reader = m_piece.reader();
    if (!reader.enterObject())
        return;
    std::string_view key;
    while (reader.nextKey(key)) {
        if ((key == "structuredMetadata" || key == "parsed") && reader.peek() == '{') {
            metadata();
            continue;
        }
        addTag(key, reader.textValue());
    }
}

void LokiDecoder::labels()
{
    m_known = {};
    m_tags.clear();
    metadata();
    m_labels = m_tags;
    m_streamKnown = m_known;
}

/// ["ns", "line", {…}]
void LokiDecoder::entry()
{
    JsonReader &reader = m_piece.reader();
    reader.peek();
    const std::size_t at = reader.position();
    m_tags = m_labels;
    m_known = m_streamKnown;
    LogLine line;
    std::string_view time;
    if (reader.peek() == '{') { // promtail's and old pushes: {"ts":"…","line":"…"}
        reader.enterObject();
        std::string_view key;
        while (reader.nextKey(key)) {
            if (key == "ts" || key == "timestamp")
                time = reader.textValue();
            else if (key == "line")
                line.text = reader.textValue();
            else
                reader.skip();
        }
    } else if (reader.enterArray()) {
        for (int i = 0; reader.nextElement(); ++i) {
            if (i == 0)
                time = reader.textValue();
            else if (i == 1)
                line.text = reader.textValue();
            else if (i == 2 && reader.peek() == '{')
                metadata();
            else
                reader.skip();
        }
    }
    if (reader.failed()) {
        m_piece.recover(at, Place::Record, "a log entry");
        return;
    }
    const bool isNumber = !time.empty() && time.find_first_not_of("0123456789") == std::string_view::npos;
    line.envelopeTime = isNumber ? integerFromText(time) : m_sink.times().whole(time).value_or(0);
    if (line.envelopeTime == 0 && time != "0") {
        m_piece.bad("a log entry has no timestamp", at);
        return;
    }
    line.byte = m_piece.byteAt(at);
    line.envelopeRules = true;
    line.envelopeIds = {m_known.ids.trace, m_known.ids.span};
    line.envelopeLevel = m_known.level;
    line.envelopeService = m_known.service;
    line.envelopeTags = &m_tags;
    if (line.text.find('\x1b') != std::string_view::npos)
        line.text = withoutAnsi(line.text, m_sink.arena());
    const bool read = !line.text.empty() && ((line.text.front() == '{' && m_json.read(line, m_sink)) || m_logfmt.read(line, m_sink));
    if (!read)
        m_plain.read(line, m_sink);
    m_sink.arena().reset();
}

void LokiDecoder::entries()
{
    JsonReader &reader = m_piece.reader();
    const std::size_t at = reader.position();
    if (!reader.enterArray()) {
        m_piece.recover(at, Place::Container, "the entries of a stream");
        return;
    }
    while (reader.nextElement())
        entry();
    m_piece.recover(at, Place::Container, "the entries of a stream");
}

void LokiDecoder::stream()
{
    JsonReader &reader = m_piece.reader();
    const std::size_t at = reader.position();
    m_labels.clear();
    m_streamKnown = {};
    bool labelled = false;
    std::size_t early = 0; // entries that stand before their labels
    if (reader.enterObject()) {
        std::string_view key;
        while (reader.nextKey(key)) {
            if ((key == "stream" || key == "labels") && reader.peek() == '{') {
                labels();
                labelled = true;
            } else if (key == "values" || key == "entries") {
                if (labelled) {
                    entries();
                } else {
                    reader.peek();
                    early = reader.position();
                    reader.skip();
                }
            } else {
                reader.skip();
            }
        }
    }
    if (early) {
        const std::size_t behind = reader.position();
        const bool whole = !reader.failed();
        reader.seek(early);
        entries();
        if (whole)
            reader.seek(behind);
    }
    m_piece.recover(at, Place::Container, "a stream");
}

void LokiDecoder::streams()
{
    JsonReader &reader = m_piece.reader();
    const std::size_t at = reader.position();
    if (reader.enterArray())
        while (reader.nextElement())
            stream();
    m_piece.recover(at, Place::Container, "the streams");
}

void LokiDecoder::document(int depth)
{
    JsonReader &reader = m_piece.reader();
    if (!reader.enterObject())
        return;
    std::string_view key;
    while (reader.nextKey(key)) {
        if ((key == "result" || key == "streams") && reader.peek() == '[')
            streams();
        else if (key == "data" && depth == 0 && reader.peek() == '{')
            document(1);
        else
            reader.skip();
    }
}

void LokiDecoder::decode(const Piece &piece, BatchBuilder &out)
{
    m_sink.begin(out);
    if (!m_piece.open(piece, out))
        return;
    m_piece.eachDocument("an answer", [this] { document(0); });
}

} // namespace triptych::formats
