#include "formats/zipkin_decoder.h"

#include "formats/otel_tags.h"
#include "formats/otlp_ids.h"
#include "telemetry/hash.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace triptych::formats {

using telemetry::SpanFields;
using telemetry::SpanKind;
using telemetry::StatusCode;
using telemetry::TagView;
using telemetry::ValueType;
using Place = JsonPiece::Level;

namespace {

struct ZipkinNodes {
    enum Node { Outer = 1, Inner };

    static int child(int parent, char bracket, std::string_view)
    {
        if (bracket != '[')
            return JsonLayout::kOff;
        return parent == JsonLayout::kRoot ? Outer : parent == Outer ? Inner : JsonLayout::kOff;
    }
};

telemetry::Nanos nanosFromMicros(std::int64_t micros)
{
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1000;
    return std::clamp(micros, -kMost, kMost) * 1000;
}

/// Without trouble at the ends of the range.
std::int64_t plus(std::int64_t a, std::int64_t b)
{
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max()) : sum;
}

} // namespace

JsonLayout zipkinLayout()
{
    JsonLayout layout;
    layout.child = ZipkinNodes::child;
    layout.cuts = [](int node) { return node == ZipkinNodes::Outer || node == ZipkinNodes::Inner; };
    // Reports of one span are merged within a piece: both halves of a request lie near each other, but not always.
    layout.pieceBytes = 8 * Cutter::kPieceBytes;
    return layout;
}

void ZipkinDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    m_reports.clear();
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    while (m_piece.nextDocument()) {
        const std::size_t at = m_reader->position();
        const Place level = m_reader->peek() == '{' ? Place::Record : Place::Container;
        value(0);
        m_piece.recover(at, level, level == Place::Record ? "a span" : "a list of spans");
    }
    addMerged();
    m_reports.clear();
}

void ZipkinDecoder::value(int depth)
{
    JsonReader &r = *m_reader;
    if (r.peek() == '{') {
        span();
    } else if (r.peek() == '[' && depth < 2) {
        r.enterArray();
        while (r.nextElement()) {
            const std::size_t at = r.position();
            const Place level = r.peek() == '{' ? Place::Record : Place::Container;
            value(depth + 1);
            if (!m_piece.recover(at, level, level == Place::Record ? "a span" : "a trace"))
                return;
        }
    } else {
        m_piece.bad("no Zipkin span", r.position());
        r.skip();
    }
}

void ZipkinDecoder::span()
{
    JsonReader &r = *m_reader;
    Report report;
    report.at = r.position();
    SpanFields &f = report.fields;
    std::vector<Binary> binaries;
    bool v1 = false, identified = false;
    std::string_view originalTrace, originalSpan, ignored, key;
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "traceId") {
            f.trace = traceIdFromText(r.textValue(), originalTrace);
        } else if (key == "id") {
            f.span = spanIdFromText(r.textValue(), originalSpan);
            identified = true;
        } else if (key == "parentId") {
            f.parent = spanIdFromText(r.textValue(), ignored);
        } else if (key == "kind") {
            f.kind = telemetry::spanKindFromText(r.textValue());
        } else if (key == "name") {
            f.name = m_out->string(r.textValue());
        } else if (key == "timestamp" && !r.isNull()) {
            f.start = nanosFromMicros(r.integer());
            report.timed = f.start != 0;
        } else if (key == "duration" && !r.isNull()) {
            f.duration = nanosFromMicros(r.integer());
            report.measured = true;
        } else if (key == "localEndpoint") {
            report.local = endpoint();
        } else if (key == "remoteEndpoint") {
            report.remote = endpoint();
        } else if (key == "tags") {
            tags(report);
        } else if (key == "annotations") {
            report.annotations = annotations();
        } else if (key == "binaryAnnotations") {
            binaries = binaryAnnotations();
            v1 = true;
        } else if (key == "shared") {
            report.shared = r.boolean();
        } else {
            r.skip();
        }
    }
    if (r.failed())
        return;
    if (!identified) {
        m_piece.bad("no Zipkin span", report.at);
        return;
    }
    m_piece.noteMadeIds(originalTrace, originalSpan, report.at, report.tags);
    if (f.parent == f.span)
        f.parent = {};
    v1 |= std::any_of(report.annotations.begin(), report.annotations.end(), [](const Annotation &a) { return !a.endpoint.empty(); });
    if (v1)
        addV1(std::move(report), binaries);
    else
        m_reports.push_back(std::move(report));
}

ZipkinDecoder::Endpoint ZipkinDecoder::endpoint()
{
    JsonReader &r = *m_reader;
    Endpoint e;
    if (r.peek() != '{') {
        r.skip();
        return e;
    }
    r.enterObject();
    std::string_view key;
    while (r.nextKey(key)) {
        if (key == "serviceName")
            e.service = r.textValue();
        else if (key == "ipv4" || (key == "ipv6" && e.address.empty()))
            e.address = r.textValue();
        else if (key == "port")
            e.port = r.textValue();
        else
            r.skip();
    }
    if (e.port == "0")
        e.port = {};
    return e;
}

std::vector<ZipkinDecoder::Annotation> ZipkinDecoder::annotations()
{
    JsonReader &r = *m_reader;
    std::vector<Annotation> list;
    if (r.peek() != '[') {
        r.skip();
        return list;
    }
    r.enterArray();
    while (r.nextElement() && r.enterObject()) {
        Annotation a;
        std::string_view key;
        while (r.nextKey(key)) {
            if (key == "timestamp")
                a.time = nanosFromMicros(r.integer());
            else if (key == "value")
                a.value = r.textValue();
            else if (key == "endpoint")
                a.endpoint = endpoint();
            else
                r.skip();
        }
        list.push_back(a);
    }
    return list;
}

