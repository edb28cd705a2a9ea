#include "analysis/span_grouping.h"

#include "analysis/call_text.h"
#include "telemetry/span_kind.h"

#include <unordered_map>

namespace triptych::analysis
{

void SpanGrouping::restrictTo(const SpanGrouping &other, std::string_view label)
{
    std::vector<bool> kept(other.labels.size());
    for (std::size_t i = 0; i < kept.size(); ++i)
        kept[i] = other.labels[i] == label;
    for (std::size_t i = 0; i < labelOf.size(); ++i) {
        const std::int32_t own = i < other.labelOf.size() ? other.labelOf[i] : kNoLabel;
        if (own < 0 || !kept[static_cast<std::size_t>(own)])
            labelOf[i] = kNoLabel;
    }
}

namespace
{

/// Numbers of labels by the trace's own strings: each is turned into a label once.
class LabelsOfStrings
{
public:
    LabelsOfStrings(const TraceTable &trace, SpanField field, SpanGrouping &out)
        : m_trace(trace), m_field(field), m_out(out), m_of(trace.columns().strings.size(), kUnknown)
    {
    }
    std::int32_t operator()(std::int32_t string)
    {
        std::int32_t &label = m_of[static_cast<std::size_t>(string)];
        if (label != kUnknown)
            return label;
        std::string text(m_trace.text(string));
        if (m_field == SpanField::Call)
            text = normalisedCall(text);
        const auto [it, fresh] = m_byText.try_emplace(text, static_cast<std::int32_t>(m_out.labels.size()));
        if (fresh)
            m_out.labels.push_back(std::move(text));
        return label = it->second;
    }

private:
    static constexpr std::int32_t kUnknown = -2;
    const TraceTable &m_trace;
    SpanField m_field;
    SpanGrouping &m_out;
    std::vector<std::int32_t> m_of;
    std::unordered_map<std::string, std::int32_t> m_byText;
};

} // namespace

SpanGrouping groupedBy(const TraceTable &trace, SpanField field, std::stop_token stop)
{
    SpanGrouping out;
    out.labelOf.resize(trace.spanCount());
    const auto &columns = trace.columns();
    if (field == SpanField::Kind || field == SpanField::Status) {
        const auto &values = field == SpanField::Kind ? columns.kind : columns.status;
        std::vector<std::int32_t> labelOf(256, SpanGrouping::kNoLabel);
        for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
            std::int32_t &label = labelOf[values[i]];
            if (label == SpanGrouping::kNoLabel) {
                label = static_cast<std::int32_t>(out.labels.size());
                out.labels.emplace_back(field == SpanField::Kind ? name(static_cast<telemetry::SpanKind>(values[i]))
                                                                 : name(static_cast<telemetry::StatusCode>(values[i])));
            }
            out.labelOf[i] = label;
        }
        return out;
    }
    if (field == SpanField::Operation) { // of one service each
        std::unordered_map<std::uint64_t, std::int32_t> labelOf;
        for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
            if ((i & 0xffff) == 0 && stop.stop_requested())
                return {};
            const auto key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(columns.service[i])) << 32 |
                             static_cast<std::uint32_t>(columns.name[i]);
            const auto [it, fresh] = labelOf.try_emplace(key, static_cast<std::int32_t>(out.labels.size()));
            if (fresh)
                out.labels.emplace_back(trace.text(columns.name[i]));
            out.labelOf[i] = it->second;
        }
        return out;
    }
    LabelsOfStrings labels(trace, field, out);
    const auto &strings = field == SpanField::Service ? columns.service : columns.name;
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
        if ((i & 0xffff) == 0 && stop.stop_requested())
            return {};
        out.labelOf[i] = labels(strings[i]);
    }
    return out;
}

} // namespace triptych::analysis
