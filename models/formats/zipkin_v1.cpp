#include "formats/zipkin_decoder.h"

#include <utility>

namespace triptych::formats {

using telemetry::SpanKind;
using telemetry::ValueType;

std::vector<ZipkinDecoder::Binary> ZipkinDecoder::binaryAnnotations()
{
    JsonReader &r = *m_reader;
    std::vector<Binary> list;
    if (r.peek() != '[') {
        r.skip();
        return list;
    }
    r.enterArray();
    while (r.nextElement() && r.enterObject()) {
        Binary b;
        std::string_view key;
        while (r.nextKey(key)) {
            if (key == "key")
                b.key = r.textValue();
            else if (key == "value")
                b.value = r.textValue();
            else if (key == "endpoint")
                b.endpoint = endpoint();
            else
                r.skip();
        }
        list.push_back(b);
    }
    return list;
}

void ZipkinDecoder::addV1(Report report, const std::vector<Binary> &binaries)
{
    struct Side {
        SpanKind kind = SpanKind::Unspecified;
        telemetry::Nanos from = 0, to = 0;
        Endpoint local;
        bool seen = false;
    };
    Side client, server, messages;
    const auto mark = [](Side &side, SpanKind kind, telemetry::Nanos &time, const Annotation &a) {
        side.seen = true;
        side.kind = kind;
        time = a.time;
        if (side.local.empty())
            side.local = a.endpoint;
    };
    std::vector<Annotation> events;
    for (const Annotation &a : report.annotations) {
        if (a.value == "cs")
            mark(client, SpanKind::Client, client.from, a);
        else if (a.value == "cr")
            mark(client, SpanKind::Client, client.to, a);
        else if (a.value == "sr")
            mark(server, SpanKind::Server, server.from, a);
        else if (a.value == "ss")
            mark(server, SpanKind::Server, server.to, a);
        else if (a.value == "ms")
            mark(messages, SpanKind::Producer, messages.from, a);
        else if (a.value == "mr")
            mark(messages, SpanKind::Consumer, messages.from, a);
        else
            events.push_back(a);
    }
    Endpoint clientAddress, serverAddress, local;
    for (const Binary &b : binaries) {
        const bool address = b.value == "true" || b.value == "1";
        if (address && b.key == "ca")
            clientAddress = b.endpoint;
        else if (address && (b.key == "sa" || b.key == "ma"))
            serverAddress = b.endpoint;
        else
            report.tags.push_back({b.key, b.value, ValueType::String});
        if (local.empty() && !address)
            local = b.endpoint;
    }
    if (local.empty() && !events.empty())
        local = events.front().endpoint;
    for (Annotation &a : events)
        a.endpoint = {};

    const auto fill = [&](Report &half, const Side &side, bool ownTimes) {
        half.fields.kind = side.kind;
        half.local = side.local.empty() ? local : side.local;
        if (ownTimes || !half.timed) {
            half.fields.start = side.from != 0 ? side.from : side.to;
            half.timed = half.fields.start != 0;
        }
        if (ownTimes || !half.measured) {
            half.measured = side.from != 0 && side.to != 0;
            half.fields.duration = half.measured ? side.to - side.from : 0;
        }
    };
    const bool both = client.seen && server.seen;
    Report second;
    if (both) {
        second.at = report.at;
        second.fields = report.fields;
        second.shared = true;
        second.remote = clientAddress.empty() ? client.local : clientAddress;
        fill(second, server, true);
    }
    report.annotations = std::move(events);
    if (client.seen) {
        report.remote = !serverAddress.empty() ? serverAddress : both ? server.local : Endpoint();
        fill(report, client, false);
    } else if (server.seen) {
        // v1 has no flag: only the side that began a span wrote its time.
        report.shared = !report.timed;
        report.remote = clientAddress;
        fill(report, server, false);
    } else if (messages.seen) {
        report.remote = serverAddress;
        fill(report, messages, false);
    } else {
        report.local = local;
        report.remote = serverAddress;
    }
    m_reports.push_back(std::move(report));
    if (both)
        m_reports.push_back(std::move(second));
}

} // namespace triptych::formats
