#pragma once
#include "formats/format.h"
#include "formats/json_reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// One piece of JsonCutter under a reader: context and bytes as one text, errors with their place in the input.
/// Reused from piece to piece; the text lives until the next open().
class JsonPiece
{
public:
    /// False if there is nothing to read: a piece that only reports an error, which goes to `out`.
    bool open(const Piece &piece, telemetry::BatchBuilder &out);
    JsonReader &reader() { return m_reader; }
    TextArena &arena() { return m_arena; }

    /// Moves to the next document or line; false at the end.
    bool nextDocument();
    /// A Record has no lists that a piece may end in; in a Container of records an end of the text is the normal end.
    enum class Level : std::uint8_t { Record, Container };
    /// To be called when the value that began at `from` has been read or has failed. True: the reader stands behind it,
    /// a failure has been reported as one of `what`. False: nothing more can be read here; the caller returns too.
    bool recover(std::size_t from, Level level, std::string_view what);
    /// Reads each document with `read`; what breaks one is reported as a failure of `what`.
    template <typename Read> void eachDocument(std::string_view what, Read read)
    {
        while (nextDocument()) {
            const std::size_t at = m_reader.position();
            read();
            recover(at, Level::Container, what);
        }
    }
    /// Reads each element of the list at which the reader must stand with `read`. False: see recover().
    template <typename Read> bool eachElement(Level level, std::string_view what, Read read)
    {
        if (!m_reader.enterArray())
            return false;
        while (m_reader.nextElement()) {
            const std::size_t at = m_reader.position();
            read();
            if (!recover(at, level, what))
                return false;
        }
        return true;
    }
    /// Reports a record that is JSON but makes no sense; reading goes on.
    void bad(std::string_view what, std::size_t position);
    void remark(std::string_view what, std::size_t position);
    /// Says once a piece that ids were made up, and keeps their originals as tags.
    void noteMadeIds(std::string_view trace, std::string_view span, std::size_t position, std::vector<telemetry::TagView> &tags);
    /// Position of a byte of the text in the whole input; 0 for the context.
    std::uint64_t byteAt(std::size_t position) const
    {
        return m_firstByte + (position > m_contextSize ? position - m_contextSize : 0);
    }
    /// Whether the text at `position` is only context: it was read with an earlier piece.
    bool isContext(std::size_t position) const { return position < m_contextSize; }

private:
    std::uint64_t lineAt(std::size_t position);
    std::string_view excerptAt(std::size_t position) const;
    void reportFailure(std::string_view what);

    std::string m_joined;
    TextArena m_arena;
    JsonReader m_reader;
    telemetry::BatchBuilder *m_out = nullptr;
    std::size_t m_contextSize = 0;
    std::uint64_t m_firstByte = 0, m_firstLine = 1;
    // Lines are counted once, from report to report.
    std::size_t m_countedTo = 0;
    std::uint64_t m_countedLine = 1;
    std::size_t m_failedAt = 0;
    bool m_idsNoted = false;
    bool m_lost = false; ///< a failure was reported and no end of its value found
    std::string_view m_text;
};

} // namespace triptych::formats
