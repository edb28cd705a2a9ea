#pragma once
#include "query/evaluate.h"

#include <deque>
#include <random>
#include <string>
#include <vector>

/// Records of every oddity that a backend could hold, made from a seed.
namespace made {

namespace query = triptych::query;
namespace telemetry = triptych::telemetry;

/// Owns what its view points into; never moved once made.
struct Record {
    query::RecordView view;
    std::string service, name, body, scopeName;
    std::vector<telemetry::Tag> tags, resourceTags, eventTags;
    std::vector<query::RecordView::Event> events;

    void connect()
    {
        view.service = service;
        view.name = name;
        view.body = body;
        view.scopeName = scopeName;
        view.tags = tags;
        view.resourceTags = resourceTags;
        if (!eventTags.empty())
            events = {{"exception", eventTags}};
        view.eventList = events;
        view.events = static_cast<std::uint32_t>(events.size());
    }
};

inline const std::vector<const char *> &hostileTexts()
{
    static const std::vector<const char *> texts = {
        "a\"b", "a\\b", "a`b", "a'b", "line\nbreak", "tab\there", "Ünïcode ✓", "re.*[x]+(y)?$", "{curly}", "a and b", "50%", "x<y>z", "a:b", "a=b",
        "[1,2]", "  spaces  ", "*", "-x", "AND", "${x}", "; DROP TABLE otel_traces; --", "\\\"", "#!/&|~^@", "\xe2\x84\xaa"};
    return texts;
}

class Maker
{
public:
    explicit Maker(unsigned seed) : m_random(seed) {}

    std::deque<Record> spans(int count)
    {
        std::deque<Record> out;
        for (int i = 0; i < count; ++i) {
            Record &r = out.emplace_back();
            r.service = pick({"checkout", "payment", "Payment", "a\"b"});
            r.name = chance(6) ? hostile() : pick({"GET /api/cart", "POST /api/checkout", "SELECT 1", "card DECLINED", "Ｋelvin \xe2\x84\xaa"});
            r.view.trace = {chance(2) ? 0x4bf92f3577b34da6u : 0u, 1000u + static_cast<unsigned>(i % 40)};
            r.view.span = {static_cast<std::uint64_t>(i) + 1};
            r.view.duration = static_cast<telemetry::Nanos>(m_random() % 1000) * (chance(3) ? 1000 : 1000000);
            r.view.kind = static_cast<telemetry::SpanKind>(m_random() % 6);
            r.view.status = static_cast<telemetry::StatusCode>(m_random() % 3);
            r.tags = tags();
            r.resourceTags = {{"service.name", r.service, {}}, {"cloud.region", pick({"eu-west-1", "us-east-1"}), {}}};
            if (chance(2))
                r.resourceTags.push_back({"deployment.environment.name", pick({"prod", "stage"}), {}});
            if (chance(5))
                r.eventTags = {{"exception.type", pick({"Timeout", "a/b~c"}), {}}, {"user.id", "17", {}}};
            if (chance(4))
                r.scopeName = pick({"http", "grpc"});
            r.connect();
        }
        return out;
    }

    std::deque<Record> logs(int count)
    {
        using telemetry::Level;
        std::deque<Record> out;
        for (int i = 0; i < count; ++i) {
            Record &r = out.emplace_back();
            r.view.table = telemetry::Table::Logs;
            r.service = pick({"checkout", "payment"});
            r.body = pick({"card declined", "Card Declined by PSP", "cache hit", "time out", "timeout after 3ms", "\xe2\x84\xaa" "elvin ok"}) + (chance(4) ? " " + hostile() : "");
            const Level levels[] = {Level::Unknown, Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Fatal};
            r.view.level = levels[m_random() % 6];
            if (chance(2)) {
                r.view.trace = {chance(2) ? 0x4bf92f3577b34da6u : 0u, 1000u + static_cast<unsigned>(i % 40)};
                r.view.span = {static_cast<std::uint64_t>(i) + 1};
            }
            r.tags = tags();
            r.resourceTags = {{"service.name", r.service, {}}, {"cloud.region", pick({"eu-west-1", "us-east-1"}), {}}};
            r.connect();
        }
        return out;
    }