void ZipkinDecoder::tags(Report &report)
{
    JsonReader &r = *m_reader;
    if (r.peek() != '{') {
        r.skip();
        return;
    }
    r.enterObject();
    std::string_view key;
    while (r.nextKey(key)) {
        const char c = r.peek();
        const std::string_view text = c == '{' || c == '[' ? r.raw() : r.textValue();
        report.tags.push_back({key, text, ValueType::String});
    }
}

void ZipkinDecoder::merge(Report &into, Report &from)
{
    SpanFields &a = into.fields;
    const SpanFields &b = from.fields;
    std::int64_t end = std::numeric_limits<std::int64_t>::min();
    if (into.timed && into.measured)
        end = plus(a.start, a.duration);
    if (from.timed && from.measured)
        end = std::max(end, plus(b.start, b.duration));
    if (a.trace.hi == 0)
        a.trace.hi = b.trace.hi;
    if (a.parent.empty())
        a.parent = b.parent;
    if (a.kind == SpanKind::Unspecified)
        a.kind = b.kind;
    if (a.name == 0)
        a.name = b.name;
    if (from.timed)
        a.start = into.timed ? std::min(a.start, b.start) : b.start;
    into.timed |= from.timed;
    if (end != std::numeric_limits<std::int64_t>::min())
        a.duration = plus(end, -a.start);
    else if (!into.measured)
        a.duration = b.duration;
    into.measured |= from.measured;
    if (into.local.service.empty())
        into.local = from.local;
    if (into.remote.empty())
        into.remote = from.remote;
    for (const TagView &t : from.tags) {
        if (std::none_of(into.tags.begin(), into.tags.end(), [&t](const TagView &have) { return have.key == t.key; }))
            into.tags.push_back(t);
    }
    into.annotations.insert(into.annotations.end(), from.annotations.begin(), from.annotations.end());
}

void ZipkinDecoder::addMerged()
{
    // Reports of one id, chained in the order of the file.
    struct Key {
        std::uint64_t trace, span;
        bool operator==(const Key &) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key &k) const { return telemetry::mix64(k.trace, k.span); }
    };
    constexpr std::uint32_t kNone = 0xffffffffu;
    struct Chain {
        std::uint32_t first, last;
        std::uint32_t kinds = 0; ///< bit per SpanKind
    };
    std::unordered_map<Key, Chain, KeyHash> ids;
    ids.reserve(m_reports.size());
    std::vector<std::uint32_t> following(m_reports.size(), kNone);
    for (std::uint32_t i = 0; i < m_reports.size(); ++i) {
        const SpanFields &f = m_reports[i].fields;
        const auto [it, fresh] = ids.try_emplace(Key{f.trace.lo, f.span.value}, Chain{i, i});
        if (!fresh)
            following[std::exchange(it->second.last, i)] = i;
        it->second.kinds |= 1u << static_cast<unsigned>(f.kind);
    }
    constexpr std::uint32_t kClient = 1u << static_cast<unsigned>(SpanKind::Client);
    for (std::uint32_t i = 0; i < m_reports.size(); ++i) {
        Report &report = m_reports[i];
        const Chain &chain = ids.find(Key{report.fields.trace.lo, report.fields.span.value})->second;
        if (chain.first == i && chain.last != i) {
            // The halves of a shared id are two spans; a shared half whose other half is absent is an ordinary span.
            const bool twoSided = std::popcount(chain.kinds) > 1;
            std::uint32_t halves[2] = {kNone, kNone};
            for (std::uint32_t j = i; j != kNone; j = following[j]) {
                Report &one = m_reports[j];
                const bool server = one.shared || (one.fields.kind == SpanKind::Server && (chain.kinds & kClient) != 0);
                one.serverHalf = server && twoSided;
                std::uint32_t &half = halves[one.serverHalf ? 1 : 0];
                if (half == kNone) {
                    half = j;
                } else {
                    merge(m_reports[half], one);
                    one.at = std::string_view::npos; // has become part of another
                }
            }
        }
        if (report.at != std::string_view::npos)
            addSpan(report);
    }
}

void ZipkinDecoder::addSpan(Report &report)
{
    SpanFields &f = report.fields;
    std::vector<TagView> resource;
    if (!report.local.service.empty())
        resource.push_back({"service.name", report.local.service, ValueType::String});
    if (!report.local.address.empty())
        resource.push_back({"host.ip", report.local.address, ValueType::String});
    f.resource = m_out->resource(resource);
    f.service = m_out->serviceOf(f.resource);
    f.sharedHalf = report.serverHalf;
    OtelTags otel;
    std::size_t kept = 0;
    for (const TagView &t : report.tags) {
        bool lifted = false;
        if (t.key == "error") {
            f.status = StatusCode::Error; // present is enough
            if (f.statusMessage == 0 && t.value != "true")
                f.statusMessage = m_out->string(t.value);
        } else {
            lifted = otel.lift(t, f, *m_out);
        }
        if (!lifted)
            report.tags[kept++] = t;
    }
    report.tags.resize(kept);
    f.scope = m_out->scope(otel.scopeName, otel.scopeVersion);
    const auto add = [&report](std::string_view key, std::string_view value, ValueType type) {
        if (!value.empty())
            report.tags.push_back({key, value, type});
    };
    add("network.local.port", report.local.port, ValueType::Int);
    add("service.peer.name", report.remote.service, ValueType::String);
    add("network.peer.address", report.remote.address, ValueType::String);
    add("network.peer.port", report.remote.port, ValueType::Int);
    m_out->addSpan(f, report.tags);
    for (const Annotation &a : report.annotations)
        m_out->addEvent(a.time, a.value, {});
}

} // namespace triptych::formats
