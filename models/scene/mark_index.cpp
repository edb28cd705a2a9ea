#include "scene/waterfall_scene.h"

namespace triptych::scene
{

namespace
{

WaterfallScene::TickKind kindOf(telemetry::Level level)
{
    if (level >= telemetry::Level::Error)
        return WaterfallScene::TickKind::LogError;
    return level >= telemetry::Level::Warn ? WaterfallScene::TickKind::LogWarning : WaterfallScene::TickKind::LogInfo;
}

struct BySpan {
    bool operator()(const MarkIndex::Entry &a, std::uint32_t span) const { return a.span < span; }
    bool operator()(std::uint32_t span, const MarkIndex::Entry &a) const { return span < a.span; }
};

} // namespace

MarkIndex::MarkIndex(const telemetry::TraceColumns &columns)
{
    m_entries.reserve(columns.eventMarks.size() + columns.logMarks.size());
    for (const auto &event : columns.eventMarks)
        m_entries.push_back({event.row, event.time, WaterfallScene::TickKind::Event});
    for (const auto &log : columns.logMarks)
        m_entries.push_back({log.row, log.time, kindOf(log.level)});
    std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry &a, const Entry &b) {
        return a.span != b.span ? a.span < b.span : a.time < b.time;
    });
}

std::span<const MarkIndex::Entry> MarkIndex::of(SpanIndex span) const
{
    const auto [first, last] = std::equal_range(m_entries.begin(), m_entries.end(), toInt(span), BySpan());
    return {first, last};
}

std::span<const MarkIndex::Entry> MarkIndex::withoutSpan() const
{
    return of(SpanIndex::None);
}

} // namespace triptych::scene
