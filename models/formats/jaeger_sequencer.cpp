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

void JaegerSequencer::readMarks(telemetry::Batch &batch, std::vector<Reference> &references)
{
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
            references.push_back({i, mark.origin, std::string(mark.id)});
        }
    }
}

void JaegerSequencer::foresee(std::string_view tail)
{
    constexpr std::string_view kKey = "\"processes\"", kBlanks = " \t\r\n";
    const std::size_t key = tail.rfind(kKey);
    if (key == std::string_view::npos)
        return;
    const std::size_t colon = tail.find_first_not_of(kBlanks, key + kKey.size());
    if (colon == std::string_view::npos || tail[colon] != ':')
        return;
    // As the cutter would give the rest of a trace whose spans went before; what follows the processes is of no interest.
    Piece piece;
    piece.context = "{\"";
    piece.context += JsonCutter::kOrigin;
    piece.context += "\":0,\"spans\":[],";
    piece.bytes = tail.substr(key);
    telemetry::BatchBuilder builder;
    JaegerDecoder().decode(piece, builder);
    telemetry::Batch batch = builder.take();
    std::vector<Reference> none;
    readMarks(batch, none);
    m_foreseen = std::move(m_defined[0]);
    m_defined.clear();
}

void JaegerSequencer::next(telemetry::Batch batch, const Piece &, const EmitBatch &emit)
{
    Held held;
    readMarks(batch, held.references);
    if (!m_foreseenOrigin && !held.references.empty())
        m_foreseenOrigin = held.references.front().origin;
    compareForeseen();
    held.batch = std::move(batch);
    m_held.push_back(std::move(held));
    emitResolved(emit, false);
}

void JaegerSequencer::finish(const EmitBatch &emit)
{
    // Cut off before its processes came: then the last ones that were foreseen are not its own.
    m_misled = m_misled || (m_used && !m_defined.contains(*m_foreseenOrigin));
    emitResolved(emit, true);
    m_defined.clear();
}

void JaegerSequencer::compareForeseen()
{
    if (m_foreseen.empty() || !m_foreseenOrigin)
        return;
    const auto said = m_defined.find(*m_foreseenOrigin);
    if (said == m_defined.end() || said->second == m_foreseen)
        return;
    m_misled = m_used;
    m_foreseen.clear();
}

const JaegerSequencer::Definitions *JaegerSequencer::definitionsOf(std::uint64_t origin)
{
    if (const auto said = m_defined.find(origin); said != m_defined.end())
        return &said->second;
    return !m_foreseen.empty() && m_foreseenOrigin == origin ? &m_foreseen : nullptr;
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
                             [this](const Reference &r) { return definitionsOf(r.origin) == nullptr; }))
        return false;
    if (held.references.empty())
        return true;
    telemetry::Batch &batch = held.batch;
    std::vector<bool> replaced(batch.resources.size());
    for (const Reference &r : held.references) {
        Definition unknown{"unknown-service", {{"service.name", "unknown-service"}}};
        const Definition *found = &unknown;
        if (const Definitions *trace = definitionsOf(r.origin)) {
            m_used = m_used || trace == &m_foreseen;
            if (const auto process = trace->find(r.process); process != trace->end())
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
