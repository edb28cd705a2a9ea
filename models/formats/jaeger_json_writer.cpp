#include "formats/record_writer.h"

#include <map>
#include <string>

namespace triptych::formats {

using namespace telemetry;

namespace {

void appendJaegerTag(std::string &out, const Tag &tag)
{
    out += "{\"key\":";
    appendJsonString(out, tag.key);
    const bool bare = (tag.type == ValueType::Int || tag.type == ValueType::Bool || tag.type == ValueType::Double) && tag.value.find_first_of("NI") == std::string::npos;
    const char *type = !bare                          ? (tag.type == ValueType::Bytes ? "binary" : "string")
                       : tag.type == ValueType::Int  ? "int64"
                       : tag.type == ValueType::Bool ? "bool"
                                                     : "float64";
    out += std::string(",\"type\":\"") + type + "\",\"value\":";
    if (bare)
        out += tag.value;
    else
        appendJsonString(out, tag.value);
    out += '}';
}

void appendJaegerTags(std::string &out, const std::vector<Tag> &tags)
{
    out += '[';
    for (std::size_t i = 0; i < tags.size(); ++i) {
        out += i > 0 ? "," : "";
        appendJaegerTag(out, tags[i]);
    }
    out += ']';
}

/// Jaeger's times are microseconds; the fraction is kept where there is one.
std::string micros(Nanos ns)
{
    std::string text = std::to_string(ns / 1000);
    if (ns % 1000 != 0) {
        std::string fraction = std::to_string(1000 + std::abs(ns % 1000)).substr(1);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text = (ns < 0 && ns > -1000 ? "-0" : text) + "." + fraction;
    }
    return text;
}

class JaegerWriter final : public RecordWriter
{
public:
    explicit JaegerWriter(Write write) : m_write(std::move(write)) {}

    void span(const SpanDetails &d) override
    {
        if (m_open && d.row.trace != m_trace)
            endTrace();
        if (!m_open)
            beginTrace(d.row.trace);
        const SpanRow &s = d.row;
        std::string o = m_first ? "" : ",";
        m_first = false;
        o += "{\"traceID\":\"" + hex(s.trace) + "\",\"spanID\":\"" + hex(s.span) + "\",\"operationName\":";
        appendJsonString(o, s.name);
        o += ",\"references\":[";
        if (!s.parent.empty())
            o += "{\"refType\":\"CHILD_OF\",\"traceID\":\"" + hex(s.trace) + "\",\"spanID\":\"" + hex(s.parent) + "\"}";
        for (std::size_t i = 0; i < d.links.size(); ++i)
            o += std::string(i > 0 || !s.parent.empty() ? "," : "") + "{\"refType\":\"FOLLOWS_FROM\",\"traceID\":\"" + hex(d.links[i].trace) + "\",\"spanID\":\"" + hex(d.links[i].span) + "\"}";
        o += "],\"startTime\":" + micros(s.start) + ",\"duration\":" + micros(s.duration) + ",\"tags\":";
        std::vector<Tag> tags = d.spanTags;
        const auto add = [&tags](std::string key, std::string value, ValueType type) {
            for (const Tag &tag : tags)
                if (tag.key == key)
                    return;
            tags.push_back({std::move(key), std::move(value), type});
        };
        if (s.kind != SpanKind::Unspecified)
            add("span.kind", std::string(name(s.kind)), ValueType::String);
        if (s.status == StatusCode::Error)
            add("error", "true", ValueType::Bool);
        else if (s.status == StatusCode::Ok)
            add("otel.status_code", "OK", ValueType::String);
        if (!d.statusMessage.empty())
            add("otel.status_description", d.statusMessage, ValueType::String);
        appendJaegerTags(o, tags);
        o += ",\"logs\":[";
        for (std::size_t i = 0; i < d.events.size(); ++i) {
            std::vector<Tag> fields = tagsFromJson(d.events[i].tags);
            if (!d.events[i].name.empty())
                fields.insert(fields.begin(), Tag{"event", d.events[i].name, ValueType::String});
            o += (i > 0 ? ",{\"timestamp\":" : "{\"timestamp\":") + micros(d.events[i].time) + ",\"fields\":";
            appendJaegerTags(o, fields);
            o += '}';
        }
        o += "],\"processID\":\"" + processOf(d) + "\",\"warnings\":null}";
        m_write(o);
    }

    void log(const LogDetails &) override {}

    void finish() override
    {
        if (m_open)
            endTrace();
        m_write(m_any ? "]}\n" : "{\"data\":[]}\n");
    }

private:
    void beginTrace(TraceId trace)
    {
        m_trace = trace;
        m_open = m_first = true;
        m_processes.clear();
        m_write(std::string(m_any ? "," : "{\"data\":[") + "\n{\"traceID\":\"" + hex(trace) + "\",\"spans\":[");
        m_any = true;
    }

    void endTrace()
    {
        std::string o = "],\"processes\":{";
        bool first = true;
        for (const auto &[text, name] : m_processes) {
            o += (first ? "\"" : ",\"") + name + "\":" + text;
            first = false;
        }
        m_write(o + "},\"warnings\":null}");
        m_open = false;
    }

    std::string processOf(const SpanDetails &d)
    {
        std::string text = "{\"serviceName\":";
        appendJsonString(text, d.row.service);
        text += ",\"tags\":";
        std::vector<Tag> tags;
        for (const Tag &tag : d.resourceTags)
            if (tag.key != "service.name")
                tags.push_back(tag);
        appendJaegerTags(text, tags);
        text += '}';
        const auto [it, fresh] = m_processes.try_emplace(std::move(text));
        if (fresh)
            it->second = "p" + std::to_string(m_processes.size());
        return it->second;
    }

    Write m_write;
    bool m_any = false, m_open = false, m_first = true;
    TraceId m_trace;
    std::map<std::string, std::string> m_processes; // their JSON to their name
};

} // namespace

std::unique_ptr<RecordWriter> jaegerJsonWriter(RecordWriter::Write write)
{
    return std::make_unique<JaegerWriter>(std::move(write));
}

} // namespace triptych::formats
