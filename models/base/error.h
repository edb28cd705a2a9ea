#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace triptych::base {

/// What went wrong; code branches on this, never on text.
enum class ErrorKind : std::uint8_t {
    NotFound,      ///< no such file, trace, store, tag …
    Unreadable,    ///< exists but cannot be read or written (permissions, I/O)
    NotRecognised, ///< no decoder knows this content
    BadInput,      ///< a record or file breaks its format
    BadQuery,      ///< the user's filter, SQL or regex is wrong
    TooLarge,      ///< over a stated limit (nesting, ratio, size)
    NewerVersion,  ///< a store written by a newer Triptych
    DiskFull,
    Busy,          ///< somebody else holds the store
    Stopped,       ///< the user cancelled: an outcome, shown as such
    Internal,      ///< our mistake
};

/// Where: any part may be absent. Lines and columns count from 1, bytes from 0.
struct Place {
    std::string file; ///< path, or archive!member
    std::optional<std::uint64_t> line;
    std::optional<std::uint64_t> byte;
    std::optional<std::uint32_t> column;
};

/// An error as a value: a kind, a sentence for a person, the place, what was kept and what to do.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string what;
    Place where;
    std::string kept;
    std::string advice;

    /// One line: place, sentence, what was kept, advice. For terminals and logs.
    std::string text() const;
};

/// `file:line 12, byte 345`; empty if nothing is known.
std::string placeText(const Place &place);

} // namespace triptych::base
