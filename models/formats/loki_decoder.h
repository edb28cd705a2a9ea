#pragma once
#include "formats/field_names.h"
#include "formats/json_cutter.h"
#include "formats/json_line_reader.h"
#include "formats/json_piece.h"
#include "formats/logfmt_reader.h"
#include "formats/plain_reader.h"

#include <vector>

namespace triptych::formats {

/// Loki's answers and pushes: `streams` of query_range, tail frames, push bodies (contracts/loki.md). Labels, structured
/// metadata and parsed fields are tags of the record; its line is read as JSON, logfmt or text for its message and ids.
class LokiDecoder : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    void document(int depth);
    void streams();
    void stream();
    void labels();
    void entries();
    void entry();
    void metadata();
    void addTag(std::string_view key, std::string_view value);

    JsonPiece m_piece;
    LineSink m_sink;
    JsonLineReader m_json;
    LogfmtReader m_logfmt;
    PlainReader m_plain;
    std::vector<telemetry::TagView> m_labels, m_tags;
    // What labels say, and what the entry's metadata says over it.
    struct Known {
        telemetry::Level level = telemetry::Level::Unknown;
        std::uint8_t levelRank = 255, serviceRank = 255;
        std::string_view service;
        FoundIds ids;
    };
    Known m_streamKnown, m_known;
};

JsonLayout lokiLayout();

} // namespace triptych::formats
