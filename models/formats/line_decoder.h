#pragma once
#include "formats/format.h"
#include "formats/line_envelope.h"
#include "formats/line_sink.h"

#include <memory>
#include <string>
#include <vector>

namespace triptych::formats {

/// How lines become records.
enum class LineJoin : std::uint8_t {
    EachLine,      ///< every line that is not blank is a record
    Continuations, ///< lines that begin no record belong to the one before (stack traces)
};

/// Decodes pieces of lines: takes envelopes off and asks the readers, the one that read the last line first; a line that
/// none of them knows is kept as plain text. Bytes that are no UTF-8 become U+FFFD, with one remark a piece.
class LineDecoder : public PieceDecoder
{
public:
    /// `readers` in order of preference; plain text is added behind them. With `expected` set, a line that only plain
    /// text could read is remarked upon as no line of that format.
    /// `reference`: what timestamps without a year are near to; 0 takes the clock.
    LineDecoder(std::vector<std::unique_ptr<LineReader>> readers, LineJoin join, std::string expected = {},
                telemetry::Nanos reference = 0);
    void decode(const Piece &piece, telemetry::BatchBuilder &out) override;

private:
    static constexpr std::size_t kLongestRecord = 256u << 10;
    static constexpr std::size_t kMostRemarks = 20; ///< of a kind in one piece

    void decodeLine(std::string_view text, std::uint32_t number, std::uint64_t byte);
    /// Keeps a part of a CRI line that goes on, and decodes the whole with its last part; false of other lines.
    bool joinPart(std::string_view text, std::uint32_t number, std::uint64_t byte);
    void endParts();
    bool readInside(LogLine &line);
    bool readBare(const LogLine &line);
    bool readWith(std::size_t reader, const LogLine &line);
    std::size_t recordEnd(std::string_view bytes, std::size_t lineEnd) const;

    std::vector<std::unique_ptr<LineReader>> m_readers;
    std::size_t m_last = 0; ///< reader of the last line
    bool m_enveloped = false; ///< the last line had an envelope
    LineEnvelope m_envelope;
    LineJoin m_join;
    std::string m_expected;
    std::size_t m_remarks = 0;
    bool m_utf8Remark = false;
    bool m_checkUtf8 = false;
    bool m_hasEscapes = false; ///< some line of the piece may hold terminal colours
    struct Parts {
        std::string text; ///< as one line; empty: none begun
        std::uint32_t number = 0;
        std::uint64_t byte = 0;
    };
    Parts m_parts[2]; ///< of standard output and of standard error, which may alternate
    LineSink m_sink;
};

} // namespace triptych::formats
