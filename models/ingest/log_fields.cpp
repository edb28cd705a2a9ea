#include "ingest/log_fields.h"

#include <algorithm>

namespace triptych::ingest {

namespace {

std::optional<std::string> valueOf(const telemetry::DecodedBlock &block, std::uint32_t row, const telemetry::BatchResourceRow &resource, const std::string &key)
{
    if (key.empty())
        return std::nullopt;
    if (const auto own = block.tag(row, key))
        return std::string(*own);
    const auto tag = std::find_if(resource.tags.begin(), resource.tags.end(), [&](const telemetry::Tag &t) { return t.key == key; });
    return tag == resource.tags.end() ? std::nullopt : std::optional(tag->value);
}

} // namespace

void nameLogs(telemetry::Batch &batch, const std::string &traceField, const std::string &spanField)
{
    std::size_t at = 0;
    for (const telemetry::RecordBlock &encoded : batch.logBlocks) {
        const auto block = telemetry::DecodedBlock::decode(encoded.data);
        for (std::uint32_t row = 0; block && row < encoded.rows && at + row < batch.logs.size(); ++row) {
            telemetry::LogFields &log = batch.logs[at + row];
            const telemetry::BatchResourceRow &resource = batch.resources[static_cast<std::size_t>(log.resource)];
            if (log.trace.empty())
                if (const auto text = valueOf(*block, row, resource, traceField))
                    if (const auto context = telemetry::parseTraceContext(*text)) {
                        log.trace = context->trace;
                        log.span = log.span.empty() ? context->span : log.span;
                    }
            if (log.span.empty())
                if (const auto text = valueOf(*block, row, resource, spanField))
                    log.span = telemetry::spanIdFromHex(*text).value_or(telemetry::SpanId{});
        }
        at += encoded.rows;
    }
}

} // namespace triptych::ingest
