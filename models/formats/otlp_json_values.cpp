#include "formats/otlp_json_values.h"

#include <charconv>

namespace triptych::formats {

using telemetry::TagView;
using telemetry::ValueType;

namespace {

enum class Any : std::uint8_t { Unknown, String, Int, Double, Bool, Bytes, Array, Map };

Any anyFromKey(std::string_view key)
{
    switch (key.size()) {
    case 8: return key == "intValue" ? Any::Int : Any::Unknown;
    case 9: return key == "boolValue" || key == "int_value" ? (key[0] == 'b' ? Any::Bool : Any::Int) : Any::Unknown;
    case 10:
        return key == "arrayValue" ? Any::Array : key == "bytesValue" ? Any::Bytes : key == "bool_value" ? Any::Bool : Any::Unknown;
    case 11:
        return key == "stringValue"    ? Any::String
               : key == "doubleValue"  ? Any::Double
               : key == "kvlistValue"  ? Any::Map
               : key == "array_value"  ? Any::Array
               : key == "bytes_value"  ? Any::Bytes
                                       : Any::Unknown;
    case 12:
        return key == "string_value"   ? Any::String
               : key == "double_value" ? Any::Double
               : key == "kvlist_value" ? Any::Map
                                       : Any::Unknown;
    default: return Any::Unknown;
    }
}

/// An int as decimal text; a number with a fraction or exponent is written out.
std::string_view intText(std::string_view text, TextArena &arena)
{
    bool plain = !text.empty() && text.size() <= 19;
    for (std::size_t i = 0; plain && i < text.size(); ++i)
        plain = (text[i] >= '0' && text[i] <= '9' && !(text[0] == '0' && text.size() > 1)) || (i == 0 && text[0] == '-' && text.size() > 1 && text[1] != '0');
    if (plain)
        return text;
    char *to = arena.reserve(24);
    const auto [end, error] = std::to_chars(to, to + 24, integerFromText(text));
    return arena.commit(error == std::errc() ? static_cast<std::size_t>(end - to) : 0);
}

std::string_view doubleText(std::string_view text, TextArena &arena)
{
    std::string out;
    appendNumber(out, numberFromText(text));
    return out == text ? text : arena.copy(out);
}

void appendAny(JsonReader &r, TextArena &arena, std::string &out, int depth);

void appendList(JsonReader &r, TextArena &arena, std::string &out, int depth)
{
    out += '[';
    std::string_view key;
    if (r.isNull()) {
        r.skip();
    } else if (r.enterObject()) {
        while (r.nextKey(key)) {
            if (key != "values" || r.isNull()) {
                r.skip();
                continue;
            }
            if (!r.enterArray())
                break;
            while (r.nextElement()) {
                if (out.back() != '[')
                    out += ',';
                appendAny(r, arena, out, depth + 1);
            }
        }
    }
    out += ']';
}

void appendMap(JsonReader &r, TextArena &arena, std::string &out, int depth)
{
    out += '{';
    std::string_view key;
    if (r.isNull()) {
        r.skip();
    } else if (r.enterObject()) {
        while (r.nextKey(key)) {
            if (key != "values" || r.isNull()) {
                r.skip();
                continue;
            }
            if (!r.enterArray())
                break;
            while (r.nextElement() && r.enterObject()) {
                if (out.back() != '{')
                    out += ',';
                const std::size_t from = out.size();
                bool named = false, valued = false;
                while (r.nextKey(key)) {
                    if (key == "key") {
                        telemetry::appendJsonString(out, r.textValue());
                        out += ':';
                        named = true;
                    } else if (key == "value" && named) {
                        appendAny(r, arena, out, depth + 1);
                        valued = true;
                    } else {
                        r.skip();
                    }
                }
                if (!named) {
                    out.resize(from);
                    if (out.back() == ',')
                        out.pop_back();
                } else if (!valued) {
                    out += "null";
                }
            }
        }
    }
    out += '}';
}

void appendAny(JsonReader &r, TextArena &arena, std::string &out, int depth)
{
    if (depth > kMaxValueDepth) {
        r.fail("a value is nested deeper than 64 levels");
        return;
    }
    if (r.peek() != '{') {
        r.skip();
        out += "null";
        return;
    }
    const std::size_t from = out.size();
    std::string_view key;
    r.enterObject();
    while (r.nextKey(key)) {
        if (out.size() > from || r.isNull()) {
            r.skip();
            continue;
        }
        switch (anyFromKey(key)) {
        case Any::String:
        case Any::Bytes: telemetry::appendJsonString(out, r.textValue()); break;
        case Any::Int: out += intText(r.textValue(), arena); break;
        case Any::Double: {
            const double value = r.number();
            // JSON has no names for these.
            const bool finite = value - value == 0;
            out += finite ? "" : "\"";
            appendNumber(out, value);
            out += finite ? "" : "\"";
            break;
        }
        case Any::Bool: out += r.boolean() ? "true" : "false"; break;
        case Any::Array: appendList(r, arena, out, depth); break;
        case Any::Map: appendMap(r, arena, out, depth); break;
        case Any::Unknown: r.skip(); break;
        }
    }
    if (out.size() == from)
        out += "null";
}

} // namespace

std::string_view camelCase(std::string_view key, TextArena &arena)
{
    if (key.find('_') == std::string_view::npos)
        return key;
    char *to = arena.reserve(key.size());
    std::size_t n = 0;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i] == '_' && i + 1 < key.size() && key[i + 1] >= 'a' && key[i + 1] <= 'z')
            to[n++] = static_cast<char>(key[++i] - 'a' + 'A');
        else
            to[n++] = key[i];
    }
    return arena.commit(n);
}

