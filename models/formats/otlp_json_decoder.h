#pragma once
#include "formats/json_cutter.h"
#include "formats/json_piece.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych::formats {

/// Where OTLP JSON is cut: requests, resources, scopes, records.
JsonLayout otlpJsonLayout();

/// OTLP JSON of all three signals, mixed in any order: one document, a list, JSON lines; wrapped as Jaeger's v3 API
/// ("result") and Tempo ("batches", "trace") do; keys in camel or snake case; ids in hex or base64; enums by number or
/// name. Contract: OTLP 1.x JSON mapping, with the names of before 2022.
class OtlpJsonDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    enum class Signal : std::uint8_t { Spans, Logs, Metrics };
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

    template <typename Read> void list(JsonPiece::Level level, std::string_view what, Read read);
    template <typename Head, typename IsList, typename Read> void headed(Head head, IsList isList, Read readList);
    void document(int depth);
    void resources(Signal signal);
    void resourceElement(Signal signal);
    void scopeElement(Signal signal);
    void records(Signal signal);
    void span();
    void events(std::size_t at);
    void links(std::size_t at);
    void log();
    void droppedTag(std::string_view key, std::int64_t count);
    telemetry::BatchResource readResource();
    telemetry::BatchScope readScope();
    telemetry::TraceId traceId();
    telemetry::SpanId spanId();

    JsonPiece m_piece;
    JsonReader *m_reader = nullptr;
    telemetry::BatchBuilder *m_out = nullptr;
    std::vector<telemetry::TagView> m_tags;
    telemetry::BatchResource m_resource = 0;
    telemetry::BatchScope m_scope = 0;
    telemetry::BatchString m_service = 0;
    bool m_recognised = false;
    std::string_view m_originalTrace, m_originalSpan; ///< of the record being read, where they had to be replaced
    /// Resources of this piece by their text: one request may repeat one for every span.
    struct TextHash {
        std::size_t operator()(std::string_view text) const;
    };
    std::unordered_map<std::string_view, telemetry::BatchResource, TextHash> m_resources;
};

} // namespace triptych::formats
