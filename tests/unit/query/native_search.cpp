#include "native_languages.h"
#include "native_scanner.h"
#include "query/quantity.h"
#include "telemetry/span_kind.h"

#include <algorithm>
#include <charconv>

namespace native {

using namespace triptych;
using telemetry::Tag;

namespace {

enum class Language : std::uint8_t { Datadog, Lucene };

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// `key:value`, AND (or a space), OR, NOT (or -), parentheses.
class Search
{
public:
    Search(Language language, const std::string &text, const Record &record) : m_in(text), m_language(language), m_record(record) {}

    std::optional<bool> run() { return m_in.result(either()); }

private:
    /// A value as written: pieces between unescaped stars; quoted ones have no stars.
    struct Pattern {
        std::vector<std::string> parts{1};
        bool stars = false;
    };

    bool either()
    {
        bool out = both();
        while (!m_in.failed() && m_in.take("OR "))
            out = both() || out;
        return out;
    }

    bool both()
    {
        bool out = unary();
        while (!m_in.failed() && !m_in.atEnd() && m_in.peek() != ')') {
            if (m_in.take("AND ")) {
                out = unary() && out;
            } else if (m_in.take("NOT ")) {
                out = !unary() && out;
            } else {
                Scanner before = m_in;
                if (m_in.take("OR ")) {
                    m_in = before;
                    return out;
                }
                if (m_language == Language::Lucene) // a space would mean OR there
                    m_in.fail();
                out = unary() && out;
            }
        }
        return out;
    }

    bool unary()
    {
        if (m_language == Language::Datadog && m_in.take("-"))
            return !unary();
        if (m_in.take("(")) {
            const bool out = either();
            m_in.expect(")");
            return out;
        }
        if (m_in.take("*:*"))
            return true;
        return term();
    }

    Pattern pattern(std::string_view ends)
    {
        Pattern out;
        m_in.peek();
        if (m_in.here() == '"') {
            m_in.next();
            while (!m_in.failed()) {
                char c = m_in.next();
                if (c == '"')
                    return out;
                if (c == '\\')
                    c = m_in.next();
                out.parts.back() += c;
            }
        }
        while (!m_in.failed() && m_in.here() != '\0' && m_in.here() != ' ' && ends.find(m_in.here()) == std::string_view::npos) {
            const char c = m_in.next();
            if (c == '*') {
                out.parts.emplace_back();
                out.stars = true;
            } else if (c == '\\') {
                out.parts.back() += m_in.next();
            } else {
                // Outside quotes every special character must have been escaped.
                if (std::string_view("+-=&|><!(){}[]^\"~?:/").find(c) != std::string_view::npos)
                    m_in.fail();
                out.parts.back() += c;
            }
        }
        return out;
    }

    static bool matches(const Pattern &pattern, const std::string &text)
    {
        std::string expression = "(?s)^";
        for (std::size_t i = 0; i < pattern.parts.size(); ++i)
            expression += (i == 0 ? "" : ".*") + RE2::QuoteMeta(pattern.parts[i]);
        return searches(expression + "$", text).value_or(false);
    }

    bool term()
    {
        const Pattern left = pattern(":)");
        if (m_in.here() != ':') { // a word in the message
            const std::string body = lower(m_record.body);
            Pattern folded = left;
            for (std::string &part : folded.parts)
                part = lower(part);
            return matches(folded, body);
        }
        m_in.next();
        const std::string key = left.parts.front();
        if (key == "_exists_")
            return !values(pattern(")").parts.front()).empty();
        return test(key);
    }

    bool test(const std::string &key)
    {
        if (m_in.take("(")) { // key:(a OR b)
            const bool out = m_in.any("OR ", [&] { return test(key); });
            m_in.expect(")");
            return out;
        }
        if (m_in.here() == '/')
            return expression(key);
        for (const char *sign : {">=", "<=", ">", "<"})
            if (m_in.take(sign))
                return inRange(key, sign[0] == '>' ? number() : std::nullopt, sign[0] == '<' ? number() : std::nullopt, sign[1] == '=', sign[1] == '=');
        if (m_in.here() == '[' || m_in.here() == '{')
            return range(key);
        const Pattern wanted = pattern(")");
        if (wanted.stars && wanted.parts == std::vector<std::string>{"", ""})
            return !values(key).empty();
        bool out = false;
        for (const auto &[value, number] : values(key)) {
            if (wanted.stars && number && m_language == Language::Lucene)
                continue; // no patterns over numbers
            Pattern one = wanted;
            std::string have = value;
            if (key == "body.text") { // analysed: letters in any case
                have = lower(have);
                for (std::string &part : one.parts)
                    part = lower(part);
            }
            out = out || matches(one, have);
        }
        return out;
    }

