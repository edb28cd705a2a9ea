#include "formats/jaeger_decoder.h"

#include <cstring>

namespace triptych::formats {

using telemetry::TagView;
using telemetry::ValueType;
using Place = JsonPiece::Level;

namespace {

constexpr std::string_view kProcesses = "\"processes\"";

} // namespace

void JaegerDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    m_nextProcesses = 0;
    while (m_piece.nextDocument()) {
        const std::size_t at = m_reader->position();
        m_recognised = false;
        traces(0);
        m_piece.recover(at, Place::Container, "an answer");
        if (!m_recognised && !m_reader->failed())
            m_piece.bad("no Jaeger trace", at);
    }
}

void JaegerDecoder::traces(int depth)
{
    JsonReader &r = *m_reader;
    constexpr int kMaxWrappers = 3;
    if (r.peek() == '{') {
        trace();
    } else if (r.peek() == '[' && depth < kMaxWrappers) {
        m_recognised = true;
        m_piece.eachElement(Place::Container, "a trace", [&] { traces(depth + 1); });
    } else {
        if (!r.isNull())
            m_piece.bad("no Jaeger trace", r.position());
        m_recognised = true;
        r.skip();
    }
}

bool JaegerDecoder::readsAtOnce(std::size_t spansAt, std::size_t processesAt, bool resumed)
{
    if (m_reader->peek() != '[')
        return false;
    if (processesAt != kNowhere)
        return !resumed || m_piece.isContext(processesAt);
    if (m_nextProcesses < spansAt) { // looked for once, not from each of thousands of small traces on
        const std::string_view rest = m_reader->text(spansAt, m_reader->size());
        const void *found = memmem(rest.data(), rest.size(), kProcesses.data(), kProcesses.size());
        m_nextProcesses = found ? spansAt + static_cast<std::size_t>(static_cast<const char *>(found) - rest.data()) : kNowhere;
    }
    return m_nextProcesses == kNowhere;
}

void JaegerDecoder::beginSpans(std::uint64_t origin, std::size_t processesAt, bool processesFollow)
{
    m_origin = origin;
    m_processes.clear();
    m_keys.reset();
    m_lastId = {};
    m_last = {};
    m_processesFollow = processesFollow;
    if (processesAt != kNowhere)
        processes(processesAt);
}

void JaegerDecoder::trace()
{
    JsonReader &r = *m_reader;
    const std::size_t begin = r.position();
    const bool resumed = m_piece.isContext(begin);
    std::uint64_t origin = m_piece.byteAt(begin);
    std::size_t spansAt = kNowhere, processesAt = kNowhere, dataAt = kNowhere;
    std::string_view key;
    bool read = false;
    if (!r.enterObject())
        return;
    // Processes are found first, wherever they stand: passing over the spans costs a tenth of reading them. Not so where
    // the processes came already, or stand in another piece if anywhere.
    while (r.nextKey(key)) {
        const std::size_t at = r.position();
        if (key == "spans" && spansAt == kNowhere && dataAt == kNowhere && readsAtOnce(at, processesAt, resumed)) {
            m_recognised = read = true;
            beginSpans(origin, processesAt, processesAt == kNowhere);
            spans(at);
            if (r.failed())
                return;
            continue;
        }
        if (key == "spans")
            spansAt = at;
        else if (key == "processes")
            processesAt = at;
        else if (key == "data")
            dataAt = at;
        else if (key == JsonCutter::kOrigin && resumed) {
            origin = static_cast<std::uint64_t>(r.integer());
            continue;
        }
        r.skip();
    }
    if (read && m_processesFollow && !r.failed()) {
        // The trace is at its end: none will follow, and nothing must wait for them.
        const std::string mark = jaeger_mark::text('d', m_origin, {});
        const TagView tag{jaeger_mark::kKey, mark, ValueType::String};
        m_out->resource({&tag, 1});
    }
    m_recognised |= spansAt != kNowhere || dataAt != kNowhere;
    const char *error = r.error();
    const bool ended = r.failed() && r.hitEnd();
    const std::size_t end = r.failed() ? r.errorPosition() : r.position();
    if (dataAt != kNowhere) {
        r.seek(dataAt);
        traces(1);
        if (r.failed())
            return;
    }
    if (spansAt != kNowhere) {
        beginSpans(origin, processesAt, ended && processesAt == kNowhere);
        // Spans of earlier pieces wait for these.
        if (resumed && processesAt != kNowhere && !m_piece.isContext(processesAt)) {
            r.seek(processesAt);
            if (r.peek() == '{' && r.enterObject()) {
                while (r.nextKey(key)) {
                    m_piece.arena().reset();
                    process(m_piece.arena().copy(jaeger_mark::text('d', m_origin, key)));
                }
            }
        }
        spans(spansAt);
        if (r.failed())
            return;
    }
    r.seek(end);
    if (error != nullptr)
        r.fail(error);
}

void JaegerDecoder::processes(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '{')
        return;
    r.enterObject();
    std::string_view key;
    while (r.nextKey(key)) {
        m_piece.arena().reset();
        const std::string_view id = m_keys.copy(key);
        m_processes[id] = process({});
    }
}

JaegerDecoder::Process JaegerDecoder::process(std::string_view mark)
{
    JsonReader &r = *m_reader;
    m_tags.clear();
    if (!mark.empty())
        m_tags.push_back({jaeger_mark::kKey, mark, ValueType::String});
    const std::size_t nameTag = m_tags.size();
    m_tags.push_back({"service.name", "unknown-service", ValueType::String});
    if (r.peek() != '{') {
        r.skip();
    } else {
        r.enterObject();
        std::string_view key;
        while (r.nextKey(key)) {
            if (key == "serviceName")
                m_tags[nameTag].value = r.textValue();
            else if (key == "tags")
                tags(m_tags);
            else if (key == "tag")
                fieldTags(m_tags);
            else
                r.skip();
        }
    }
    if (r.failed())
        return {};
    Process made;
    made.resource = m_out->resource(m_tags, {}, m_tags[nameTag].value);
    made.service = m_out->serviceOf(made.resource);
    return made;
}

JaegerDecoder::Process JaegerDecoder::processOf(std::string_view id)
{
    if (!m_lastId.empty() && id == m_lastId)
        return m_last;
    const auto known = m_processes.find(id);
    if (known != m_processes.end()) {
        m_lastId = known->first;
        return m_last = known->second;
    }
    Process made;
    if (m_processesFollow) {
        const std::string mark = jaeger_mark::text('r', m_origin, id);
        const TagView tag{jaeger_mark::kKey, mark, ValueType::String};
        made.resource = m_out->resource({&tag, 1});
    } else {
        const TagView tag{"service.name", "unknown-service", ValueType::String};
        made.resource = m_out->resource({&tag, 1});
    }
    made.service = m_out->serviceOf(made.resource);
    m_lastId = m_keys.copy(id);
    m_processes.emplace(m_lastId, made);
    return m_last = made;
}

} // namespace triptych::formats
