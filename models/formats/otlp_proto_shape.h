#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace triptych::formats {

enum class OtlpSignal : std::uint8_t { Unknown, Spans, Logs, Metrics };
/// How requests follow each other in a file.
enum class ProtoFraming : std::uint8_t {
    Bare,      ///< one request, or several without anything between: the same in protobuf
    BigEndian, ///< each after its length in four bytes: the collector's file exporter
    Varint,    ///< each after its length as a varint: protobuf's usual delimiter
};

/// One field of a protobuf message that may be cut off.
struct ProtoField {
    std::uint32_t number = 0;
    std::uint32_t wire = 0;
    std::string_view bytes; ///< of a length-delimited field; may end early where the message does
    bool cutOff = false;
    std::size_t header = 0; ///< bytes of tag and length
    std::uint64_t length = 0;
};
/// Takes the field at the front of `message`; false at its end or where it is no protobuf.
bool nextProtoField(std::string_view &message, ProtoField &field);
/// A varint at the front; the number of its bytes, 0 if there is none.
std::size_t readVarint(std::string_view bytes, std::uint64_t &value);

/// What the records of one ResourceSpans, ResourceLogs or ResourceMetrics look like; it may be cut off.
OtlpSignal signalOfResource(std::string_view message);
/// Same for one scope's message and for one record.
OtlpSignal signalOfScope(std::string_view message);
OtlpSignal signalOfRecord(std::string_view message);

struct ProtoShape {
    OtlpSignal signal = OtlpSignal::Unknown;
    ProtoFraming framing = ProtoFraming::Bare;
};
/// Whether the beginning of a file is OTLP protobuf; Unknown if not.
ProtoShape otlpProtoShape(std::string_view head);

} // namespace triptych::formats
