#pragma once
#include "formats/format.h"
#include "formats/line_sink.h"

namespace triptych::formats {

/// Any line of text: a timestamp at its start (also behind a bracket, a syslog priority, a program's name), a level word
/// near it, a trace id written in the usual ways. The body is the line as it stands. Never refuses a line.
class PlainReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;
};

/// Whether a line begins a record of its own: not indented, no frame of a stack trace, not the `Caused by` behind one.
bool startsPlainRecord(std::string_view line);
/// The timestamp that a line begins with, possibly behind `[`, `<13>1 `, or a first word.
std::optional<telemetry::LeadingTime> timeAtStart(std::string_view line, telemetry::TimestampReader &times);
/// The newest timestamp with a year in the first lines of a sample; 0 if there is none. Lines of the same file that
/// leave the year out (syslog, klog) are near to it.
telemetry::Nanos newestTimeWithYear(const Sample &sample);
/// The level a text states in its first words (`[INFO]`, `WARN `, `level=error`, `<err>`).
telemetry::Level levelNearStart(std::string_view text);
/// Ids in running text: `trace_id=…`, `"traceId":"…"`, `traceparent: …`, Sleuth's `[app,trace,span]`.
telemetry::TraceContext idsInText(std::string_view text);
/// The text without ANSI escape sequences.
std::string_view withoutAnsi(std::string_view text, TextArena &arena);

} // namespace triptych::formats
