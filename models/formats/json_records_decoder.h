#pragma once
#include "formats/json_cutter.h"
#include "formats/json_line_reader.h"
#include "formats/json_piece.h"

namespace triptych::formats {

/// JSON objects that are log records each, however they are set: lines, pretty-printed one after another, or one list.
/// Kong's log plugins write all three.
class JsonRecordsDecoder : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    void record(const Piece &piece);

    JsonPiece m_piece;
    JsonLineReader m_reader;
    LineSink m_sink;
    std::uint64_t m_line = 1; ///< of m_countedTo
    std::uint64_t m_countedTo = 0;
};

/// Cuts between documents and between the elements of an outer list.
JsonLayout jsonRecordsLayout();

} // namespace triptych::formats
