#pragma once
#include "formats/json_cutter.h"
#include "formats/json_piece.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych::formats {

/// Whole traces before single spans; larger pieces than others, as reports of one span are merged within a piece.
JsonLayout zipkinLayout();

/// Zipkin's JSON, v2 and v1: lists of spans, lists of traces, single spans, JSON lines. Several reports of one span
/// become one span: earliest start, latest end, all tags and annotations. The server half of an id that a client shares
/// stays a span of its own (SpanFields::sharedHalf). Reports farther apart than a piece stay apart.
class ZipkinDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    struct Endpoint {
        std::string_view service, address, port;
        bool empty() const { return service.empty() && address.empty() && port.empty(); }
    };
    struct Annotation {
        telemetry::Nanos time = 0;
        std::string_view value;
        Endpoint endpoint;
    };
    struct Report {
        telemetry::SpanFields fields;
        std::size_t at = 0; ///< in the text
        Endpoint local, remote;
        bool shared = false, timed = false, measured = false, error = false;
        bool serverHalf = false;
        std::vector<telemetry::TagView> tags;
        std::vector<Annotation> annotations;
    };
    void value(int depth);
    void span();
    Endpoint endpoint();
    std::vector<Annotation> annotations();
    void tags(Report &report);
    /// v1's tags.
    struct Binary {
        std::string_view key, value;
        Endpoint endpoint;
    };
    std::vector<Binary> binaryAnnotations();
    /// A v1 span has no kind: it is read off its annotations, and a span that holds both sides becomes two.
    void addV1(Report report, const std::vector<Binary> &binaries);
    void addMerged();
    static void merge(Report &into, Report &from);
    void addSpan(Report &report);

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    std::vector<Report> m_reports;
};

} // namespace triptych::formats
