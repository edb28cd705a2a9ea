#include "formats/jaeger_sequencer.h"

#include "formats/jaeger_decoder.h"

#include <algorithm>
#include <charconv>

namespace triptych::formats {

namespace jaeger_mark {

std::string text(char kind, std::uint64_t origin, std::string_view id)
{
    std::string mark(1, kind);
    mark += std::to_string(origin);
    mark += ' ';
    mark += id;
    return mark;
}

} // namespace jaeger_mark

namespace {

struct Mark {
    char kind = 0;
    std::uint64_t origin = 0;
    std::string_view id;
};

bool readMark(const telemetry::BatchResourceRow &row, Mark &mark)
{
    if (row.tags.empty() || row.tags.front().key != jaeger_mark::kKey)
        return false;
    const std::string_view text = row.tags.front().value;
    const std::size_t space = text.find(' ');
    if (text.empty() || space == std::string_view::npos)
        return false;
    mark.kind = text[0];
    mark.id = text.substr(space + 1);
    return std::from_chars(text.data() + 1, text.data() + space, mark.origin).ec == std::errc();
}

} // namespace

void JaegerSequencer::next(telemetry::Batch batch, const Piece &, const EmitBatch &emit)
{
    Held held;
    for (std::size_t i = 0; i < batch.resources.size(); ++i) {
        telemetry::BatchResourceRow &row = batch.resources[i];
        Mark mark;
        if (!readMark(row, mark))
            continue;
        if (mark.kind == 'd') {
            const std::string id(mark.id);
            row.tags.erase(row.tags.begin());
            m_defined[mark.origin][id] = {batch.strings[static_cast<std::size_t>(row.service)], row.tags};
        } else {
            held.references.push_back({i, mark.origin, std::string(mark.id)});
        }
    }
    held.batch = std::move(batch);
    m_held.push_back(std::move(held));
    emitResolved(emit, false);
}

void JaegerSequencer::finish(const EmitBatch &emit)
{
    emitResolved(emit, true);
    m_defined.clear();
}

void JaegerSequencer::emitResolved(const EmitBatch &emit, bool last)
{
    while (!m_held.empty() && resolve(m_held.front(), last)) {
        emit(std::move(m_held.front().batch));
        m_held.pop_front();
    }
}

bool JaegerSequencer::resolve(Held &held, bool last)
{
    if (!last && std::any_of(held.references.begin(), held.references.end(),
                             [this](const Reference &r) { return !m_defined.contains(r.origin); }))
        return false;
    if (held.references.empty())
        return true;
    telemetry::Batch &batch = held.batch;
    std::vector<bool> replaced(batch.resources.size());
    for (const Reference &r : held.references) {
        Definition unknown{"unknown-service", {{"service.name", "unknown-service"}}};
        const Definition *found = &unknown;
        if (const auto trace = m_defined.find(r.origin); trace != m_defined.end()) {
            if (const auto process = trace->second.find(r.process); process != trace->second.end())
                found = &process->second;
        }
        telemetry::BatchResourceRow &row = batch.resources[r.resource];
        auto service = std::find(batch.strings.begin(), batch.strings.end(), found->service);
        if (service == batch.strings.end())
            service = batch.strings.insert(service, found->service);
        row.service = static_cast<telemetry::BatchString>(service - batch.strings.begin());
        row.tags = found->tags;
        replaced[r.resource] = true;
    }
    for (telemetry::SpanFields &span : batch.spans) {
        const auto resource = static_cast<std::size_t>(span.resource);
        if (replaced[resource])
            span.service = batch.resources[resource].service;
    }
    return true;
}

} // namespace triptych::formats
