#include "app/cli/progress.h"

#include "app/cli/output.h"
#include "telemetry/human_text.h"

namespace triptych::cli {

using namespace telemetry;

namespace {

std::string terminalLine(const ingest::ImportProgress &p)
{
    std::string line = "\r\x1b[K";
    if (p.phase == ingest::ImportProgress::Phase::Finishing)
        line += "finishing";
    else if (p.bytesTotal > 0)
        line += std::to_string(p.bytesDone * 100 / p.bytesTotal) + " % of " + formatBytes(p.bytesTotal);
    else
        line += formatBytes(p.bytesDone);
    const auto count = [&line](std::uint64_t n, const char *what) {
        if (n > 0)
            line += ", " + formatCount(n) + " " + what;
    };
    count(p.spans, "spans");
    count(p.logs, "logs");
    count(p.samples, "samples");
    count(p.errors, "errors");
    if (p.phase == ingest::ImportProgress::Phase::Reading && p.seconds > 1 && p.bytesDone > 0 && p.bytesTotal > p.bytesDone) {
        const double left = p.seconds / static_cast<double>(p.bytesDone) * static_cast<double>(p.bytesTotal - p.bytesDone);
        line += ", about " + formatDuration(static_cast<Nanos>(left + 1) * 1'000'000'000) + " left";
    }
    return line;
}

void jsonLine(const ingest::ImportProgress &p)
{
    Output err(2);
    JsonWriter json(err);
    json.beginObject();
    json.field("phase", p.phase == ingest::ImportProgress::Phase::Reading ? "reading" : "finishing");
    json.field("bytesDone", p.bytesDone).field("bytesTotal", p.bytesTotal);
    json.field("spans", p.spans).field("logs", p.logs).field("samples", p.samples).field("errorCount", p.errors);
    json.field("seconds", p.seconds);
    json.endObject().end();
}

} // namespace

ProgressLine::~ProgressLine()
{
    if (m_shown)
        Output(2).write("\r\x1b[K");
}

void ProgressLine::show(const ingest::ImportProgress &progress)
{
    if (m_how == How::Json) {
        jsonLine(progress);
    } else if (m_how == How::Terminal) {
        m_shown = true;
        Output(2).write(terminalLine(progress));
    }
}

} // namespace triptych::cli
