#include "formats/json_cutter.h"

#include "formats/byte_scan.h"

#include <algorithm>
#include <utility>

namespace triptych::formats {

namespace {

/// Remembered members are copied into every later context; a larger one is not worth that.
constexpr std::size_t kMaxRemembered = 1u << 20;
constexpr std::size_t kSlice = 256u << 10;
constexpr std::size_t kMaxKey = 256;

bool isBlank(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ','; });
}

std::uint64_t newlines(std::string_view text)
{
    return countByte(text.data(), text.data() + text.size(), '\n');
}

} // namespace

JsonCutter::JsonCutter(const JsonLayout &layout, std::size_t maxElement) : m_layout(layout), m_maxElement(maxElement) {}

void JsonCutter::feed(std::string_view bytes, const EmitPiece &emit)
{
    if (m_buffer.capacity() < m_layout.pieceBytes)
        m_buffer.reserve(m_layout.pieceBytes + m_layout.pieceBytes / 2 + kSlice);
    while (!bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), kSlice);
        m_buffer.append(bytes.substr(0, n));
        bytes.remove_prefix(n);
        scan(emit, false);
    }
}

void JsonCutter::finish(const EmitPiece &emit)
{
    scan(emit, true);
    // An end inside a record is seen by the decoder; between records only here.
    std::size_t end = m_buffer.size();
    while (end > m_safe && isBlank({m_buffer.data() + end - 1, 1}))
        --end;
    const bool between = end == m_safe || (end > 0 && m_buffer[end - 1] == '[');
    const bool missing = m_dropping || (m_depth == m_path.size() && m_depth > 0 && !m_strings.inString && between);
    const std::size_t size = m_buffer.size();
    if (!m_dropping && !isBlank(m_buffer))
        emitUpTo(size, emit);
    if (missing)
        report("the input ends before its closing brackets; what was complete is kept", m_buffer.size(), emit);
}

void JsonCutter::scan(const EmitPiece &emit, bool last)
{
    while (m_scanned < m_buffer.size()) {
        const std::size_t left = m_buffer.size() - m_scanned;
        if (left >= 64) {
            scanBlock(m_buffer.data() + m_scanned, m_scanned);
            m_scanned += 64;
        } else if (last) {
            char padded[64];
            std::fill(std::begin(padded), std::end(padded), ' ');
            std::copy_n(m_buffer.data() + m_scanned, left, padded);
            scanBlock(padded, m_scanned);
            m_scanned = m_buffer.size();
        } else {
            break;
        }
        std::size_t gone = 0;
        for (Cut &cut : m_cuts) {
            if (m_dropping)
                dropUpTo(cut.end - gone);
            else
                emitUpTo(cut.end - gone, emit);
            gone = cut.end;
            m_dropping = false;
            m_context = std::move(cut.context);
        }
        m_cuts.clear();
    }
    if (m_dropping) {
        dropUpTo(m_scanned);
    } else if (m_buffer.size() - m_safe > m_maxElement) {
        if (m_safe > 0)
            emitUpTo(m_safe, emit);
        report("a record larger than " + std::to_string(m_maxElement >> 20) + " MB was left out", 0, emit);
        m_dropping = true;
        dropUpTo(m_scanned);
    }
}

void JsonCutter::scanBlock(const char *bytes, std::size_t at)
{
    JsonMasks m = jsonMasks(bytes);
    std::uint64_t afterNewline = (m.newline << 1) | (m_afterNewline ? 1 : 0);
    m_afterNewline = (m.newline >> 63) != 0;
    while (true) {
        const std::uint64_t inside = m_strings.next(m);
        const std::uint64_t open = m.open & ~inside;
        const std::uint64_t close = m.close & ~inside;
        // A line that ends inside a string, or one that begins a record inside another: the record before is broken off.
        int broken = 64;
        if (const std::uint64_t cutString = m.newline & inside; cutString != 0)
            broken = std::countr_zero(cutString);
        for (std::uint64_t lines = open & afterNewline; lines != 0; lines &= lines - 1) {
            const int i = std::countr_zero(lines);
            if (i > broken)
                break;
            if (beginsRecord(m_buffer.data(), m_buffer.data() + at + static_cast<std::size_t>(i)) &&
                (m_depth > 0 || ((open | close) & ((1ull << i) - 1)) != 0))
                broken = i;
        }
        const std::uint64_t closes = static_cast<std::uint64_t>(std::popcount(close));
        if (broken == 64 && m_depth > m_path.size() + closes) {
            m_depth = m_depth - closes + static_cast<std::uint64_t>(std::popcount(open));
            return;
        }
        const std::uint64_t sound = broken == 64 ? ~0ull : (1ull << broken) - 1;
        for (std::uint64_t both = (open | close) & sound; both != 0; both &= both - 1) {
            const int i = std::countr_zero(both);
            bracket(at + static_cast<std::size_t>(i), ((open >> i) & 1) != 0);
        }
        if (broken == 64)
            return;
        beginRecord(at + static_cast<std::size_t>(broken));
        // Read the rest of the block again, outside of strings. A newline is done with, a bracket is not.
        const bool newline = ((m.newline >> broken) & 1) != 0;
        const std::uint64_t rest = newline ? (broken == 63 ? 0 : ~0ull << (broken + 1)) : ~0ull << broken;
        m.quote &= rest;
        m.backslash &= rest;
        m.newline &= rest;
        m.open &= rest;
        m.close &= rest;
        afterNewline &= newline ? rest : rest & ~(1ull << broken);
        m_strings = JsonStringState();
    }
}

