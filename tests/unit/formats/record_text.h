#pragma once
#include "formats/format.h"

#include <QByteArray>
#include <QString>
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::tests {

/// What a format made of an input, as text: one line for each span, event, link, log record, sample and bad record.
struct Decoded {
    std::string format; ///< name of the recognised format, empty if none
    std::string text;
    std::size_t pieces = 0;
};

inline std::string tagText(const telemetry::TagView &tag)
{
    static constexpr const char *kTypes[] = {"", ":int", ":double", ":bool", ":bytes", ":array", ":map", ":null"};
    return std::string(tag.key) + kTypes[static_cast<std::size_t>(tag.type)] + "=" + std::string(tag.value);
}

inline std::string tagsText(const telemetry::DecodedBlock &block, std::uint32_t row)
{
    std::string out;
    for (const telemetry::TagView &tag : block.tags(row))
        out += " " + tagText(tag);
    return out;
}

/// Rows of a batch's blocks in order, each by its block and row in it.
class BlockRows
{
public:
    explicit BlockRows(const std::vector<telemetry::RecordBlock> &blocks)
    {
        for (const telemetry::RecordBlock &b : blocks)
            m_blocks.push_back(telemetry::DecodedBlock::decode(b.data));
    }
    std::pair<const telemetry::DecodedBlock *, std::uint32_t> at(std::size_t row) const
    {
        for (const auto &b : m_blocks) {
            if (row < b->rows())
                return {b.get(), static_cast<std::uint32_t>(row)};
            row -= b->rows();
        }
        return {nullptr, 0};
    }

private:
    std::vector<std::shared_ptr<const telemetry::DecodedBlock>> m_blocks;
};

inline std::string batchText(const telemetry::Batch &b)
{
    std::string out;
    const auto text = [&b](telemetry::BatchString s) { return b.strings[static_cast<std::size_t>(s)]; };
    const auto resource = [&b](telemetry::BatchResource r) {
        std::string tags;
        for (const telemetry::Tag &t : b.resources[static_cast<std::size_t>(r)].tags)
            tags += (tags.empty() ? "" : " ") + t.key + "=" + t.value;
        return "{" + tags + "}";
    };
    const auto scope = [&b](telemetry::BatchScope s) {
        const telemetry::BatchScopeRow &row = b.scopes[static_cast<std::size_t>(s)];
        return row.name.empty() ? std::string() : " scope=" + row.name + (row.version.empty() ? "" : "@" + row.version);
    };
    const BlockRows spanRows(b.spanBlocks), logRows(b.logBlocks);
    for (std::size_t i = 0; i < b.spans.size(); ++i) {
        const telemetry::SpanFields &s = b.spans[i];
        out += "span " + hex(s.trace) + " " + hex(s.span) + " <" + (s.parent.empty() ? "" : hex(s.parent)) + "> " +
               std::to_string(s.start) + "+" + std::to_string(s.duration) + " '" + text(s.name) + "' " + text(s.service) + " " +
               std::string(name(s.kind)) + " " + std::string(name(s.status));
        if (s.statusMessage != 0)
            out += " '" + text(s.statusMessage) + "'";
        out += (s.sharedHalf ? " shared" : "") + scope(s.scope) + " " + resource(s.resource);
        const auto [block, row] = spanRows.at(i);
        out += tagsText(*block, row) + "\n";
        for (const telemetry::EventRow &e : b.events) {
            if (e.span == i)
                out += "  event " + std::to_string(e.time) + " '" + text(e.name) + "' " + e.tags + "\n";
        }
        for (const telemetry::LinkRow &l : b.links) {
            if (l.span == i)
                out += "  link " + hex(l.trace) + " " + hex(l.spanId) + " " + l.tags + "\n";
        }
    }
    for (std::size_t i = 0; i < b.logs.size(); ++i) {
        const telemetry::LogFields &l = b.logs[i];
        const auto [block, row] = logRows.at(i);
        out += "log " + std::to_string(l.time) + " " + std::string(name(l.level)) + " " + (l.trace.empty() ? "-" : hex(l.trace)) + " " +
               (l.span.empty() ? "-" : hex(l.span)) + " " + text(l.service) + " '" + block->body(row) + "'" + scope(l.scope) +
               tagsText(*block, row) + "\n";
    }
    for (const telemetry::SampleRow &s : b.samples) {
        const telemetry::SeriesRow &series = b.series[s.series];
        out += "sample " + series.name;
        for (const telemetry::Tag &t : series.tags)
            out += " " + t.key + "=" + t.value;
        out += " @" + std::to_string(s.time) + " = " + QByteArray::number(s.value).toStdString();
        if (s.count != 0)
            out += " n=" + std::to_string(s.count);
        out += (s.detail.empty() ? "" : " " + s.detail) + "\n";
    }
    for (const telemetry::ExemplarRow &e : b.exemplars)
        out += "exemplar " + hex(e.trace) + " " + hex(e.span) + " " + QByteArray::number(e.value).toStdString() + "\n";
    for (const telemetry::BadRecord &e : b.errors)
        out += std::string(e.warning ? "remark" : "bad") + " line " + std::to_string(e.line) + " byte " + std::to_string(e.byte) + ": " +
               e.what + "\n";
    return out;
}

/// Recognises, cuts, decodes and orders `bytes`, fed in portions, as if they were the file `name`.
inline Decoded decodeWith(std::string_view bytes, std::string_view name, std::size_t portion,
                          std::string (*toText)(const telemetry::Batch &))
{
    Decoded result;
    const formats::Sample sample{bytes.substr(0, 256u << 10), bytes.size() <= (256u << 10), name};
    const formats::Format *format = formats::recognise(sample);
    if (format == nullptr)
        return result;
    result.format = format->name;
    if (format->cutter == nullptr)
        return result;
    const auto cutter = format->cutter(sample);
    const auto decoder = format->decoder(sample);
    const auto order = format->sequencer ? format->sequencer() : nullptr;
    telemetry::BatchBuilder builder;
    const auto write = [&result, toText](const telemetry::Batch &b) { result.text += toText(b); };
    const auto emit = [&](formats::Piece piece) {
        ++result.pieces;
        decoder->decode(piece, builder);
        if (order)
            order->next(builder.take(), piece, write);
        else
            write(builder.take());
    };
    for (std::size_t i = 0; i < bytes.size(); i += portion)
        cutter->feed(bytes.substr(i, portion), emit);
    cutter->finish(emit);
    if (order)
        order->finish(write);
    return result;
}

inline Decoded decodeText(std::string_view bytes, std::string_view name, std::size_t portion = 1u << 20)
{
    return decodeWith(bytes, name, portion, batchText);
}

/// Each sample is read twice, the second time under a name that tells nothing, in small portions: content decides.
inline Decoded decodeTwice(std::string_view bytes, std::string_view name)
{
    Decoded named = decodeText(bytes, name);
    const Decoded unknown = decodeText(bytes, "unknown", 7);
    if (unknown.text != named.text || unknown.format != named.format)
        named.text = "read differently as `unknown`:\n" + unknown.text;
    return named;
}

} // namespace triptych::tests

/// Compares multi-line texts so that a failure shows both whole.
#define COMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))
