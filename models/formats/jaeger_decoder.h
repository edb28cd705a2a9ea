#pragma once
#include "formats/json_cutter.h"
#include "formats/json_piece.h"
#include "telemetry/timestamp.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych::formats {

JsonLayout jaegerLayout();

/// Jaeger's own JSON: answers of /api/traces, downloads of its UI (`{"data":[…]}`), bare traces and lists of them; also
/// the protobuf JSON of Jaeger's model. A trace's processes come after its spans: where they are not in the same piece,
/// spans get a provisional resource that JaegerSequencer replaces.
class JaegerDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    struct Process {
        telemetry::BatchResource resource = 0;
        telemetry::BatchString service = 0;
    };
    void traces(int depth);
    void trace();
    /// Whether the spans can be read where they are met, their processes being known or not in this piece.
    bool readsAtOnce(std::size_t spansAt, std::size_t processesAt, bool resumed);
    void beginSpans(std::uint64_t origin, std::size_t processesAt, bool processesFollow);
    void processes(std::size_t at);
    Process process(std::string_view mark);
    Process processOf(std::string_view id);
    void spans(std::size_t at);
    void span();
    telemetry::Nanos time();
    void reference(telemetry::SpanFields &span, bool &childOf);
    void tag(telemetry::TagView &tag);
    void tags(std::vector<telemetry::TagView> &out);
    /// `tag` of Elasticsearch's documents: tags that were configured to be fields, with @ for the dots of their names.
    void fieldTags(std::vector<telemetry::TagView> &out);
    /// Moves what OpenTelemetry has fields for out of m_tags.
    void liftTags(telemetry::SpanFields &span);
    void logs(std::size_t at);

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    std::vector<telemetry::TagView> m_tags;
    std::vector<std::pair<telemetry::TraceId, telemetry::SpanId>> m_links;
    std::unordered_map<std::string_view, Process> m_processes; ///< of the trace being read
    std::string_view m_lastId;
    Process m_last;
    std::uint64_t m_origin = 0;      ///< of the trace being read
    bool m_processesFollow = false;  ///< in a later piece
    bool m_recognised = false;
    std::size_t m_nextProcesses = 0; ///< in this piece, the first behind where they were looked for last
    telemetry::TimestampReader m_dates;
    TextArena m_keys;                ///< process ids of the trace being read
};

/// Process definitions and references that cross pieces, as the first tag of a batch's resource.
namespace jaeger_mark {
inline constexpr std::string_view kKey = "\x01jaeger";
/// `kind` is 'd' (the resource defines process `id` of the trace that began at `origin`) or 'r' (stands for it).
std::string text(char kind, std::uint64_t origin, std::string_view id);
} // namespace jaeger_mark

} // namespace triptych::formats