    /// A filter over what the records hold, valid by construction but for what a test of parsing would find.
    std::string filter()
    {
        std::string text = term();
        for (int n = static_cast<int>(m_random() % 4); n > 0; --n) {
            text += pick({" ", " OR ", " AND "}) + term();
            if (chance(3))
                text = pick({"", "-", "NOT "}) + "(" + text + ")";
        }
        return text;
    }

private:
    bool chance(unsigned oneIn) { return m_random() % oneIn == 0; }
    std::string pick(const std::vector<const char *> &from) { return from[m_random() % from.size()]; }
    std::string hostile() { return pick(hostileTexts()); }

    static std::string quoted(const std::string &text)
    {
        std::string out = "\"";
        for (const char c : text)
            out += c == '\n' ? std::string("\\n") : c == '\t' ? std::string("\\t") : c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        return out + "\"";
    }

    std::string term()
    {
        const std::string sign = chance(4) ? "-" : "";
        if (chance(5))
            return sign + pick({"user.id", "hostile.key", "service", "name", "\"odd key: \\\"x\\\"\""}) + ":" + quoted(hostile());
        if (chance(12))
            return sign + quoted(hostile());
        return sign + pick({"service:payment", "service:*ayment", "-service:checkout", "service:*", "env:prod", "env:*", "status_code:500", "status_code:>=500",
                            "status_code:5*", "http.status_code:[400 TO 499]", "http.status_code:/^5/", "user.id:1*", "user.id:*", "user.id:17", "user.id:/1.?7/i",
                            "user.id:[100 TO 2000}", "user.id:>b", "flag:true", "flag:*", "flag:t*", "ratio:0.5", "ratio:5", "ratio:>0.25", "duration:<500ms",
                            "duration:>=250ms", "duration:[1ms TO 20ms]", "duration:>0.5us", "declined", "\"card declined\"", "time*out", "/time ?out/", "/^card/i",
                            "region:eu-*", "region:us-east-1", "resource.region:us-east-1", "span.env:prod", "exception.type:Timeout", "event.exception.type:*",
                            "event.name:exception", "otel.scope.name:http", "scope.name:g*", "level:warn", "level:>=error", "level:unknown", "level:*", "size:>1KiB",
                            "size:<3ms", "size:>2.9", "size:\"\"", "kind:client", "kind:*er", "kind:unspecified", "status:error", "status:ok", "status:(ok OR unset)",
                            "trace:3f0", "trace:4bf92f3577b34da600000000000003f0", "trace:*", "span:1f", "events:>0", "depth:1", "root:true", "nosuch:1", "nosuch:*",
                            "\"odd key: \\\"x\\\"\":1", "http.status_code:(200 OR 404 OR \"a b\")"});
    }

    std::vector<telemetry::Tag> tags()
    {
        using telemetry::ValueType;
        std::vector<telemetry::Tag> out;
        const auto add = [&](const char *key, std::string value, ValueType type) { out.push_back({key, std::move(value), type}); };
        if (!chance(3))
            add("http.status_code", pick({"200", "404", "500", "503"}), chance(4) ? ValueType::String : chance(4) ? ValueType::Double : ValueType::Int);
        if (chance(3))
            add("http.response.status_code", pick({"200", "500"}), ValueType::Int);
        if (chance(2))
            add("user.id", chance(4) ? hostile() : std::to_string(m_random() % 3000), ValueType::String);
        if (chance(4))
            add("odd key: \"x\"", pick({"1", "a'b"}), ValueType::String);
        if (chance(4))
            add("hostile.key", hostile(), ValueType::String);
        if (chance(4))
            add("env", pick({"prod", "stage", "Prod"}), ValueType::String);
        if (chance(4))
            add("size", pick({"100", "20480", "3KiB", "2ms", "2.9", "2.10"}), ValueType::String);
        if (chance(4))
            add("flag", pick({"true", "false"}), ValueType::Bool);
        if (chance(4))
            add("ratio", pick({"0.5", "0.25", "5", "-1.5"}), ValueType::Double);
        return out;
    }

    std::mt19937 m_random;
};

} // namespace made