void JsonCutter::bracket(std::size_t at, bool open)
{
    if (open) {
        if (m_depth == m_path.size())
            enter(at);
        ++m_depth;
    } else if (m_depth > 0) {
        --m_depth;
        leave(at);
    }
}

void JsonCutter::enter(std::size_t at)
{
    const char kind = m_buffer[at];
    const bool member = !m_path.empty() && m_path.back().bracket == '{';
    const std::string_view key = member ? keyBefore(at) : std::string_view();
    const int child = m_layout.child(node(), kind, key);
    m_valueFrom = at;
    if (child == JsonLayout::kOff)
        return;
    m_path.push_back({child, kind, m_prefix.size()});
    if (member)
        m_prefix.append("\"").append(key).append("\":");
    m_prefix += kind;
    if (m_layout.numbers && m_layout.numbers(child))
        m_prefix.append("\"").append(kOrigin).append("\":").append(std::to_string(m_base + at)).append(",");
    if (m_layout.cuts(child))
        ++m_cuttingFrames;
}

void JsonCutter::leave(std::size_t at)
{
    if (m_path.size() > m_depth) {
        if (m_layout.cuts(m_path.back().node))
            --m_cuttingFrames;
        m_prefix.resize(m_path.back().prefixSize);
        m_path.pop_back();
    } else if (m_path.size() == m_depth && m_depth > 0 && m_layout.remembers && !m_dropping && m_path.back().bracket == '{') {
        const std::size_t size = at + 1 - m_valueFrom;
        if (const std::string_view key = keyBefore(m_valueFrom); size <= kMaxRemembered && m_layout.remembers(node(), key))
            m_prefix.append("\"").append(key).append("\":").append(m_buffer, m_valueFrom, size).append(",");
    }
    if (m_path.size() == m_depth && (m_path.empty() || m_layout.cuts(node())))
        boundary(at + 1);
}

void JsonCutter::boundary(std::size_t end)
{
    m_safe = end;
    // Whole documents first, then larger elements: the deeper the cut, the more of a context has to be repeated.
    const std::size_t limit = m_layout.pieceBytes + m_layout.pieceBytes / 4 * std::min<std::uint64_t>(m_cuttingFrames, 4);
    if (!m_cuts.empty() && !m_cuts.back().forced)
        m_cuts.pop_back();
    const std::size_t from = m_cuts.empty() ? 0 : m_cuts.back().end;
    if (end - from >= limit || (m_dropping && m_cuts.empty()))
        m_cuts.push_back({end, m_prefix, false});
}

void JsonCutter::beginRecord(std::size_t at)
{
    m_depth = 0;
    m_cuttingFrames = 0;
    m_path.clear();
    m_prefix.clear();
    m_safe = at;
    // A piece that began inside the broken document must end with it: its context does not fit what follows.
    if (at > 0 && !m_context.empty() && (m_cuts.empty() || m_cuts.back().end < at)) {
        m_cuts.push_back({at, m_prefix, true});
    } else if (at > 0) {
        boundary(at);
    }
}

void JsonCutter::emitUpTo(std::size_t end, const EmitPiece &emit)
{
    Piece piece;
    piece.firstByte = m_base;
    piece.firstLine = m_line;
    piece.context = m_context;
    std::string rest;
    rest.reserve(m_layout.pieceBytes + m_layout.pieceBytes / 2 + kSlice);
    rest.append(m_buffer, end);
    m_line += newlines({m_buffer.data(), end});
    m_buffer.resize(end);
    piece.bytes = std::exchange(m_buffer, std::move(rest));
    m_base += end;
    m_scanned = m_scanned > end ? m_scanned - end : 0;
    m_safe = m_safe > end ? m_safe - end : 0;
    m_valueFrom = m_valueFrom > end ? m_valueFrom - end : 0;
    emit(std::move(piece));
}

void JsonCutter::dropUpTo(std::size_t end)
{
    m_line += newlines({m_buffer.data(), end});
    m_buffer.erase(0, end);
    m_base += end;
    m_scanned = m_scanned > end ? m_scanned - end : 0;
    m_safe = 0;
    m_valueFrom = 0;
}

std::string_view JsonCutter::keyBefore(std::size_t at) const
{
    std::size_t i = at;
    const auto skipBlank = [&] {
        while (i > 0 && static_cast<unsigned char>(m_buffer[i - 1]) <= ' ')
            --i;
    };
    skipBlank();
    if (i == 0 || m_buffer[i - 1] != ':')
        return {};
    --i;
    skipBlank();
    if (i == 0 || m_buffer[i - 1] != '"')
        return {};
    const std::size_t end = i - 1;
    std::size_t from = end;
    while (from > 0 && m_buffer[from - 1] != '"' && end - from < kMaxKey)
        --from;
    if (from == 0 || m_buffer[from - 1] != '"')
        return {};
    return {m_buffer.data() + from, end - from};
}

void JsonCutter::report(std::string_view what, std::size_t at, const EmitPiece &emit) const
{
    Piece piece;
    piece.context = kErrorMark;
    piece.context += what;
    piece.firstByte = m_base + at;
    piece.firstLine = m_line + newlines({m_buffer.data(), at});
    emit(std::move(piece));
}

} // namespace triptych::formats
