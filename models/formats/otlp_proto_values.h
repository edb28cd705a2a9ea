#pragma once
#include "formats/text_arena.h"
#include "telemetry/tag.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// protozero's reader for input that nobody vouches for: a field of another wire type than its number's is an error
/// (protozero only asserts that). Throws protozero's exceptions.
class ProtoReader
{
public:
    explicit ProtoReader(std::string_view message) : m_reader(protozero::data_view(message.data(), message.size())) {}

    bool next() { return m_reader.next(); }
    bool next(protozero::pbf_tag_type tag) { return m_reader.next(tag); }
    protozero::pbf_tag_type tag() const { return m_reader.tag(); }
    protozero::pbf_wire_type wireType() const { return m_reader.wire_type(); }
    std::uint32_t tagAndType() const { return m_reader.tag_and_type(); }
    void skip() { m_reader.skip(); }

    std::string_view view()
    {
        const protozero::data_view v = of(protozero::pbf_wire_type::length_delimited).get_view();
        return {v.data(), v.size()};
    }
    std::uint64_t fixed64() { return of(protozero::pbf_wire_type::fixed64).get_fixed64(); }
    std::int64_t sfixed64() { return of(protozero::pbf_wire_type::fixed64).get_sfixed64(); }
    double number() { return of(protozero::pbf_wire_type::fixed64).get_double(); }
    std::uint32_t fixed32() { return of(protozero::pbf_wire_type::fixed32).get_fixed32(); }
    std::uint32_t uint32() { return of(protozero::pbf_wire_type::varint).get_uint32(); }
    std::uint64_t uint64() { return of(protozero::pbf_wire_type::varint).get_uint64(); }
    std::int32_t int32() { return of(protozero::pbf_wire_type::varint).get_int32(); }
    std::int32_t sint32() { return of(protozero::pbf_wire_type::varint).get_sint32(); }
    std::int64_t int64() { return of(protozero::pbf_wire_type::varint).get_int64(); }
    bool boolean() { return of(protozero::pbf_wire_type::varint).get_uint64() != 0; }
    auto packedFixed64() { return of(protozero::pbf_wire_type::length_delimited).get_packed_fixed64(); }
    auto packedDouble() { return of(protozero::pbf_wire_type::length_delimited).get_packed_double(); }
    auto packedUint64() { return of(protozero::pbf_wire_type::length_delimited).get_packed_uint64(); }

private:
    protozero::pbf_reader &of(protozero::pbf_wire_type type)
    {
        if (m_reader.wire_type() != type)
            throw protozero::unknown_pbf_wire_type_exception{};
        return m_reader;
    }
    protozero::pbf_reader m_reader;
};

// Readers of OTLP messages. They throw protozero's exceptions on malformed input; OtlpProtoDecoder catches them.

/// A time field; what int64 cannot hold is its largest.
inline std::int64_t protoNanos(std::uint64_t value)
{
    return static_cast<std::int64_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max()));
}

/// A string field; bytes that are no UTF-8 become U+FFFD, in the arena.
std::string_view protoText(std::string_view bytes, TextArena &arena);

/// Reads a KeyValue and appends it.
void readProtoAttribute(std::string_view message, TextArena &arena, std::vector<telemetry::TagView> &out);
/// Reads an AnyValue; lists and maps become JSON text.
telemetry::TagView readProtoAny(std::string_view message, TextArena &arena);

} // namespace triptych::formats
