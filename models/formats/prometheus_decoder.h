#pragma once
#include "formats/format.h"
#include "formats/text_arena.h"
#include "telemetry/timestamp.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace triptych::formats {

/// Prometheus' text exposition format and OpenMetrics: one sample a line, with types, units, help, timestamps and
/// exemplars. A histogram's or summary's lines are series of their own, as in Prometheus. Samples without a timestamp
/// are of the time of reading.
class PrometheusDecoder : public PieceDecoder
{
public:
    PrometheusDecoder();
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

    /// Whether lines of the head are samples and their comments.
    static int sniff(const Sample &sample);
    /// A family begins: pieces are cut there.
    static bool startsFamily(std::string_view line);

private:
    struct Family {
        telemetry::MetricType type = telemetry::MetricType::Unknown;
        std::string unit, help;
    };
    struct Labels {
        std::vector<telemetry::TagView> tags;
        std::size_t end = 0; ///< behind the closing brace
    };
    void comment(std::string_view line);
    bool sample(std::string_view line, const char *&problem);
    bool labels(std::string_view text, std::size_t from, Labels &out);
    std::uint32_t seriesOf(std::string_view key, std::string_view name, const Labels &labels);
    void exemplar(std::string_view text, std::uint32_t series, telemetry::Nanos sampleTime);
    const Family *familyOf(std::string_view name, std::string_view &suffix) const;

    telemetry::BatchBuilder *m_out = nullptr;
    telemetry::Nanos m_now;
    TextArena m_arena;
    std::unordered_map<std::string, Family> m_families;
    std::unordered_map<std::string, std::uint32_t> m_series; ///< by name and labels as written
};

} // namespace triptych::formats
