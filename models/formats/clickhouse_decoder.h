#pragma once
#include "formats/json_cutter.h"
#include "formats/json_flattener.h"
#include "formats/json_piece.h"
#include "telemetry/timestamp.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych::formats {

/// Cuts between lines, and between the rows of a document's `data`.
JsonLayout clickHouseLayout();

/// Rows of the OpenTelemetry collector's tables otel_traces and otel_logs as ClickHouse writes them: FORMAT JSONEachRow
/// (objects, in lines or a list) or FORMAT JSON (`{"meta":…,"data":[…]}`). Columns may be missing and stand in any order;
/// attributes may be maps or of type JSON. Times: `Timestamp` as text (UTC) or `TimeUnixNano`; of events `Events.Timestamp`
/// or `EventTimesUnixNano`.
class ClickHouseDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    void value(int depth);
    void row();
    telemetry::Nanos time();
    /// An object of tags at `at`, flattened, behind what m_tags holds.
    void tagsAt(std::size_t at);
    telemetry::BatchResource resource(std::string_view attributes, std::string_view service);
    std::string_view textAt(const std::vector<std::size_t> &list, std::size_t i);
    void events(std::size_t times, std::size_t names, std::size_t attributes);
    void links(std::size_t traces, std::size_t spans, std::size_t states, std::size_t attributes);

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    JsonFlattener m_flattener;
    std::vector<JsonField> m_fields;
    std::vector<telemetry::TagView> m_tags;
    telemetry::TimestampReader m_dates;
    struct Known {
        std::string service;
        telemetry::BatchResource resource = 0;
    };
    /// Of this batch, by their text: rows in the order of time go from service to service.
    std::unordered_map<std::string_view, Known> m_resources;
};

} // namespace triptych::formats
