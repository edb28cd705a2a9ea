#include "formats/line_cutter.h"

#include "formats/byte_scan.h"

#include <algorithm>
#include <cstring>

namespace triptych::formats {

namespace {
constexpr char kInsideLine = '\x01'; // first byte of a piece's context
constexpr std::size_t kNoCut = static_cast<std::size_t>(-1);
} // namespace

LineCutter::LineCutter(StartsRecord startsRecord, std::size_t pieceBytes, std::size_t longest)
    : m_startsRecord(startsRecord), m_pieceBytes(pieceBytes), m_longest(longest), m_tryAt(pieceBytes)
{
}

bool LineCutter::beginsInsideLine(const Piece &piece)
{
    return !piece.context.empty() && piece.context.front() == kInsideLine;
}

std::string_view LineCutter::contextOf(const Piece &piece)
{
    std::string_view context = piece.context;
    if (beginsInsideLine(piece))
        context.remove_prefix(1);
    return context;
}

std::string LineCutter::contextFor(std::string_view)
{
    return {};
}

std::size_t LineCutter::cutPlace(bool &insideLine) const
{
    const std::string_view all = m_buffer;
    insideLine = false;
    const std::size_t last = all.rfind('\n');
    if (last == std::string_view::npos) {
        insideLine = true;
        return all.size() >= m_longest ? all.size() : kNoCut;
    }
    if (!m_startsRecord)
        return last + 1;
    // Backwards over line starts; the text behind the last line end may be half a line.
    std::size_t end = last; // of the line looked at
    while (end > 0) {
        const std::size_t before = all.rfind('\n', end - 1);
        if (before == std::string_view::npos)
            break;
        if (m_startsRecord(all.substr(before + 1, end - before - 1)))
            return before + 1;
        end = before;
    }
    return all.size() >= m_longest ? last + 1 : kNoCut;
}

void LineCutter::emitFirst(std::size_t bytes, const EmitPiece &emit)
{
    Piece piece;
    piece.firstLine = m_line;
    piece.firstByte = m_byte;
    std::string rest(m_buffer, bytes);
    rest.reserve(m_pieceBytes + (m_pieceBytes >> 2));
    m_buffer.resize(bytes);
    piece.bytes = std::move(m_buffer);
    m_buffer = std::move(rest);
    if (m_insideLine)
        piece.context = kInsideLine;
    piece.context += contextFor(piece.bytes);
    m_line += countByte(piece.bytes.data(), piece.bytes.data() + piece.bytes.size(), '\n');
    m_byte += bytes;
    m_insideLine = piece.bytes.back() != '\n';
    emit(std::move(piece));
}

void LineCutter::feed(std::string_view bytes, const EmitPiece &emit)
{
    // In steps, so that one huge portion does not become one huge piece.
    while (!bytes.empty()) {
        const std::size_t room = m_tryAt > m_buffer.size() ? m_tryAt - m_buffer.size() : 1;
        const std::size_t step = std::min(bytes.size(), room);
        m_buffer.append(bytes.substr(0, step));
        bytes.remove_prefix(step);
        if (m_buffer.size() < m_tryAt)
            return;
        bool insideLine = false;
        const std::size_t at = cutPlace(insideLine);
        if (at == kNoCut) {
            m_tryAt = std::min(m_buffer.size() + m_pieceBytes, std::max(m_longest, m_buffer.size() + 1));
            continue;
        }
        emitFirst(at, emit);
        m_tryAt = std::max(m_pieceBytes, m_buffer.size() + 1);
    }
}

void LineCutter::finish(const EmitPiece &emit)
{
    if (!m_buffer.empty())
        emitFirst(m_buffer.size(), emit);
    m_buffer = std::string();
}

} // namespace triptych::formats
