#pragma once
#include "formats/json_cutter.h"
#include "formats/json_flattener.h"
#include "formats/json_piece.h"
#include "telemetry/timestamp.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// Cuts between the hits of an answer, and between lines.
JsonLayout elasticLayout();

/// OpenTelemetry documents of Elasticsearch and OpenSearch, as the collector's exporter writes them in its mapping mode `otel`:
/// answers of _search, and dumps with a hit (`{"_index":…,"_source":{…}}`) a line. A document with a duration or a kind is
/// a span, any other a log record. Keys may be nested or dotted. The time of `fields`, where it was asked for, goes before that of the
/// source, which may be cut to milliseconds.
class ElasticDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    struct Document;
    void hit(std::size_t source, std::size_t fields);
    void source(std::size_t at, Document &document);
    void status(Document &document);
    void body(Document &document);
    telemetry::Nanos fieldTime(std::size_t at);
    telemetry::Nanos time();
    void tagsAt(std::size_t at);
    telemetry::BatchResource resourceAt(std::size_t at);
    telemetry::BatchScope scopeAt(std::size_t at);
    void events(std::size_t at);
    void links(std::size_t at);

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    JsonFlattener m_flattener;
    std::vector<JsonField> m_fields;
    std::vector<telemetry::TagView> m_tags;
    telemetry::TimestampReader m_dates;
    std::string_view m_lastText; ///< of the resource of the document before
    telemetry::BatchResource m_lastResource = 0;
};

} // namespace triptych::formats
