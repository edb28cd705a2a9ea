#include "telemetry/batch.h"

#include "telemetry/hash.h"

#include <unordered_map>

namespace triptych::telemetry {

namespace {

constexpr std::size_t kMostErrors = 100;
constexpr std::size_t kExcerpt = 80;

std::uint64_t hashTags(std::span<const TagView> tags, std::uint64_t seed)
{
    std::uint64_t h = seed;
    for (const TagView &t : tags)
        h = hashBytes(t.value, hashBytes(t.key, mix64(h, static_cast<std::uint64_t>(t.type) + 1)));
    return h;
}

bool sameTags(const std::vector<Tag> &have, std::span<const TagView> tags)
{
    if (have.size() != tags.size())
        return false;
    for (std::size_t i = 0; i < tags.size(); ++i)
        if (have[i].key != tags[i].key || have[i].value != tags[i].value || have[i].type != tags[i].type)
            return false;
    return true;
}

std::vector<Tag> owned(std::span<const TagView> tags)
{
    std::vector<Tag> out;
    out.reserve(tags.size());
    for (const TagView &t : tags)
        out.push_back({std::string(t.key), std::string(t.value), t.type});
    return out;
}

std::string jsonOf(std::span<const TagView> tags)
{
    return tags.empty() ? std::string() : tagsToJson(owned(tags));
}

} // namespace

struct BatchBuilder::Impl {
    Batch batch;
    RecordBlockBuilder spanBlock, logBlock;
    std::unordered_multimap<std::uint64_t, std::int32_t> strings, resources, scopes, series;
    std::size_t heldBytes = 0;
    // The text interned last: names and services come in runs.
    BatchString lastString = 0;

