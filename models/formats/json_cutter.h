#pragma once
#include "formats/format.h"
#include "formats/json_masks.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// Where a kind of JSON document may be cut: a small automaton over its outer containers.
struct JsonLayout {
    static constexpr int kRoot = 0; ///< outside every document
    static constexpr int kOff = -1; ///< a value whose inside does not matter
    /// The node of a container with `bracket` ('{' or '[') inside container `parent`; `key` is empty in lists.
    int (*child)(int parent, char bracket, std::string_view key) = nullptr;
    /// Lists between whose elements a piece may end.
    bool (*cuts)(int node) = nullptr;
    /// Members of `node` that every later piece of the same container needs before it (a resource).
    bool (*remembers)(int node, std::string_view key) = nullptr;
    /// Objects that are numbered, so that pieces of one can be told to belong together: a member kOrigin is put first.
    bool (*numbers)(int node) = nullptr;
    std::size_t pieceBytes = Cutter::kPieceBytes;
};

/// Cuts JSON documents, one or many, in lines or pretty, into pieces that are slices of the input as it stands.
/// Piece::context is the JSON text that has to stand before the piece's bytes (possibly with a comma between) to make
/// the beginning of a document of them: the containers that are open there, with what the layout remembers of them.
/// Memory: a piece, plus the element that is being read, up to kMaxElement; a larger one is left out with an error.
/// A record that breaks off at a line's end does not take the next line with it.
class JsonCutter final : public Cutter
{
public:
    static constexpr std::size_t kMaxElement = 64u << 20;
    static constexpr std::string_view kOrigin = "@";
    /// Piece::context of a piece without bytes that reports what the cutter found wrong; the sentence follows.
    static constexpr char kErrorMark = '!';

    explicit JsonCutter(const JsonLayout &layout, std::size_t maxElement = kMaxElement);
    void feed(std::string_view bytes, const EmitPiece &emit) override;
    void finish(const EmitPiece &emit) override;

private:
    struct Frame {
        int node;
        char bracket;
        std::size_t prefixSize; ///< of m_prefix without this frame
    };
    void scan(const EmitPiece &emit, bool last);
    void scanBlock(const char *bytes, std::size_t at);
    void bracket(std::size_t at, bool open);
    void enter(std::size_t at);
    void leave(std::size_t at);
    void boundary(std::size_t end);
    void beginRecord(std::size_t at);
    void emitUpTo(std::size_t end, const EmitPiece &emit);
    void dropUpTo(std::size_t end);
    std::string_view keyBefore(std::size_t at) const;
    void report(std::string_view what, std::size_t at, const EmitPiece &emit) const;
    int node() const { return m_path.empty() ? JsonLayout::kRoot : m_path.back().node; }

    JsonLayout m_layout;
    std::size_t m_maxElement;
    // Positions below are in m_buffer unless they say otherwise.
    std::string m_buffer;                 ///< from the start of the current piece on
    std::uint64_t m_base = 0, m_line = 1; ///< of m_buffer[0] in the input
    std::size_t m_scanned = 0;
    std::size_t m_safe = 0;               ///< end of the last complete element
    /// Where the piece shall end, and the context of the next. More than one only where a record breaks off.
    struct Cut {
        std::size_t end;
        std::string context;
        bool forced;
    };
    std::vector<Cut> m_cuts;
    std::size_t m_valueFrom = 0;          ///< of the off-path value that is open

    std::vector<Frame> m_path;
    std::string m_prefix;                 ///< the context that a piece starting now would get
    std::string m_context;                ///< of the piece in m_buffer
    std::uint64_t m_depth = 0;
    std::uint64_t m_cuttingFrames = 0;
    JsonStringState m_strings;
    bool m_afterNewline = true;
    bool m_dropping = false;
};

} // namespace triptych::formats
