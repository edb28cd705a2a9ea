#include "formats/json_records_decoder.h"

#include <algorithm>

namespace triptych::formats {

namespace {

struct JsonRecordsNodes {
    enum Node { List = 1 };

    static int child(int parent, char bracket, std::string_view)
    {
        return parent == JsonLayout::kRoot && bracket == '[' ? List : JsonLayout::kOff;
    }
    static bool cuts(int node)
    {
        return node == List;
    }
    static bool remembers(int, std::string_view)
    {
        return false;
    }
};

} // namespace

JsonLayout jsonRecordsLayout()
{
    JsonLayout layout;
    layout.child = JsonRecordsNodes::child;
    layout.cuts = JsonRecordsNodes::cuts;
    layout.remembers = JsonRecordsNodes::remembers;
    return layout;
}

void JsonRecordsDecoder::record(const Piece &piece)
{
    JsonReader &reader = m_piece.reader();
    reader.peek();
    const std::size_t at = reader.position();
    LogLine line;
    line.text = reader.raw();
    if (reader.failed()) {
        m_piece.recover(at, JsonPiece::Level::Record, "a log record");
        return;
    }
    line.byte = m_piece.byteAt(at);
    const std::size_t here = std::min<std::size_t>(line.byte - piece.firstByte, piece.bytes.size());
    if (here > m_countedTo) {
        m_line += static_cast<std::uint64_t>(std::count(piece.bytes.begin() + static_cast<std::ptrdiff_t>(m_countedTo),
                                                        piece.bytes.begin() + static_cast<std::ptrdiff_t>(here), '\n'));
        m_countedTo = here;
    }
    line.number = static_cast<std::uint32_t>(std::min<std::uint64_t>(m_line, 0xffffffffu));
    m_sink.arena().reset();
    if (!m_reader.read(line, m_sink))
        m_piece.bad("a log record is no JSON object", at);
}

void JsonRecordsDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_sink.begin(out);
    m_line = piece.firstLine;
    m_countedTo = 0;
    if (!m_piece.open(piece, out))
        return;
    JsonReader &reader = m_piece.reader();
    while (m_piece.nextDocument()) {
        const std::size_t at = reader.position();
        if (reader.peek() != '[') {
            record(piece);
            continue;
        }
        reader.enterArray();
        while (reader.nextElement())
            record(piece);
        m_piece.recover(at, JsonPiece::Level::Container, "a list of log records");
    }
}

} // namespace triptych::formats
