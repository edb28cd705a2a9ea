#include "formats/line_census.h"

#include "formats/combined_reader.h"
#include "formats/json_flattener.h"
#include "formats/line_envelope.h"
#include "formats/plain_reader.h"

#include <algorithm>

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
    LineSink sink;
    telemetry::BatchBuilder unused;
    sink.begin(unused);
    LineEnvelope envelope;
    JsonFlattener flattener;
    std::vector<JsonField> fields;
    while (!head.empty() && lines < kMostLines) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos && !sample.whole && lines > 0)
            break; // cut by the end of the sample
        std::string_view text = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
        while (!text.empty() && (text.back() == '\r' || text.back() == ' '))
            text.remove_suffix(1);
        if (text.empty())
            continue;
        ++lines;
        sink.arena().reset();
        if (text.find('\x1b') != std::string_view::npos)
            text = withoutAnsi(text, sink.arena());
        LogLine line;
        line.text = text;
        for (int depth = 0; depth < 3; ++depth) {
            if (CombinedReader::matches(line.text)) {
                ++combined;
                break;
            }
            const std::size_t first = line.text.find_first_not_of(' ');
            if (first != std::string_view::npos && line.text[first] == '{' &&
                flattener.flatten(line.text, fields, sink.arena())) {
                ++json;
                break;
            }
            if (!envelope.open(line, sink))
                break;
        }
    }
}

} // namespace triptych::formats
