#pragma once
#include "formats/format.h"
#include "telemetry/human_text.h"
#include "telemetry/record_block.h"

#include <string>
#include <string_view>

namespace triptych::tests {

/// What an input of logs or samples decodes to: `time level kind service trace/span | body` and its tags on lines below,
/// then samples, exemplars and remarks. Fed in portions of `portion` bytes, under the name `unknown`.
inline std::string logText(std::string_view input, std::string *formatName = nullptr, std::size_t portion = 7)
{
    using namespace triptych::telemetry;
    const formats::Sample sample{input.substr(0, 256u << 10), input.size() <= (256u << 10), "unknown"};
    const formats::Format *format = formats::recognise(sample);
    if (formatName)
        *formatName = format ? std::string(format->name) : "none";
    if (!format || !format->cutter)
        return "refused\n";
    std::vector<formats::Piece> pieces;
    const auto keep = [&](formats::Piece piece) { pieces.push_back(std::move(piece)); };
    const auto cutter = format->cutter(sample);
    for (std::size_t i = 0; i < input.size(); i += portion)
        cutter->feed(input.substr(i, portion), keep);
    cutter->finish(keep);
    const auto decoder = format->decoder(sample);
    BatchBuilder builder;
    std::string out;
    for (const formats::Piece &piece : pieces) {
        decoder->decode(piece, builder);
        const Batch batch = builder.take();
        std::size_t row = 0;
        for (const RecordBlock &encoded : batch.logBlocks) {
            const auto block = DecodedBlock::decode(encoded.data);
            for (std::uint32_t i = 0; i < encoded.rows; ++i, ++row) {
                const LogFields &log = batch.logs[row];
                out += (log.time ? formatDateTime(log.time, 3) : "-") + ' ' + std::string(name(log.level)) +
                       (log.kind == LogKind::Access ? " access" : "");
                if (log.service)
                    out += ' ' + batch.strings[static_cast<std::size_t>(log.service)];
                if (!log.trace.empty())
                    out += ' ' + hex(log.trace) + (log.span.empty() ? "" : '/' + hex(log.span));
                out += " | " + block->body(i);
                for (const TagView &tag : block->tags(i))
                    out += "\n    " + std::string(tag.key) + '=' + std::string(tag.value);
                out += '\n';
            }
        }
        for (const SampleRow &one : batch.samples) {
            const SeriesRow &series = batch.series[one.series];
            out += "sample " + series.name;
            for (const Tag &tag : series.tags)
                out += ' ' + tag.key + '=' + tag.value;
            out += " = " + std::to_string(one.value) + '\n';
        }
        for (const ExemplarRow &one : batch.exemplars)
            out += "exemplar " + hex(one.trace) + ' ' + one.tags + '\n';
        for (const BadRecord &bad : batch.errors)
            out += (bad.warning ? "warning line " : "error line ") + std::to_string(bad.line) + " byte " + std::to_string(bad.byte) +
                   ": " + bad.what + '\n';
    }
    return out;
}

} // namespace triptych::tests
