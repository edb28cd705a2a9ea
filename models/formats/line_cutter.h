#pragma once
#include "formats/format.h"

#include <string>

namespace triptych::formats {

/// Cuts at line ends into pieces of about kPieceBytes. With `startsRecord` only in front of a line for which it is true,
/// so that a record of several lines stays whole. What is longer than kLongest is cut where it must be; a piece that
/// begins inside a line says so by its context (see beginsInsideLine).
class LineCutter : public Cutter
{
public:
    using StartsRecord = bool (*)(std::string_view line);
    static constexpr std::size_t kLongest = 16u << 20;

    explicit LineCutter(StartsRecord startsRecord = nullptr, std::size_t pieceBytes = kPieceBytes,
                        std::size_t longest = kLongest);
    void feed(std::string_view bytes, const EmitPiece &emit) override;
    void finish(const EmitPiece &emit) override;

    /// Whether the piece goes on with a line that was too long to be kept whole.
    static bool beginsInsideLine(const Piece &piece);
    /// What the cutter's heir put into the context.
    static std::string_view contextOf(const Piece &piece);

protected:
    /// Text to hand to the decoder with a piece, decided when the piece is cut; called in order.
    virtual std::string contextFor(std::string_view bytes);

private:
    std::size_t cutPlace(bool &insideLine) const;
    void emitFirst(std::size_t bytes, const EmitPiece &emit);

    StartsRecord m_startsRecord;
    std::size_t m_pieceBytes;
    std::size_t m_longest;
    std::string m_buffer;
    std::uint64_t m_line = 1;
    std::uint64_t m_byte = 0;
    std::size_t m_tryAt; // size at which the next cut is tried
    bool m_insideLine = false;
};

} // namespace triptych::formats
