#include "formats/otlp_proto_cutter.h"

#include <algorithm>
#include <utility>

namespace triptych::formats {

namespace {

void appendSized(std::string &out, std::string_view text)
{
    out += std::to_string(text.size());
    out += ':';
    out += text;
}

std::string takeSized(std::string_view &text)
{
    std::size_t size = 0, i = 0;
    while (i < text.size() && text[i] != ':')
        size = size * 10 + static_cast<std::size_t>(text[i++] - '0');
    text.remove_prefix(std::min(i + 1, text.size()));
    const std::string out(text.substr(0, size));
    text.remove_prefix(std::min(size, text.size()));
    return out;
}

} // namespace

std::string ProtoContext::text() const
{
    std::string out(1, static_cast<char>(level));
    out += static_cast<char>('0' + static_cast<int>(framing));
    appendSized(out, resource);
    appendSized(out, scope);
    return out;
}

ProtoContext ProtoContext::fromText(std::string_view text)
{
    ProtoContext context;
    if (text.size() < 2)
        return context;
    context.level = static_cast<Level>(text[0]);
    context.framing = static_cast<ProtoFraming>(text[1] - '0');
    text.remove_prefix(2);
    context.resource = takeSized(text);
    context.scope = takeSized(text);
    return context;
}

OtlpProtoCutter::OtlpProtoCutter(ProtoFraming framing, std::size_t pieceBytes) : m_framing(framing), m_pieceBytes(pieceBytes)
{
    m_open[0] = {framing == ProtoFraming::Bare ? Level::Request : Level::Messages, kEndless};
}

void OtlpProtoCutter::feed(std::string_view bytes, const EmitPiece &emit)
{
    constexpr std::size_t kSlice = 256u << 10;
    while (!bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), kSlice);
        m_buffer.append(bytes.substr(0, n));
        bytes.remove_prefix(n);
        run(emit);
    }
}

void OtlpProtoCutter::finish(const EmitPiece &emit)
{
    run(emit);
    const bool open = m_skip > 0 || m_taken < m_buffer.size() || (m_depth > 0 && m_open[m_depth].left > 0);
    flush(emit);
    if (open && !m_broken)
        report("the input ends inside a record; what was complete before it is kept", emit);
}

void OtlpProtoCutter::run(const EmitPiece &emit)
{
    while (!m_broken) {
        if (m_skip > 0) {
            const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(m_skip, m_buffer.size()));
            discard(n);
            m_skip -= n;
            if (m_skip > 0)
                return;
        }
        if (m_depth > 0 && m_open[m_depth].left == 0) {
            flush(emit);
            leave();
            continue;
        }
        const Step step = m_open[m_depth].level == Level::Messages ? takeMessage(emit) : takeField(emit);
        if (step == Step::NeedsMore)
            return;
        if (step == Step::Taken && m_taken >= m_pieceBytes)
            flush(emit);
    }
    discard(m_buffer.size()); // behind something that is no protobuf
}

OtlpProtoCutter::Step OtlpProtoCutter::takeMessage(const EmitPiece &emit)
{
    const std::string_view rest = std::string_view(m_buffer).substr(m_taken);
    std::uint64_t length = 0;
    std::size_t header = 4;
    if (m_framing == ProtoFraming::BigEndian) {
        if (rest.size() < header)
            return Step::NeedsMore;
        for (std::size_t i = 0; i < header; ++i)
            length = length << 8 | static_cast<unsigned char>(rest[i]);
    } else {
        header = readVarint(rest, length);
        if (header == 0 && rest.size() < 10)
            return Step::NeedsMore;
        if (header == 0) {
            flush(emit);
            report("no length where a message should begin; the rest of the file cannot be read", emit);
            m_broken = true;
            return Step::Taken;
        }
    }
    if (length > m_pieceBytes) {
        flush(emit);
        discard(header);
        enter(Level::Request, length);
        return Step::Entered;
    }
    if (rest.size() < header + length)
        return Step::NeedsMore;
    m_taken += header + static_cast<std::size_t>(length);
    return Step::Taken;
}