    void addBad(std::string what, std::uint64_t line, std::uint64_t byte, std::string_view excerpt, bool warning)
    {
        if (batch.errors.size() < kMostErrors)
            batch.errors.push_back({std::move(what), line, byte, std::string(excerpt.substr(0, kExcerpt)), warning});
    }
    void logAdded(const LogFields &fields)
    {
        batch.logs.push_back(fields);
        if (logBlock.rows() == static_cast<std::uint32_t>(kRecordsPerBlock) || logBlock.bytes() > (32u << 20))
            finishBlock(logBlock, batch.logBlocks);
    }
    void finishBlock(RecordBlockBuilder &builder, std::vector<RecordBlock> &blocks)
    {
        if (builder.rows() == 0)
            return;
        blocks.push_back(builder.finish());
        heldBytes += blocks.back().data.size();
    }
};

BatchBuilder::BatchBuilder() : m(std::make_unique<Impl>()) {}
BatchBuilder::~BatchBuilder() = default;
BatchBuilder::BatchBuilder(BatchBuilder &&) noexcept = default;

BatchString BatchBuilder::string(std::string_view text)
{
    auto &strings = m->batch.strings;
    if (strings[static_cast<std::size_t>(m->lastString)] == text)
        return m->lastString;
    if (text.empty())
        return 0;
    const std::uint64_t h = hashBytes(text);
    const auto [from, to] = m->strings.equal_range(h);
    for (auto it = from; it != to; ++it)
        if (strings[static_cast<std::size_t>(it->second)] == text)
            return m->lastString = it->second;
    strings.emplace_back(text);
    m->heldBytes += text.size() + 48;
    m->lastString = static_cast<BatchString>(strings.size() - 1);
    m->strings.emplace(h, m->lastString);
    return m->lastString;
}

BatchResource BatchBuilder::resource(std::span<const TagView> tags, std::string_view schemaUrl, std::string_view service)
{
    if (service.empty())
        for (const TagView &t : tags)
            if (t.key == "service.name")
                service = t.value;
    if (tags.empty() && service.empty() && schemaUrl.empty())
        return 0;
    const BatchString name = string(service);
    const std::uint64_t h = hashTags(tags, hashBytes(schemaUrl, static_cast<std::uint64_t>(name)));
    auto &rows = m->batch.resources;
    const auto [from, to] = m->resources.equal_range(h);
    for (auto it = from; it != to; ++it) {
        const BatchResourceRow &have = rows[static_cast<std::size_t>(it->second)];
        if (have.service == name && have.schemaUrl == schemaUrl && sameTags(have.tags, tags))
            return it->second;
    }
    rows.push_back({name, owned(tags), std::string(schemaUrl)});
    const auto made = static_cast<BatchResource>(rows.size() - 1);
    m->resources.emplace(h, made);
    return made;
}

BatchString BatchBuilder::serviceOf(BatchResource resource) const
{
    return m->batch.resources[static_cast<std::size_t>(resource)].service;
}

BatchScope BatchBuilder::scope(std::string_view name, std::string_view version, std::span<const TagView> tags)
{
    if (name.empty() && version.empty() && tags.empty())
        return 0;
    const std::uint64_t h = hashTags(tags, hashBytes(version, hashBytes(name)));
    auto &rows = m->batch.scopes;
    const auto [from, to] = m->scopes.equal_range(h);
    for (auto it = from; it != to; ++it) {
        const BatchScopeRow &have = rows[static_cast<std::size_t>(it->second)];
        if (have.name == name && have.version == version && sameTags(have.tags, tags))
            return it->second;
    }
    rows.push_back({std::string(name), std::string(version), owned(tags)});
    const auto made = static_cast<BatchScope>(rows.size() - 1);
    m->scopes.emplace(h, made);
    return made;
}

void BatchBuilder::addSpan(const SpanFields &fields, std::span<const TagView> tags)
{
    m->batch.spans.push_back(fields);
    // Names, services and resources are not hashed: a repeat differs in none of them without differing elsewhere, and
    // their batch numbers mean nothing in another batch.
    std::uint64_t h = mix64(fields.trace.hi, fields.trace.lo);
    h = mix64(h ^ fields.span.value, fields.parent.value);
    h = mix64(h ^ static_cast<std::uint64_t>(fields.start), static_cast<std::uint64_t>(fields.duration));
    h = mix64(h, static_cast<std::uint64_t>(fields.kind) << 16 | static_cast<std::uint64_t>(fields.status) << 8 |
                     static_cast<std::uint64_t>(fields.sharedHalf) << 4 | static_cast<std::uint64_t>(fields.flags) << 32);
    h = hashBytes(m->batch.strings[static_cast<std::size_t>(fields.name)], h);
    h = hashBytes(m->batch.strings[static_cast<std::size_t>(fields.statusMessage)], h);
    m->batch.spanContent.push_back(hashTags(tags, h));
    m->spanBlock.add(m->spanBlock.tagShape(tags, TagScope::Span, false), tags);
    if (m->spanBlock.rows() == static_cast<std::uint32_t>(kRecordsPerBlock) || m->spanBlock.bytes() > (32u << 20))
        m->finishBlock(m->spanBlock, m->batch.spanBlocks);
}

void BatchBuilder::addEvent(Nanos time, std::string_view name, std::span<const TagView> tags)
{
    Batch &b = m->batch;
    if (b.spans.empty())
        return;
    b.events.push_back({static_cast<std::uint32_t>(b.spans.size() - 1), time, string(name), jsonOf(tags)});
    b.spanContent.back() = hashTags(tags, hashBytes(name, mix64(b.spanContent.back(), static_cast<std::uint64_t>(time))));
    m->heldBytes += b.events.back().tags.size() + 64;
}

void BatchBuilder::addLink(TraceId trace, SpanId span, std::string_view traceState, std::span<const TagView> tags)
{
    Batch &b = m->batch;
    if (b.spans.empty())
        return;
    b.links.push_back({static_cast<std::uint32_t>(b.spans.size() - 1), trace, span, std::string(traceState), jsonOf(tags)});
    b.spanContent.back() = hashTags(tags, mix64(mix64(b.spanContent.back(), trace.hi ^ span.value), trace.lo));
    m->heldBytes += b.links.back().tags.size() + 96;
}

void BatchBuilder::addLog(const LogFields &fields, std::string_view body, std::span<const TagView> tags)
{
    m->logBlock.add(m->logBlock.tagShape(tags, TagScope::Log, true), tags, body);
    m->logAdded(fields);
}

void BatchBuilder::addLogLine(const LogFields &fields, ShapeIndex shape, std::span<const std::string_view> values)
{
    m->logBlock.add(shape, values);
    m->logAdded(fields);
}

ShapeIndex BatchBuilder::logShape(std::span<const ShapePart> parts)
{
    return m->logBlock.shape(parts);
}

std::uint32_t BatchBuilder::series(const SeriesRow &series)
{
    std::uint64_t h = hashBytes(series.name, static_cast<std::uint64_t>(series.resource) << 32 |
                                                 static_cast<std::uint64_t>(series.scope));
    for (const Tag &t : series.tags)
        h = hashBytes(t.value, hashBytes(t.key, h));
    const auto [from, to] = m->series.equal_range(h);
    for (auto it = from; it != to; ++it)
        if (m->batch.series[static_cast<std::size_t>(it->second)] == series)
            return static_cast<std::uint32_t>(it->second);
    m->batch.series.push_back(series);
    const std::size_t made = m->batch.series.size() - 1;
    m->series.emplace(h, static_cast<std::int32_t>(made));
    m->heldBytes += 256;
    return static_cast<std::uint32_t>(made);
}

void BatchBuilder::addSample(SampleRow sample)
{
    m->heldBytes += sizeof(SampleRow) + sample.detail.size();
    m->batch.samples.push_back(std::move(sample));
}

void BatchBuilder::addExemplar(ExemplarRow exemplar)
{
    m->heldBytes += sizeof(ExemplarRow) + exemplar.tags.size();
    m->batch.exemplars.push_back(std::move(exemplar));
}

void BatchBuilder::addError(std::string what, std::uint64_t line, std::uint64_t byte, std::string_view excerpt)
{
    ++m->batch.errorCount;
    m->addBad(std::move(what), line, byte, excerpt, false);
}

void BatchBuilder::addWarning(std::string what, std::uint64_t line, std::uint64_t byte, std::string_view excerpt)
{
    m->addBad(std::move(what), line, byte, excerpt, true);
}

void BatchBuilder::countDuplicate()
{
    ++m->batch.duplicates;
}

std::size_t BatchBuilder::spanCount() const
{
    return m->batch.spans.size();
}

std::size_t BatchBuilder::logCount() const
{
    return m->batch.logs.size();
}

std::size_t BatchBuilder::bytes() const
{
    return m->heldBytes + m->spanBlock.bytes() + m->logBlock.bytes() + m->batch.spans.size() * sizeof(SpanFields) +
           m->batch.logs.size() * sizeof(LogFields);
}

std::vector<SpanFields> &BatchBuilder::spans()
{
    return m->batch.spans;
}

Batch BatchBuilder::take()
{
    m->finishBlock(m->spanBlock, m->batch.spanBlocks);
    m->finishBlock(m->logBlock, m->batch.logBlocks);
    // Inputs whose keys are data would let shapes grow without end.
    constexpr std::size_t kManyShapes = 2048;
    if (m->spanBlock.shapes() > kManyShapes)
        m->spanBlock.forgetShapes();
    if (m->logBlock.shapes() > kManyShapes)
        m->logBlock.forgetShapes();
    Batch out = std::move(m->batch);
    m->batch = Batch();
    // Pieces are of one size, so the next batch is likely as long.
    m->batch.spans.reserve(out.spans.size());
    m->batch.spanContent.reserve(out.spans.size());
    m->batch.logs.reserve(out.logs.size());
    m->strings.clear();
    m->resources.clear();
    m->scopes.clear();
    m->series.clear();
    m->heldBytes = 0;
    m->lastString = 0;
    return out;
}

} // namespace triptych::telemetry
