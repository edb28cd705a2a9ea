#include "formats/json_piece.h"

#include "formats/json_cutter.h"
#include "telemetry/utf8.h"

#include <algorithm>
#include <simdjson.h>

namespace triptych::formats {

namespace {

/// Overwrites each byte that is no UTF-8 with `?`, so that positions stay; returns how many, and where the first is.
std::size_t replaceMalformed(std::string &text, std::size_t &first)
{
    std::size_t replaced = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = telemetry::utf8CharacterLength(std::string_view(text).substr(i));
        if (length == 0) {
            if (replaced++ == 0)
                first = i;
            text[i] = '?';
        }
        i += length == 0 ? 1 : length;
    }
    return replaced;
}

} // namespace

bool JsonPiece::open(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    m_arena.reset();
    m_lost = false;
    m_idsNoted = false;
    if (!piece.context.empty() && piece.context.front() == JsonCutter::kErrorMark) {
        out.addError(piece.context.substr(1), piece.firstLine, piece.firstByte);
        return false;
    }
    m_contextSize = piece.context.size();
    m_firstByte = piece.firstByte;
    m_firstLine = piece.firstLine;
    m_text = piece.bytes;
    const bool mark = piece.firstByte == 0 && m_text.starts_with("\xef\xbb\xbf");
    // About 10 GB/s; the slow look at single characters comes only after it.
    const bool valid = simdjson::validate_utf8(piece.bytes.data(), piece.bytes.size());
    if (m_contextSize > 0 || mark || !valid) {
        m_joined.assign(piece.context);
        m_joined.append(piece.bytes);
        if (mark)
            std::fill_n(m_joined.begin() + static_cast<std::ptrdiff_t>(m_contextSize), 3, ' ');
        m_text = m_joined;
    }
    m_countedTo = m_contextSize;
    m_countedLine = m_firstLine;
    if (!valid) {
        std::size_t first = 0;
        const std::size_t replaced = replaceMalformed(m_joined, first);
        remark(std::to_string(replaced) + " bytes that are no UTF-8 are shown as ?", first);
    }
    m_reader = JsonReader(m_text, m_arena);
    return true;
}

bool JsonPiece::nextDocument()
{
    while (true) {
        if (m_reader.failed() && !m_reader.nextLine(m_failedAt))
            return false;
        m_lost = false;
        char c = m_reader.peek();
        while (c == ',') {
            m_reader.seek(m_reader.position() + 1);
            c = m_reader.peek();
        }
        if (c == 0)
            return false;
        if (c == '{' || c == '[')
            return true;
        bad("no JSON", m_reader.position());
        m_failedAt = m_reader.position();
        m_reader.fail("no JSON");
    }
}

bool JsonPiece::recover(std::size_t from, Level level, std::string_view what)
{
    if (!m_reader.failed())
        return true;
    if (m_lost)
        return false;
    m_failedAt = m_reader.errorPosition();
    const char *error = m_reader.error();
    const bool end = m_reader.hitEnd();
    // Where the input, not only the piece, ends between records, the cutter says so: it alone can know.
    if (level == Level::Record || !m_reader.endedBetweenElements())
        reportFailure(what);
    if (!end && m_reader.passBrackets(from))
        return true;
    m_reader.fail(error);
    m_lost = true;
    return false;
}

void JsonPiece::bad(std::string_view what, std::size_t position)
{
    m_out->addError(std::string(what), lineAt(position), byteAt(position), excerptAt(position));
}

void JsonPiece::remark(std::string_view what, std::size_t position)
{
    m_out->addWarning(std::string(what), lineAt(position), byteAt(position), excerptAt(position));
}

void JsonPiece::noteMadeIds(std::string_view trace, std::string_view span, std::size_t position,
                            std::vector<telemetry::TagView> &tags)
{
    if (trace.empty() && span.empty())
        return;
    if (!trace.empty())
        tags.push_back({"original.trace_id", trace, telemetry::ValueType::String});
    if (!span.empty())
        tags.push_back({"original.span_id", span, telemetry::ValueType::String});
    if (!m_idsNoted)
        remark("ids that are neither hex nor base64 were replaced by numbers made of them", position);
    m_idsNoted = true;
}

void JsonPiece::reportFailure(std::string_view what)
{
    std::string text(what);
    text += ": ";
    text += m_reader.error();
    m_out->addError(std::move(text), lineAt(m_failedAt), byteAt(m_failedAt), excerptAt(m_failedAt));
}

std::uint64_t JsonPiece::lineAt(std::size_t position)
{
    if (position < m_countedTo) { // an earlier place than the last: rare, counted from the start
        m_countedTo = m_contextSize;
        m_countedLine = m_firstLine;
    }
    position = std::clamp(position, m_countedTo, m_text.size());
    m_countedLine += static_cast<std::uint64_t>(
        std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_countedTo),
                   m_text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
    m_countedTo = position;
    return m_countedLine;
}

std::string_view JsonPiece::excerptAt(std::size_t position) const
{
    const std::size_t from = position > 20 ? position - 20 : 0;
    return m_text.substr(std::min(std::max(from, m_contextSize), m_text.size()), 80);
}

} // namespace triptych::formats
