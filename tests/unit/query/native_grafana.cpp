#include "native_languages.h"
#include "native_scanner.h"
#include "query/quantity.h"
#include "query/syntax.h"
#include "telemetry/span_kind.h"

#include <map>
#include <vector>

namespace native {

using namespace triptych;
using telemetry::Tag;
using telemetry::ValueType;

namespace {

bool isKeyChar(char c) { return c > ' ' && std::string_view("{}()=~!<>&|^,\"").find(c) == std::string_view::npos; }

/// Values of a TraceQL field.
class TraceQl
{
public:
    TraceQl(const std::string &text, const Record &record) : m_in(text), m_record(record) {}

    std::optional<bool> run()
    {
        m_in.expect("{");
        if (m_in.take("}"))
            return m_in.result(true);
        const bool out = expression();
        m_in.expect("}");
        return m_in.result(out);
    }

private:
    struct Value {
        std::string text;
        ValueType type;
        bool isEnum = false;
    };

    bool expression()
    {
        return m_in.any("||", [this] { return m_in.all("&&", [this] { return unary(); }); });
    }

    bool unary()
    {
        if (m_in.take("(")) {
            const bool out = expression();
            m_in.expect(")");
            return out;
        }
        const std::vector<Value> values = field();
        std::string sign;
        for (const char *one : {"=~", "!~", "!=", ">=", "<=", "=", ">", "<"})
            if (sign.empty() && m_in.take(one))
                sign = one;
        return compare(values, sign);
    }

    std::vector<Value> field()
    {
        std::string name = m_in.while_(isKeyChar);
        bool quoted = false;
        if (m_in.here() == '"' && name.ends_with('.')) {
            name += m_in.goString();
            quoted = true;
        }
        std::vector<Value> out;
        const auto text = [&](std::string_view value, bool isEnum = false) { out.push_back({std::string(value), ValueType::String, isEnum}); };
        const auto tags = [&](std::span<const Tag> from, std::string_view key) {
            for (const Tag &tag : from)
                if (tag.key == key)
                    out.push_back({tag.value, tag.type, false});
        };
        if (!quoted && name == "name")
            text(m_record.name);
        else if (!quoted && name == "kind")
            text(telemetry::name(m_record.kind), true);
        else if (!quoted && name == "status")
            text(telemetry::name(m_record.status), true);
        else if (!quoted && name == "duration")
            out.push_back({std::to_string(m_record.duration), ValueType::Int, false});
        else if (!quoted && name == "event:name")
            for (const auto &event : m_record.eventList)
                text(event.name);
        else if (!quoted && name == "instrumentation:name")
            text(m_record.scopeName);
        else if (!quoted && name == "instrumentation:version")
            text(m_record.scopeVersion);
        else if (name.starts_with("span."))
            tags(m_record.tags, name.substr(5));
        else if (name.starts_with("resource."))
            tags(m_record.resourceTags, name.substr(9));
        else if (name.starts_with("event."))
            for (const auto &event : m_record.eventList)
                tags(event.tags, name.substr(6));
        else if (name.starts_with("instrumentation."))
            tags(m_record.scopeTags, name.substr(16));
        else if (!name.starts_with("link."))
            m_in.fail();
        return out;
    }

    bool compare(const std::vector<Value> &values, const std::string &sign)
    {
        if (m_in.peek() == '"') {
            const std::string text = m_in.goString();
            return any(values, [&](const Value &v) {
                if (v.type != ValueType::String || v.isEnum)
                    return false;
                if (sign == "=~" || sign == "!~") {
                    // Servers that search and servers that match the whole value must agree.
                    const auto searched = searches(text, v.text), whole = searches("^(?:" + text + ")$", v.text);
                    if (!searched || searched != whole)
                        m_in.fail();
                    return searched.value_or(false) == (sign == "=~");
                }
                return sign == "=" ? v.text == text : sign == "!=" && v.text != text;
            });
        }
        const bool wrapped = m_in.take("(");
        const std::string word = m_in.while_([](char c) { return isKeyChar(c); });
        if (wrapped)
            m_in.expect(")");
        if (word == "nil")
            return values.empty() == (sign == "=");
        if (word == "true" || word == "false")
            return any(values, [&](const Value &v) { return v.type == ValueType::Bool && (v.text == word) == (sign == "="); });
        if (word.empty() || !(word[0] == '-' || (word[0] >= '0' && word[0] <= '9')))
            return any(values, [&](const Value &v) { return v.isEnum && (v.text == word) == (sign == "="); });
        const query::Quantity operand = query::quantity(word);
        const bool real = operand.kind == query::Quantity::Kind::Plain && word.find_first_of(".e") != std::string::npos;
        return any(values, [&](const Value &v) {
            if (v.isEnum || v.type != (real ? ValueType::Double : ValueType::Int))
                return false;
            const double a = std::stod(v.text), b = operand.value;
            return sign == "=" ? a == b : sign == "!=" ? a != b : sign == ">" ? a > b : sign == ">=" ? a >= b : sign == "<" ? a < b : a <= b;
        });
    }