    bool expression(const std::string &key)
    {
        m_in.next();
        std::string pattern;
        while (!m_in.failed() && m_in.here() != '/') {
            if (m_in.here() == '\\')
                pattern += m_in.next();
            pattern += m_in.next();
        }
        m_in.expect("/");
        bool out = false;
        for (const auto &[value, number] : values(key)) {
            const auto found = searches("(?s)^(?:" + pattern + ")$", value);
            if (!found)
                m_in.fail();
            out = out || found.value_or(false);
        }
        return out;
    }

    std::optional<double> number()
    {
        const std::string text = m_in.while_([](char c) { return c != ' ' && c != ')' && c != ']' && c != '}'; });
        return text == "*" ? std::nullopt : std::optional(std::stod(text));
    }

    bool range(const std::string &key)
    {
        const bool lowIncluded = m_in.next() == '[';
        const auto low = number();
        m_in.expect("TO ");
        const auto high = number();
        m_in.peek();
        return inRange(key, low, high, lowIncluded, m_in.next() == ']');
    }

    bool inRange(const std::string &key, std::optional<double> low, std::optional<double> high, bool lowIncluded, bool highIncluded)
    {
        bool out = false;
        for (const auto &[text, isNumber] : values(key)) {
            const query::Quantity have = query::quantity(text);
            if (have.kind != query::Quantity::Kind::Plain)
                continue; // as a measure, or a field of numbers, has it
            out = out || ((!low || (lowIncluded ? have.value >= *low : have.value > *low)) && (!high || (highIncluded ? have.value <= *high : have.value < *high)));
        }
        return out;
    }

    /// Values of a field, and whether it is one of numbers.
    std::vector<std::pair<std::string, bool>> values(const std::string &key) const
    {
        std::vector<std::pair<std::string, bool>> out;
        const auto text = [&out](std::string_view value) {
            if (!value.empty())
                out.emplace_back(value, false);
        };
        const auto tags = [&out](std::span<const Tag> from, std::string_view name) {
            for (const Tag &tag : from)
                if (tag.key == name)
                    out.emplace_back(tag.value, tag.type == telemetry::ValueType::Int || tag.type == telemetry::ValueType::Double);
        };
        const auto number = [&out](std::int64_t value) { out.emplace_back(std::to_string(value), true); };
        if (m_language == Language::Datadog) {
            if (key == "service")
                text(m_record.service);
            else if (key == "resource_name")
                text(m_record.name);
            else if (key == "status")
                text(m_record.table == telemetry::Table::Logs ? telemetry::name(m_record.level)
                                                              : m_record.status == telemetry::StatusCode::Error ? std::string_view("error") : "ok");
            else if (key == "@span.kind" && m_record.kind != telemetry::SpanKind::Unspecified)
                text(telemetry::name(m_record.kind));
            else if (key == "@duration")
                number(m_record.duration);
            else if (key.starts_with('@')) {
                tags(m_record.tags, key.substr(1));
                tags(m_record.resourceTags, key.substr(1));
                for (const auto &event : m_record.eventList)
                    tags(event.tags, key.substr(1));
                if (key == "@otel.scope.name")
                    text(m_record.scopeName);
            }
            return out;
        }
        if (key == "resource.attributes.service.name")
            text(m_record.service);
        else if (key == "name")
            text(m_record.name);
        else if (key == "kind")
            text(capitalised(telemetry::name(m_record.kind)));
        else if (key == "status.code")
            text(capitalised(telemetry::name(m_record.status)));
        else if (key == "duration")
            number(m_record.duration);
        else if (key == "severity_number" && m_record.level != telemetry::Level::Unknown)
            number(static_cast<std::int64_t>(m_record.level));
        else if (key == "body.text")
            text(m_record.body);
        else if (key == "trace_id")
            text(m_record.trace.empty() ? std::string() : telemetry::hex(m_record.trace));
        else if (key == "span_id")
            text(m_record.span.empty() ? std::string() : telemetry::hex(m_record.span));
        else if (key == "scope.name")
            text(m_record.scopeName);
        else if (key.starts_with("resource.attributes."))
            tags(m_record.resourceTags, key.substr(20));
        else if (key.starts_with("attributes."))
            tags(m_record.tags, key.substr(11));
        return out;
    }

    static std::string capitalised(std::string_view name)
    {
        std::string out(name);
        out.front() = static_cast<char>(out.front() - 32);
        return out;
    }

    Scanner m_in;
    Language m_language;
    const Record &m_record;
};

} // namespace

std::optional<bool> datadog(const std::string &query, const Record &record)
{
    return query == "*" ? std::optional(true) : Search(Language::Datadog, query, record).run();
}

std::optional<bool> lucene(const std::string &query, const Record &record)
{
    return query == "*" ? std::optional(true) : Search(Language::Lucene, query, record).run();
}

} // namespace native
