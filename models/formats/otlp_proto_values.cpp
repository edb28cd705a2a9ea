#include "formats/otlp_proto_values.h"

#include "formats/json_reader.h"
#include "formats/otlp_json_values.h"
#include "telemetry/utf8.h"

#include <charconv>

namespace triptych::formats {

using telemetry::TagView;
using telemetry::ValueType;

namespace {

std::string base64Text(std::string_view bytes)
{
    constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 3; ++k)
            word = word << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= n ? kDigits[(word >> (18 - 6 * k)) & 63] : '=';
    }
    return out;
}

std::string_view protoIntText(std::int64_t value, TextArena &arena)
{
    char *to = arena.reserve(24);
    return arena.commit(static_cast<std::size_t>(std::to_chars(to, to + 24, value).ptr - to));
}

void appendProtoAny(std::string_view message, TextArena &arena, std::string &out, int depth);

void appendProtoList(std::string_view message, TextArena &arena, std::string &out, int depth)
{
    out += '[';
    ProtoReader list(message);
    while (list.next(1)) {
        if (out.back() != '[')
            out += ',';
        appendProtoAny(list.view(), arena, out, depth + 1);
    }
    out += ']';
}

void appendProtoMap(std::string_view message, TextArena &arena, std::string &out, int depth)
{
    out += '{';
    ProtoReader map(message);
    while (map.next(1)) {
        std::string_view key, value;
        ProtoReader entry(map.view());
        while (entry.next()) {
            if (entry.tag() == 1)
                key = entry.view();
            else if (entry.tag() == 2)
                value = entry.view();
            else
                entry.skip();
        }
        if (out.back() != '{')
            out += ',';
        telemetry::appendJsonString(out, key);
        out += ':';
        appendProtoAny(value, arena, out, depth + 1);
    }
    out += '}';
}

void appendProtoAny(std::string_view message, TextArena &arena, std::string &out, int depth)
{
    if (depth > kMaxValueDepth)
        throw protozero::invalid_length_exception{};
    const std::size_t from = out.size();
    ProtoReader value(message);
    while (value.next()) {
        if (out.size() > from) {
            value.skip();
            continue;
        }
        switch (value.tagAndType()) {
        case protozero::tag_and_type(1, protozero::pbf_wire_type::length_delimited): telemetry::appendJsonString(out, value.view()); break;
        case protozero::tag_and_type(2, protozero::pbf_wire_type::varint): out += value.boolean() ? "true" : "false"; break;
        case protozero::tag_and_type(3, protozero::pbf_wire_type::varint): out += std::to_string(value.int64()); break;
        case protozero::tag_and_type(4, protozero::pbf_wire_type::fixed64): {
            const double number = value.number();
            const bool finite = number - number == 0;
            out += finite ? "" : "\"";
            appendNumber(out, number);
            out += finite ? "" : "\"";
            break;
        }
        case protozero::tag_and_type(5, protozero::pbf_wire_type::length_delimited): appendProtoList(value.view(), arena, out, depth); break;
        case protozero::tag_and_type(6, protozero::pbf_wire_type::length_delimited): appendProtoMap(value.view(), arena, out, depth); break;
        case protozero::tag_and_type(7, protozero::pbf_wire_type::length_delimited): telemetry::appendJsonString(out, base64Text(value.view())); break;
        default: value.skip(); break;
        }
    }
    if (out.size() == from)
        out += "null";
}

} // namespace

std::string_view protoText(std::string_view bytes, TextArena &arena)
{
    bool ascii = true;
    for (const char c : bytes)
        ascii &= static_cast<signed char>(c) >= 0;
    if (ascii || telemetry::isUtf8(bytes))
        return bytes;
    std::string clean;
    telemetry::appendUtf8(clean, bytes);
    return arena.copy(clean);
}

TagView readProtoAny(std::string_view message, TextArena &arena)
{
    TagView tag{{}, {}, ValueType::Null};
    ProtoReader value(message);
    while (value.next()) {
        switch (value.tagAndType()) {
        case protozero::tag_and_type(1, protozero::pbf_wire_type::length_delimited): tag = {{}, protoText(value.view(), arena), ValueType::String}; break;
        case protozero::tag_and_type(2, protozero::pbf_wire_type::varint): tag = {{}, value.boolean() ? "true" : "false", ValueType::Bool}; break;
        case protozero::tag_and_type(3, protozero::pbf_wire_type::varint): tag = {{}, protoIntText(value.int64(), arena), ValueType::Int}; break;
        case protozero::tag_and_type(4, protozero::pbf_wire_type::fixed64): {
            std::string text;
            appendNumber(text, value.number());
            tag = {{}, arena.copy(text), ValueType::Double};
            break;
        }
        case protozero::tag_and_type(5, protozero::pbf_wire_type::length_delimited): {
            std::string json;
            appendProtoList(value.view(), arena, json, 0);
            tag = {{}, arena.copy(json), ValueType::Array};
            break;
        }
        case protozero::tag_and_type(6, protozero::pbf_wire_type::length_delimited): {
            std::string json;
            appendProtoMap(value.view(), arena, json, 0);
            tag = {{}, arena.copy(json), ValueType::Map};
            break;
        }
        case protozero::tag_and_type(7, protozero::pbf_wire_type::length_delimited): tag = {{}, arena.copy(base64Text(value.view())), ValueType::Bytes}; break;
        default: value.skip(); break;
        }
    }
    return tag;
}

void readProtoAttribute(std::string_view message, TextArena &arena, std::vector<TagView> &out)
{
    TagView tag{{}, {}, ValueType::Null};
    ProtoReader entry(message);
    while (entry.next()) {
        if (entry.tag() == 1) {
            tag.key = protoText(entry.view(), arena);
        } else if (entry.tag() == 2) {
            const TagView value = readProtoAny(entry.view(), arena);
            tag.value = value.value;
            tag.type = value.type;
        } else {
            entry.skip();
        }
    }
    if (!tag.key.empty())
        out.push_back(tag);
}

} // namespace triptych::formats
