#include "formats/otlp_proto_shape.h"

namespace triptych::formats {

namespace {

constexpr std::uint32_t kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5;
constexpr std::uint64_t kMaxMessage = 256u << 20;

OtlpSignal signalOfRequest(std::string_view message)
{
    ProtoField field;
    OtlpSignal signal = OtlpSignal::Unknown;
    for (int i = 0; i < 8 && signal == OtlpSignal::Unknown && nextProtoField(message, field); ++i) {
        if (field.number != 1 || field.wire != kBytes)
            return OtlpSignal::Unknown;
        signal = signalOfResource(field.bytes);
    }
    return signal;
}

} // namespace

std::size_t readVarint(std::string_view bytes, std::uint64_t &value)
{
    value = 0;
    for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
        const auto b = static_cast<unsigned char>(bytes[i]);
        value |= static_cast<std::uint64_t>(b & 0x7f) << (7 * i);
        if (b < 0x80)
            return i + 1;
    }
    return 0;
}

bool nextProtoField(std::string_view &message, ProtoField &field)
{
    std::uint64_t tag = 0;
    const std::size_t tagSize = readVarint(message, tag);
    if (tagSize == 0 || (tag >> 3) == 0 || (tag >> 3) > 0x1fffffff)
        return false;
    field = {};
    field.number = static_cast<std::uint32_t>(tag >> 3);
    field.wire = static_cast<std::uint32_t>(tag & 7);
    std::string_view rest = message.substr(tagSize);
    field.header = tagSize;
    switch (field.wire) {
    case kVarint: {
        std::uint64_t value = 0;
        field.length = readVarint(rest, value);
        if (field.length == 0)
            return false;
        break;
    }
    case kFixed64: field.length = 8; break;
    case kFixed32: field.length = 4; break;
    case kBytes: {
        const std::size_t size = readVarint(rest, field.length);
        if (size == 0)
            return false;
        field.header += size;
        rest.remove_prefix(size);
        break;
    }
    default: return false;
    }
    field.cutOff = field.length > rest.size();
    field.bytes = rest.substr(0, field.cutOff ? rest.size() : static_cast<std::size_t>(field.length));
    message = field.cutOff ? std::string_view() : rest.substr(field.bytes.size());
    return true;
}

OtlpSignal signalOfRecord(std::string_view message)
{
    ProtoField field;
    bool traceId = false, spanId = false, spanTime = false, logTime = false, name = false, data = false;
    while (nextProtoField(message, field)) {
        const bool bytes = field.wire == kBytes;
        switch (field.number) {
        case 1:
            traceId |= bytes && (field.length == 16 || field.length == 0);
            name |= bytes;
            logTime |= field.wire == kFixed64;
            break;
        case 2: spanId |= bytes && (field.length == 8 || field.length == 0); break;
        case 7: spanTime |= field.wire == kFixed64; data |= bytes; break;
        case 8: spanTime |= field.wire == kFixed64; break;
        case 5: data |= bytes; break;
        case 9:
        case 10: data |= bytes && field.length != 16 && field.length != 8; break;
        case 11: logTime |= field.wire == kFixed64; data |= bytes; break;
        default: break;
        }
    }
    if (traceId && (spanId || spanTime))
        return OtlpSignal::Spans;
    if (logTime)
        return OtlpSignal::Logs;
    return name && data ? OtlpSignal::Metrics : OtlpSignal::Unknown;
}

OtlpSignal signalOfScope(std::string_view message)
{
    ProtoField field;
    OtlpSignal signal = OtlpSignal::Unknown;
    while (signal == OtlpSignal::Unknown && nextProtoField(message, field)) {
        if (field.wire != kBytes || field.number > 3)
            return OtlpSignal::Unknown;
        if (field.number == 2)
            signal = signalOfRecord(field.bytes);
    }
    return signal;
}

OtlpSignal signalOfResource(std::string_view message)
{
    ProtoField field;
    OtlpSignal signal = OtlpSignal::Unknown;
    while (signal == OtlpSignal::Unknown && nextProtoField(message, field)) {
        if (field.wire != kBytes || (field.number > 3 && field.number != 1000))
            return OtlpSignal::Unknown;
        if (field.number == 2 || field.number == 1000)
            signal = signalOfScope(field.bytes);
    }
    return signal;
}

ProtoShape otlpProtoShape(std::string_view head)
{
    if (head.size() < 6)
        return {};
    std::uint64_t length = 0;
    for (int i = 0; i < 4; ++i)
        length = length << 8 | static_cast<unsigned char>(head[static_cast<std::size_t>(i)]);
    if (length > 0 && length <= kMaxMessage && head[4] == '\x0a') {
        if (const OtlpSignal signal = signalOfRequest(head.substr(4, length)); signal != OtlpSignal::Unknown)
            return {signal, ProtoFraming::BigEndian};
    }
    if (head[0] == '\x0a') {
        if (const OtlpSignal signal = signalOfRequest(head); signal != OtlpSignal::Unknown)
            return {signal, ProtoFraming::Bare};
    }
    const std::size_t size = readVarint(head, length);
    if (size > 0 && length > 0 && length <= kMaxMessage && size < head.size() && head[size] == '\x0a') {
        if (const OtlpSignal signal = signalOfRequest(head.substr(size, length)); signal != OtlpSignal::Unknown)
            return {signal, ProtoFraming::Varint};
    }
    return {};
}

} // namespace triptych::formats
