#pragma once
#include "formats/text_arena.h"
#include "telemetry/batch.h"
#include "telemetry/timestamp.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// What the readers of log lines share: a line with its envelope, and the way into the batch.
namespace triptych::formats {

/// One line of a log, without its line end and without an envelope (docker, CRI, kubectl, compose, syslog) around it.
struct LogLine {
    std::string_view text;
    std::uint32_t number = 0;
    std::uint64_t byte = 0;
    telemetry::Nanos envelopeTime = 0;
    std::string_view envelopeService;
    telemetry::Level envelopeLevel = telemetry::Level::Unknown;
    /// The envelope's time and ids are the record's, whatever the line says (a log store's answer).
    bool envelopeRules = false;
    telemetry::TraceContext envelopeIds;
    /// Points into a vector that lives as long as the line: log.iostream, container.name, host.name …
    const std::vector<telemetry::TagView> *envelopeTags = nullptr;

    bool hasEnvelopeTags() const { return envelopeTags && !envelopeTags->empty(); }
};

/// A line taken apart: literals, values without and with a key. Where the batch knows the layout the record costs no copy
/// of keys; a file with too many layouts falls back to a body with tags beside it.
class LineParts
{
public:
    void clear();
    /// Text of the layout itself, the same in every line of that layout.
    void literal(std::string_view text);
    /// A part of the line that is no tag.
    void text(std::string_view value);
    /// A field that stands in the line as `value`.
    void tag(std::string_view key, std::string_view value, telemetry::ValueType type = telemetry::ValueType::String);
    /// A field beside the line.
    void tagBeside(std::string_view key, std::string_view value, telemetry::ValueType type = telemetry::ValueType::String);
    /// The tag, or only its text where the log has `-` or nothing.
    void tagUnlessAbsent(std::string_view key, std::string_view value,
                         telemetry::ValueType type = telemetry::ValueType::String);

private:
    friend class LineSink;
    struct Part {
        telemetry::ShapePart::Kind kind;
        telemetry::ValueType type;
        bool inBody;
        std::string_view name;
    };
    void add(Part part);
    std::vector<Part> m_parts;
    std::vector<std::string_view> m_values;
    std::string m_signature;
};

/// Where readers put what they read. One per decoder; begin() for each piece.
class LineSink
{
public:
    /// `reference`: what timestamps without a year are near to; 0 takes the clock.
    explicit LineSink(telemetry::Nanos reference = 0) : m_times(reference) {}
    void begin(telemetry::BatchBuilder &out);
    telemetry::BatchBuilder &out() { return *m_out; }
    telemetry::TimestampReader &times() { return m_times; }
    TextArena &arena() { return m_arena; }
    std::vector<telemetry::TagView> &tags() { return m_tags; } ///< scratch of the reader at work

    /// Fields every record of this line shares: line number, envelope's time and service.
    telemetry::LogFields fields(const LogLine &line);
    /// Adds a record of `parts` whose body is the line; envelope tags are added beside it.
    void add(const LogLine &line, const telemetry::LogFields &fields, LineParts &parts);
    /// Adds a record with a body and tags; envelope tags are added to `tags`.
    void add(const LogLine &line, const telemetry::LogFields &fields, std::string_view body,
             std::vector<telemetry::TagView> &tags);

    telemetry::Nanos lastTime = 0; ///< of the last record with a time, for lines that have none
    std::uint64_t pieceNumber = 0; ///< shapes made under another number are stale

private:
    telemetry::LogFields ruled(const LogLine &line, telemetry::LogFields fields);
    static constexpr std::size_t kMostLayouts = 512;
    telemetry::BatchBuilder *m_out = nullptr;
    telemetry::TimestampReader m_times;
    TextArena m_arena;
    std::vector<telemetry::TagView> m_tags;
    std::unordered_map<std::string, telemetry::ShapeIndex> m_layouts;
};

/// Reads one kind of log line.
class LineReader
{
public:
    virtual ~LineReader() = default;
    virtual void begin(std::string_view /*context*/) {} ///< a new piece, with its cutter's context
    /// Adds one record, or returns false and adds nothing: the line is not of this kind.
    virtual bool read(const LogLine &line, LineSink &sink) = 0;
};

/// Level that a status code stands for: 500 and more an error, 400 and more a warning.
inline telemetry::Level levelFromStatus(int status)
{
    return status >= 500 ? telemetry::Level::Error : status >= 400 ? telemetry::Level::Warn : telemetry::Level::Info;
}

} // namespace triptych::formats
