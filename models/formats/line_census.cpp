#include "formats/line_census.h"

#include "formats/combined_reader.h"
#include "formats/envoy_reader.h"
#include "formats/haproxy_reader.h"
#include "formats/json_line_reader.h"
#include "formats/line_envelope.h"
#include "formats/logfmt_reader.h"
#include "formats/nginx_error_reader.h"
#include "formats/plain_reader.h"

#include <algorithm>
#include <memory>

namespace triptych::formats {

namespace {

/// NUL and other control bytes are rare in text; anything above 2 % of them is a binary format.
bool looksLikeText(std::string_view head)
{
    std::size_t odd = 0;
    for (const char c : head.substr(0, 16384)) {
        const auto b = static_cast<unsigned char>(c);
        odd += (b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != 0x1b && b != '\f') || b == 0x7f;
    }
    return odd * 50 <= std::min<std::size_t>(head.size(), 16384);
}

} // namespace

LineCensus::LineCensus(const Sample &sample)
{
    std::string_view head = sample.head;
    m_text = !head.empty() && looksLikeText(head);
    if (!m_text)
        return;
    if (head.substr(0, 3) == "\xEF\xBB\xBF")
        head.remove_prefix(3);
    const std::array<std::unique_ptr<LineReader>, static_cast<std::size_t>(LineKind::Count)> readers{
        std::make_unique<CombinedReader>(),   std::make_unique<EnvoyReader>(),    std::make_unique<HaproxyReader>(),
        std::make_unique<NginxErrorReader>(), std::make_unique<JsonLineReader>(), std::make_unique<LogfmtReader>()};
    LineSink sink;
    telemetry::BatchBuilder unused;
    sink.begin(unused);
    LineEnvelope envelope;
    const auto count = [&](const LogLine &line) {
        for (std::size_t i = 0; i < readers.size(); ++i)
            if (readers[i]->read(line, sink)) {
                ++m_counts[i];
                return true;
            }
        return false;
    };
    while (!head.empty() && m_lines < kMostLines) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos && !sample.whole && m_lines > 0)
            break; // cut by the end of the sample
        std::string_view text = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
        while (!text.empty() && (text.back() == '\r' || text.back() == ' '))
            text.remove_suffix(1);
        if (text.empty())
            continue;
        ++m_lines;
        sink.arena().reset();
        if (text.find('\x1b') != std::string_view::npos)
            text = withoutAnsi(text, sink.arena());
        LogLine line;
        line.text = text;
        if (LineEnvelope::isDockerJson(line.text))
            envelope.open(line, sink);
        for (int depth = 0; depth < 3 && !count(line) && envelope.open(line, sink); ++depth) {
        }
    }
}

} // namespace triptych::formats
