#pragma once
#include "query/aliases.h"
#include "query/filter.h"
#include "telemetry/answers.h"
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"
#include "telemetry/tag.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace triptych::query {

/// One span or log record as an evaluator sees it. Views: the caller's values must outlive the call.
struct RecordView {
    telemetry::Table table = telemetry::Table::Spans;
    std::string_view service, name; ///< name: of the span, or the log's event
    std::string_view body;          ///< of a log
    telemetry::TraceId trace;
    telemetry::SpanId span;
    telemetry::Level level{};
    telemetry::SpanKind kind{};
    telemetry::StatusCode status{};
    telemetry::Nanos duration = 0, selfTime = 0;
    std::uint32_t events = 0, links = 0, depth = 0;
    enum class Root : std::uint8_t { No, Yes, Orphan };
    Root root = Root::No;
    std::span<const telemetry::Tag> tags; ///< of the span or log
    std::span<const telemetry::Tag> resourceTags, scopeTags;
    std::string_view scopeName, scopeVersion;
    struct Event {
        std::string_view name;
        std::span<const telemetry::Tag> tags;
    };
    std::span<const Event> eventList;
    std::span<const std::vector<telemetry::Tag>> linkTags;
};

/// A filter made ready for many records: what a backend cannot express is decided here. Agrees with compileToSql.
/// Immutable; any thread.
class Evaluator
{
public:
    Evaluator(const Filter &filter, const AliasTable &aliases);
    bool matches(const RecordView &record) const { return !m_test || m_test(record); }

private:
    std::function<bool(const RecordView &)> m_test;
};

} // namespace triptych::query
