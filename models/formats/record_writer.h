#pragma once
#include "telemetry/answers.h"

#include <functional>
#include <memory>
#include <string_view>

namespace triptych::formats {

/// Writes records in one format, as they come. Bytes leave through `Write` in portions.
class RecordWriter
{
public:
    using Write = std::function<void(std::string_view)>;
    virtual ~RecordWriter() = default;
    virtual void span(const telemetry::SpanDetails &span) = 0;
    virtual void log(const telemetry::LogDetails &log) = 0;
    /// Formats without metrics leave them out.
    virtual void series(const telemetry::SeriesDetails &) {}
    /// The end of the document; nothing may follow.
    virtual void finish() = 0;
};

/// OTLP JSON lines: neighbours of one resource and scope share a line. Spans, logs and metrics may be mixed.
std::unique_ptr<RecordWriter> otlpJsonWriter(RecordWriter::Write write);
/// OTLP protobuf. Bare: one TracesData, LogsData or MetricsData message, for records of one signal. Framed: as the
/// collector's file exporter writes it, a message a group, each behind its length in four bytes (most significant first);
/// signals may be mixed.
enum class WrittenFraming : std::uint8_t { Bare, Lengths };
std::unique_ptr<RecordWriter> otlpProtoWriter(RecordWriter::Write write, WrittenFraming framing = WrittenFraming::Bare);
/// Jaeger's JSON, as its UI downloads it. Spans must come trace by trace; logs have no place in it and are left out.
std::unique_ptr<RecordWriter> jaegerJsonWriter(RecordWriter::Write write);
/// RFC 4180 with a header line; give it records of one signal. Metrics: a line a sample. Cells that a spreadsheet would take for a formula are
/// led by an apostrophe.
std::unique_ptr<RecordWriter> csvWriter(RecordWriter::Write write);

} // namespace triptych::formats
