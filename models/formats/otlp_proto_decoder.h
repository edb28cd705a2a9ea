#pragma once
#include "formats/otlp_proto_cutter.h"
#include "formats/text_arena.h"

#include <string_view>
#include <vector>

namespace triptych::formats {

/// OTLP protobuf of all three signals: requests (or TracesData, LogsData, MetricsData, which look the same). Each
/// resource's signal is seen from its records, so one file may mix them. A bad record costs only itself.
class OtlpProtoDecoder final : public PieceDecoder
{
public:
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    void messages(std::string_view bytes, ProtoFraming framing);
    void request(std::string_view bytes);
    void resource(std::string_view message);
    void readResource(std::string_view message);
    void readScope(std::string_view message);
    void scope(std::string_view message);
    void record(std::string_view message, OtlpSignal signal);
    void span(std::string_view message);
    void event(std::string_view message);
    void link(std::string_view message);
    void log(std::string_view message);
    void dropped(std::string_view key, std::uint64_t count);
    void bad(std::string_view what, std::string_view at);

    telemetry::BatchBuilder *m_out = nullptr;
    const Piece *m_piece = nullptr;
    TextArena m_arena;
    std::vector<telemetry::TagView> m_tags;
    std::vector<std::string_view> m_events, m_links;
    telemetry::BatchResource m_resource = 0;
    telemetry::BatchScope m_scope = 0;
    telemetry::BatchString m_service = 0;
};

} // namespace triptych::formats
