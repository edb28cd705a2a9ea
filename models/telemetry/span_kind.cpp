#include "telemetry/span_kind.h"

namespace triptych::telemetry {

namespace {

/// Letters of up to 8 characters in lower case as one number, so that a switch compares whole words.
constexpr std::uint64_t packed(std::string_view text)
{
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < text.size() && i < 8; ++i) {
        const char c = text[i];
        v = v << 8 | static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return v;
}

} // namespace

std::string_view name(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Internal: return "internal";
    case SpanKind::Server: return "server";
    case SpanKind::Client: return "client";
    case SpanKind::Producer: return "producer";
    case SpanKind::Consumer: return "consumer";
    case SpanKind::Unspecified: break;
    }
    return "unspecified";
}

std::string_view name(StatusCode status)
{
    switch (status) {
    case StatusCode::Ok: return "ok";
    case StatusCode::Error: return "error";
    case StatusCode::Unset: break;
    }
    return "unset";
}

std::string_view name(Level level)
{
    switch (level) {
    case Level::Trace: return "trace";
    case Level::Debug: return "debug";
    case Level::Info: return "info";
    case Level::Warn: return "warn";
    case Level::Error: return "error";
    case Level::Fatal: return "fatal";
    case Level::Unknown: break;
    }
    return {};
}

Level levelFromText(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '[' || text.front() == '"'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == ']' || text.back() == '"' || text.back() == ':'))
        text.remove_suffix(1);
    if (text.size() > 13)
        return Level::Unknown;
    if (text.size() > 8) { // the packed form ends at eight letters
        const auto is = [text](std::string_view word) {
            return text.size() == word.size() && packed(text) == packed(word) && packed(text.substr(8)) == packed(word.substr(8));
        };
        if (!is("emergency") && !is("information") && !is("informational"))
            return Level::Unknown;
    }
    switch (packed(text)) {
    case packed("trace"): case packed("trc"): case packed("t"): case packed("finest"): case packed("finer"):
    case packed("verbose"): case packed("silly"): case packed("v"): case packed("vrb"):
        return Level::Trace;
    case packed("debug"): case packed("dbg"): case packed("debg"): case packed("d"): case packed("fine"):
    case packed("config"):
        return Level::Debug;
    case packed("info"): case packed("inf"): case packed("i"): case packed("notice"): case packed("n"):
    case packed("informat"):
        return Level::Info;
    case packed("warn"): case packed("warning"): case packed("wrn"): case packed("w"):
        return Level::Warn;
    case packed("error"): case packed("err"): case packed("e"): case packed("eror"): case packed("erro"):
    case packed("severe"): case packed("failure"): case packed("fail"):
        return Level::Error;
    case packed("fatal"): case packed("ftl"): case packed("f"): case packed("critical"): case packed("crit"):
    case packed("c"): case packed("alert"): case packed("emerg"): case packed("emergenc"): case packed("panic"):
    case packed("dpanic"): case packed("fata"):
        return Level::Fatal;
    default:
        return Level::Unknown;
    }
}

Level levelFromSeverity(int severityNumber)
{
    if (severityNumber < 1 || severityNumber > 24)
        return Level::Unknown;
    return static_cast<Level>((severityNumber - 1) / 4 * 4 + 1);
}

SpanKind spanKindFromText(std::string_view text)
{
    constexpr std::string_view kPrefix = "SPAN_KIND_";
    if (text.substr(0, kPrefix.size()) == kPrefix || text.substr(0, kPrefix.size()) == "span_kind_")
        text.remove_prefix(kPrefix.size());
    if (text.size() > 8)
        return SpanKind::Unspecified;
    switch (packed(text)) {
    case packed("internal"): return SpanKind::Internal;
    case packed("server"): return SpanKind::Server;
    case packed("client"): return SpanKind::Client;
    case packed("producer"): return SpanKind::Producer;
    case packed("consumer"): return SpanKind::Consumer;
    default: return SpanKind::Unspecified;
    }
}

} // namespace triptych::telemetry
