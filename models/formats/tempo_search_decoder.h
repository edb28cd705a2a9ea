#pragma once
#include "formats/json_cutter.h"
#include "formats/json_piece.h"

#include <string_view>
#include <vector>

namespace triptych::formats {

JsonLayout tempoSearchLayout();

/// Answers of Tempo's /api/search: the matched spans of each trace as spans, which have no parents; a trace of which no
/// span is given becomes one span of its root's name, start and duration.
class TempoSearchDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    struct Found {
        telemetry::TraceId trace;
        std::string_view rootService, rootName;
        telemetry::Nanos start = 0;
        std::int64_t milliseconds = 0;
        bool spans = false;
    };
    void trace();
    void spanSets(Found &found, std::size_t at);
    void spanSet(Found &found);
    void span(Found &found);

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    std::vector<telemetry::TagView> m_tags;
    std::vector<telemetry::SpanId> m_seen; ///< of the trace being read: a set may repeat another's spans
};

} // namespace triptych::formats