    static bool any(const std::vector<Value> &values, const std::function<bool(const Value &)> &test)
    {
        bool out = false;
        for (const Value &value : values)
            out = test(value) || out;
        return out;
    }

    Scanner m_in;
    const Record &m_record;
};

using Labels = std::map<std::string, std::string>;

Labels labelsOf(const Record &record)
{
    Labels out;
    for (const std::span<const Tag> tags : {record.tags, record.resourceTags})
        for (const Tag &tag : tags)
            out[tag.key] = tag.value;
    return out;
}

bool isLabelChar(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Selectors and label filters of LogQL, selectors of PromQL.
class Selector
{
public:
    Selector(const std::string &text, const Labels &labels, std::string_view line) : m_in(text), m_labels(labels), m_line(line) {}

    std::optional<bool> run()
    {
        bool out = selector();
        while (!m_in.failed() && !m_in.atEnd()) {
            if (m_in.take("|~")) {
                const auto found = searches(m_in.goString(), m_line);
                if (!found)
                    m_in.fail();
                out = found.value_or(false) && out;
            } else {
                m_in.expect("|");
                out = either() && out;
            }
        }
        return m_in.result(out);
    }

private:
    bool selector()
    {
        m_in.expect("{");
        const bool out = m_in.all(",", [this] { return test(); });
        m_in.expect("}");
        if (!m_selects) // servers refuse a selector that every series passes
            m_in.fail();
        return out;
    }

    bool either()
    {
        return m_in.any("or ", [this] { return m_in.all("and ", [this] { return one(); }); });
    }

    bool one()
    {
        if (!m_in.take("("))
            return test();
        const bool out = either();
        m_in.expect(")");
        return out;
    }

    bool test()
    {
        const std::string label = m_in.peek() == '"' ? m_in.goString() : m_in.while_(isLabelChar);
        if (label.empty())
            m_in.fail();
        const auto have = m_labels.find(label);
        const std::string value = have == m_labels.end() ? "" : have->second;
        for (const char *sign : {"=~", "!~"})
            if (m_in.take(sign)) {
                const std::string pattern = m_in.goString();
                const auto matched = searches("^(?:" + pattern + ")$", value), empty = searches("^(?:" + pattern + ")$", "");
                if (!matched)
                    m_in.fail();
                m_selects = m_selects || (sign[0] == '=' && !empty.value_or(true));
                return matched.value_or(false) == (sign[0] == '=');
            }
        for (const char *sign : {"!=", ">=", "<=", "=", ">", "<"})
            if (m_in.take(sign)) {
                if (m_in.peek() != '"')
                    return number(sign, value, have != m_labels.end());
                const std::string text = m_in.goString();
                m_selects = m_selects || (sign[0] == '=') == !text.empty();
                return (value == text) == (sign[0] == '=');
            }
        m_in.fail();
        return false;
    }

    /// A value that is no number, size or time passes with an error mark.
    bool number(const std::string &sign, const std::string &value, bool there)
    {
        const query::Quantity operand = query::quantity(m_in.while_([](char c) { return isLabelChar(c) || c == '.' || c == '+' || c == '-'; }));
        if (!there)
            return false;
        const query::Quantity have = query::quantity(value);
        const bool sizes = operand.kind == query::Quantity::Kind::Bytes && have.kind == query::Quantity::Kind::Plain;
        if (have.kind != operand.kind && !sizes)
            return true;
        const double a = have.value, b = operand.value;
        return sign == ">" ? a > b : sign == ">=" ? a >= b : sign == "<" ? a < b : sign == "<=" ? a <= b : sign == "=" ? a == b : a != b;
    }

    Scanner m_in;
    const Labels &m_labels;
    std::string_view m_line;
    bool m_selects = false;
};

} // namespace

std::optional<bool> traceQl(const std::string &query, const Record &span) { return TraceQl(query, span).run(); }

std::optional<bool> logQl(const std::string &query, const Record &line) { return Selector(query, labelsOf(line), line.body).run(); }

std::optional<bool> promQl(const BackendQuery &query, const Record &series)
{
    const Labels labels = labelsOf(series);
    bool out = false;
    for (const std::string &selector : query.selectors) {
        const auto one = Selector(selector, labels, {}).run();
        if (!one)
            return std::nullopt;
        out = out || *one;
    }
    return out;
}

} // namespace native
