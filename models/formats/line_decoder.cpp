#include "formats/line_decoder.h"

#include "formats/line_cutter.h"
#include "formats/plain_reader.h"
#include "telemetry/utf8.h"

#include <algorithm>
#include <cstring>
#include <simdjson.h>

namespace triptych::formats {

using namespace telemetry;

LineDecoder::LineDecoder(std::vector<std::unique_ptr<LineReader>> readers, LineJoin join, std::string expected,
                         Nanos reference)
    : m_readers(std::move(readers)), m_join(join), m_expected(std::move(expected)), m_sink(reference)
{
    m_readers.push_back(std::make_unique<PlainReader>());
}

bool LineDecoder::readWith(std::size_t reader, const LogLine &line)
{
    if (!m_readers[reader]->read(line, m_sink))
        return false;
    m_last = reader;
    return true;
}

/// Asks the readers but plain text.
bool LineDecoder::readBare(const LogLine &line)
{
    const std::size_t plain = m_readers.size() - 1;
    if (m_last < plain && m_readers[m_last]->read(line, m_sink))
        return true;
    for (std::size_t i = 0; i < plain; ++i)
        if (i != m_last && readWith(i, line))
            return true;
    return false;
}

/// Takes up to three envelopes off (compose around CRI around syslog), asking the readers at each step.
bool LineDecoder::readInside(LogLine &line)
{
    bool read = false;
    for (int depth = 0; depth < 3 && !read; ++depth) {
        LogLine inner = line;
        if (!m_envelope.open(inner, m_sink))
            break;
        m_enveloped = true;
        if (readBare(inner))
            return true;
        // A syslog head is part of a plain line; the others are not.
        if (m_envelope.kind() == LineEnvelope::Kind::Syslog) {
            const std::string_view whole = line.text;
            line = inner;
            line.text = whole;
            break;
        }
        line = inner;
        if (m_envelope.kind() == LineEnvelope::Kind::DockerJson || !line.envelopeTags->empty())
            break; // its tags live in the envelope; a second one would overwrite them
    }
    return false;
}

void LineDecoder::decodeLine(std::string_view text, std::uint32_t number, std::uint64_t byte)
{
    LogLine line;
    line.text = text;
    line.number = number;
    line.byte = byte;
    m_sink.arena().reset();
    if (m_checkUtf8 && !isUtf8(text)) {
        std::string repaired;
        appendUtf8(repaired, text);
        line.text = m_sink.arena().copy(repaired);
        if (!m_utf8Remark)
            m_sink.out().addWarning("Not UTF-8: the bytes that are none are shown as U+FFFD", number, byte, text);
        m_utf8Remark = true;
    }
    if (m_hasEscapes && line.text.find('\x1b') != std::string_view::npos)
        line.text = withoutAnsi(line.text, m_sink.arena());
    // Files are uniform: an envelope like the last line's is tried first.
    if (m_enveloped || LineEnvelope::isDockerJson(line.text)) {
        m_enveloped = false;
        if (readInside(line) || (!m_enveloped && readBare(line)))
            return;
    } else if (readBare(line) || readInside(line)) {
        return;
    }
    if (!m_expected.empty() && m_remarks++ < kMostRemarks)
        m_sink.out().addWarning("Kept as plain text: no line of the format " + m_expected, number, byte, line.text);
    m_readers.back()->read(line, m_sink);
}

bool LineDecoder::joinPart(std::string_view text, std::uint32_t number, std::uint64_t byte)
{
    const auto part = LineEnvelope::criPart(text);
    if (!part)
        return false;
    Parts &parts = m_parts[part->toStderr];
    if (parts.text.empty()) {
        if (!part->partial)
            return false;
        parts = {std::string(text.substr(0, part->flag)) + "F " + std::string(part->content), number, byte};
        return true;
    }
    parts.text += part->content;
    if (!part->partial || parts.text.size() > kLongestRecord) {
        decodeLine(parts.text, parts.number, parts.byte);
        parts.text.clear();
    }
    return true;
}

/// What lacks its last part (the file was rotated there) is a line all the same.
void LineDecoder::endParts()
{
    for (Parts &parts : m_parts)
        if (!parts.text.empty()) {
            decodeLine(parts.text, parts.number, parts.byte);
            parts.text.clear();
        }
}

/// The end of the record whose first line ends at `lineEnd`: behind its continuation lines.
std::size_t LineDecoder::recordEnd(std::string_view bytes, std::size_t lineEnd) const
{
    std::size_t end = lineEnd;
    while (end + 1 < bytes.size()) {
        const std::size_t from = end + 1;
        const std::size_t next = std::min(bytes.find('\n', from), bytes.size());
        if (startsPlainRecord(bytes.substr(from, next - from)) || next - lineEnd > kLongestRecord)
            break;
        end = next;
    }
    return end;
}

void LineDecoder::decode(const Piece &piece, BatchBuilder &out)
{
    m_sink.begin(out);
    m_remarks = 0;
    m_utf8Remark = false;
    const std::string_view context = LineCutter::contextOf(piece);
    for (const auto &reader : m_readers)
        reader->begin(context);
    std::string_view bytes = piece.bytes;
    if (piece.firstByte == 0 && bytes.substr(0, 3) == "\xEF\xBB\xBF")
        bytes.remove_prefix(3);
    m_checkUtf8 = !simdjson::validate_utf8(bytes.data(), bytes.size());
    m_hasEscapes = bytes.find('\x1b') != std::string_view::npos;
    if (LineCutter::beginsInsideLine(piece))
        out.addWarning("A line longer than 16 MiB was cut here", piece.firstLine, piece.firstByte, bytes.substr(0, 80));
    const auto offset = static_cast<std::uint64_t>(bytes.data() - piece.bytes.data());
    std::uint64_t number = piece.firstLine;
    for (std::size_t from = 0; from < bytes.size();) {
        const auto *hit = static_cast<const char *>(std::memchr(bytes.data() + from, '\n', bytes.size() - from));
        std::size_t end = hit ? static_cast<std::size_t>(hit - bytes.data()) : bytes.size();
        std::uint64_t lines = 1;
        if (m_join == LineJoin::Continuations && end + 1 < bytes.size()) {
            const std::size_t whole = recordEnd(bytes, end);
            lines += static_cast<std::uint64_t>(std::count(bytes.begin() + static_cast<std::ptrdiff_t>(end),
                                                           bytes.begin() + static_cast<std::ptrdiff_t>(whole), '\n'));
            end = whole;
        }
        std::string_view line = bytes.substr(from, end - from);
        while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
            line.remove_suffix(1);
        const auto numbered = static_cast<std::uint32_t>(std::min<std::uint64_t>(number, 0xffffffffu));
        const std::uint64_t byte = piece.firstByte + offset + from;
        const bool blank = (line.empty() || line.front() <= ' ') && line.find_first_not_of(" \t\r\n") == std::string_view::npos;
        if (!blank && !joinPart(line, numbered, byte))
            decodeLine(line, numbered, byte);
        number += lines;
        from = end + 1;
    }
    endParts();
}

} // namespace triptych::formats
