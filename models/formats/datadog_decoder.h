#pragma once
#include "formats/json_cutter.h"
#include "formats/json_flattener.h"
#include "formats/json_piece.h"
#include "telemetry/timestamp.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// Cuts between the elements of an answer's `data`, and between lines.
JsonLayout datadogLayout();

/// Answers of Datadog's searches of spans and logs (v2): `{"data":[{"id":…,"type":"spans"|"log","attributes":{…}}]}`. Ids come in
/// decimal or hex; the upper half of a trace id stands apart (`_dd.p.tid`).
class DatadogDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    struct Record;
    void record(std::size_t attributes, bool isSpan);
    /// `["env:prod"]` as tags of the resource.
    void tagList(Record &record);
    void nested(std::size_t at, Record &record, std::string_view prefix);
    void addSpan(Record &record);
    void addLog(Record &record);
    telemetry::Nanos time();

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    JsonFlattener m_flattener;
    std::vector<JsonField> m_fields;
    std::vector<telemetry::TagView> m_tags, m_resource;
    telemetry::TimestampReader m_dates;
};

/// An id as Datadog writes it: 32 hex digits, decimal, or hex with a letter in it. Zero is none.
telemetry::TraceId datadogTraceId(std::string_view text);
telemetry::SpanId datadogSpanId(std::string_view text);

} // namespace triptych::formats