TagView readAnyValue(JsonReader &r, TextArena &arena)
{
    TagView tag{{}, {}, ValueType::Null};
    if (r.peek() != '{') {
        // No AnyValue but a plain JSON value: hand-made files have them.
        const char c = r.peek();
        tag.type = c == '"' ? ValueType::String : c == 't' || c == 'f' ? ValueType::Bool : c == 'n' ? ValueType::Null : c == '[' ? ValueType::Array : ValueType::Double;
        tag.value = c == '[' ? r.raw() : r.textValue();
        return tag;
    }
    r.enterObject();
    std::string_view key;
    while (r.nextKey(key)) {
        if (tag.type != ValueType::Null || r.isNull()) {
            r.skip();
            continue;
        }
        switch (anyFromKey(key)) {
        case Any::String: tag = {{}, r.textValue(), ValueType::String}; break;
        case Any::Int: tag = {{}, intText(r.textValue(), arena), ValueType::Int}; break;
        case Any::Double: tag = {{}, doubleText(r.textValue(), arena), ValueType::Double}; break;
        case Any::Bool: tag = {{}, r.boolean() ? "true" : "false", ValueType::Bool}; break;
        case Any::Bytes: tag = {{}, r.textValue(), ValueType::Bytes}; break;
        case Any::Array:
        case Any::Map: {
            std::string json;
            const bool map = anyFromKey(key) == Any::Map;
            if (map)
                appendMap(r, arena, json, 0);
            else
                appendList(r, arena, json, 0);
            tag = {{}, arena.copy(json), map ? ValueType::Map : ValueType::Array};
            break;
        }
        case Any::Unknown: r.skip(); break;
        }
    }
    return tag;
}

void appendAnyValueJson(JsonReader &r, TextArena &arena, std::string &out)
{
    appendAny(r, arena, out, 0);
}

void readAttributes(JsonReader &r, TextArena &arena, std::vector<TagView> &out)
{
    if (r.peek() != '[') {
        r.skip(); // null, or something that is no list
        return;
    }
    r.enterArray();
    while (r.nextElement()) {
        TagView tag{{}, {}, ValueType::Null};
        std::string_view key;
        if (!r.enterObject())
            return;
        while (r.nextKey(key)) {
            if (key == "key") {
                tag.key = r.textValue();
            } else if (key == "value") {
                const TagView value = readAnyValue(r, arena);
                tag.value = value.value;
                tag.type = value.type;
            } else {
                r.skip();
            }
        }
        if (!r.failed() && !tag.key.empty())
            out.push_back(tag);
    }
}

} // namespace triptych::formats
