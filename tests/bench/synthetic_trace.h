#pragma once
#include "telemetry/trace_columns.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace triptych::bench {

/// A believable trace of `spans` spans, always the same: a root whose children overlap, up to 12 deep, 40 services,
/// 300 operations, one error in fifty, a log line on one in five. Rows in order of start.
inline telemetry::TraceColumns syntheticTrace(std::uint32_t spans)
{
    using namespace telemetry;
    constexpr std::uint32_t kServices = 40, kOperations = 300, kMostChildren = 9;
    constexpr Nanos kStart = 1'700'000'000'000'000'000, kRootLength = 8'000'000'000;
    std::uint64_t state = 0x2545f4914f6cdd1dull;
    const auto random = [&state](std::uint64_t below) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return below ? state % below : 0;
    };
    struct Draft {
        std::uint64_t id, parent;
        Nanos start, duration;
        std::uint32_t depth;
    };
    std::vector<Draft> drafts;
    drafts.reserve(spans);
    drafts.push_back({1, 0, kStart, kRootLength, 1});
    for (std::uint32_t next = 0; drafts.size() < spans; next = (next + 1) % static_cast<std::uint32_t>(drafts.size())) {
        const Draft parent = drafts[next];
        if (parent.depth >= 12 || parent.duration < 200)
            continue;
        const auto children = 1 + random(kMostChildren);
        Nanos at = parent.start;
        for (std::uint64_t i = 0; i < children && drafts.size() < spans; ++i) {
            const Nanos left = parent.start + parent.duration - at;
            if (left < 50)
                break;
            const Nanos length = 1 + static_cast<Nanos>(random(static_cast<std::uint64_t>(std::max<Nanos>(2, left / 2))));
            drafts.push_back({drafts.size() + 1, parent.id, at, length, parent.depth + 1});
            at += static_cast<Nanos>(random(static_cast<std::uint64_t>(length + length / 3 + 1)));
        }
    }
    std::stable_sort(drafts.begin(), drafts.end(), [](const Draft &a, const Draft &b) { return a.start < b.start; });

    TraceColumns columns;
    columns.trace = {0x1234, 0x5678};
    for (std::uint32_t i = 0; i < kServices; ++i)
        columns.strings.push_back("service-" + std::to_string(i));
    for (std::uint32_t i = 0; i < kOperations; ++i)
        columns.strings.push_back("GET /api/v2/resource/" + std::to_string(i) + "/details");
    for (std::uint32_t row = 0; row < drafts.size(); ++row) {
        const Draft &draft = drafts[row];
        columns.record.push_back(RecordId{row});
        columns.span.push_back(draft.id);
        columns.parent.push_back(draft.parent);
        columns.start.push_back(draft.start);
        columns.duration.push_back(draft.duration);
        columns.service.push_back(1 + static_cast<std::int32_t>(random(kServices)));
        columns.name.push_back(1 + static_cast<std::int32_t>(kServices + random(kOperations)));
        columns.kind.push_back(static_cast<std::uint8_t>(SpanKind::Internal));
        columns.status.push_back(static_cast<std::uint8_t>(random(50) == 0 ? StatusCode::Error : StatusCode::Unset));
        columns.sharedHalf.push_back(0);
        columns.resource.push_back(1);
        columns.import.push_back(1);
        columns.events.push_back(0);
        columns.links.push_back(0);
        if (random(5) == 0)
            columns.logMarks.push_back({row, draft.start + draft.duration / 2, random(10) == 0 ? Level::Error : Level::Info});
    }
    std::stable_sort(columns.logMarks.begin(), columns.logMarks.end(), [](const auto &a, const auto &b) { return a.time < b.time; });
    return columns;
}

} // namespace triptych::bench
