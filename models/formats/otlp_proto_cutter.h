#pragma once
#include "formats/format.h"
#include "formats/otlp_proto_shape.h"

#include <cstdint>
#include <string>

namespace triptych::formats {

/// What a piece of OTLP protobuf holds, as Piece::context tells it.
struct ProtoContext {
    enum class Level : char {
        Messages = 'm', ///< framed requests with their lengths
        Request = 'q',  ///< fields of a request: resources
        Resource = 'r', ///< fields of one resource's message: scopes
        Scope = 's',    ///< fields of one scope's message: records
        Error = '!',    ///< nothing; `resource` is a sentence
    };
    Level level = Level::Request;
    ProtoFraming framing = ProtoFraming::Bare;
    std::string resource; ///< the Resource message that precedes, at levels Resource and Scope
    std::string scope;    ///< the InstrumentationScope message that precedes, at level Scope

    std::string text() const;
    static ProtoContext fromText(std::string_view text);
};

/// Cuts OTLP protobuf between messages, resources, scopes or records: as deep as a message's size makes it necessary.
/// Memory: a piece, plus one record of at most kMaxRecord.
class OtlpProtoCutter final : public Cutter
{
public:
    static constexpr std::uint64_t kMaxRecord = 64u << 20;

    explicit OtlpProtoCutter(ProtoFraming framing, std::size_t pieceBytes = kPieceBytes);
    void feed(std::string_view bytes, const EmitPiece &emit) override;
    void finish(const EmitPiece &emit) override;

private:
    using Level = ProtoContext::Level;
    enum class Step { Taken, NeedsMore, Entered };
    void run(const EmitPiece &emit);
    Step takeMessage(const EmitPiece &emit);
    Step takeField(const EmitPiece &emit);
    void flush(const EmitPiece &emit);
    void enter(Level level, std::uint64_t length);
    void leave();
    void discard(std::size_t size);
    void report(const std::string &what, const EmitPiece &emit);
    bool deeper(std::uint32_t number) const;

    struct Open {
        Level level;
        std::uint64_t left; ///< bytes of the message that have not been taken
    };
    static constexpr std::uint64_t kEndless = ~0ull;
    ProtoFraming m_framing;
    std::size_t m_pieceBytes;
    std::string m_buffer;
    std::size_t m_taken = 0;       ///< of m_buffer: fields of the piece being collected
    std::uint64_t m_base = 0;      ///< of m_buffer[0] in the input
    std::uint64_t m_skip = 0;      ///< bytes of an oversized field still to come
    Open m_open[4];
    int m_depth = 0;
    std::string m_resource, m_scope;
    bool m_broken = false;
};

} // namespace triptych::formats