bool OtlpProtoCutter::deeper(std::uint32_t number) const
{
    switch (m_open[m_depth].level) {
    case Level::Request: return number == 1;
    case Level::Resource: return number == 2 || number == 1000;
    default: return false;
    }
}

OtlpProtoCutter::Step OtlpProtoCutter::takeField(const EmitPiece &emit)
{
    std::string_view rest = std::string_view(m_buffer).substr(m_taken);
    Open &open = m_open[m_depth];
    constexpr std::size_t kMaxHeader = 20;
    const std::string_view whole = rest;
    ProtoField field;
    if (!nextProtoField(rest, field)) {
        if (whole.size() < kMaxHeader && open.left > whole.size())
            return Step::NeedsMore;
        flush(emit);
        report("no protobuf field; the rest of this message cannot be read", emit);
        // The length of the message around it says where to go on; without one nothing does.
        if (open.left == kEndless)
            m_broken = true;
        else
            m_skip = std::exchange(open.left, 0);
        return Step::Entered;
    }
    const std::uint64_t size = field.header + field.length;
    constexpr std::uint64_t kAbsurd = 1ull << 62; // keeps the sum above from wrapping
    if (field.length > kAbsurd || size > open.left) {
        flush(emit);
        report("a field is longer than its message; the rest of the message cannot be read", emit);
        m_skip = std::exchange(open.left, 0);
        return Step::Entered;
    }
    if (field.length > m_pieceBytes && field.wire == 2 && deeper(field.number)) {
        flush(emit);
        discard(field.header);
        if (open.left != kEndless)
            open.left -= size;
        enter(open.level == Level::Request ? Level::Resource : Level::Scope, field.length);
        return Step::Entered;
    }
    if (field.length > kMaxRecord) {
        flush(emit);
        report("a record larger than 64 MB was left out", emit);
        if (open.left != kEndless)
            open.left -= size;
        m_skip = size;
        return Step::Entered;
    }
    if (field.cutOff)
        return Step::NeedsMore;
    if (open.left != kEndless)
        open.left -= size;
    if (field.number == 1 && open.level == Level::Resource)
        m_resource = field.bytes;
    else if (field.number == 1 && open.level == Level::Scope)
        m_scope = field.bytes;
    m_taken += static_cast<std::size_t>(size);
    return Step::Taken;
}

void OtlpProtoCutter::enter(Level level, std::uint64_t length)
{
    if (level == Level::Resource)
        m_resource.clear();
    if (level == Level::Scope || level == Level::Resource)
        m_scope.clear();
    m_open[++m_depth] = {level, length};
}

void OtlpProtoCutter::leave()
{
    --m_depth;
}

void OtlpProtoCutter::flush(const EmitPiece &emit)
{
    if (m_taken == 0)
        return;
    const Level level = m_open[m_depth].level;
    ProtoContext context;
    context.level = level;
    context.framing = m_framing;
    if (level == Level::Resource || level == Level::Scope)
        context.resource = m_resource;
    if (level == Level::Scope)
        context.scope = m_scope;
    Piece piece;
    piece.firstByte = m_base;
    piece.firstLine = 0;
    piece.context = context.text();
    piece.bytes = m_buffer.substr(0, m_taken);
    discard(m_taken);
    emit(std::move(piece));
}

void OtlpProtoCutter::discard(std::size_t size)
{
    m_buffer.erase(0, size);
    m_base += size;
    m_taken = 0;
}

void OtlpProtoCutter::report(const std::string &what, const EmitPiece &emit)
{
    ProtoContext context;
    context.level = Level::Error;
    context.resource = what;
    Piece piece;
    piece.firstByte = m_base;
    piece.firstLine = 0;
    piece.context = context.text();
    emit(std::move(piece));
}

} // namespace triptych::formats
