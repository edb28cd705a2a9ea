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
    Unreachable,   ///< a server that does not answer: name, connection, time
    Untrusted,     ///< a server whose certificate does not hold
    Unauthorised,  ///< a server wants other credentials, or none of ours
    RateLimited,   ///< a server wants us to wait: see waitSeconds
    Rejected,      ///< a server will not, or cannot, answer this: its words are in `what`
    Internal,      ///< our mistake
};

/// Where: any part may be absent. Lines and columns count from 1, bytes from 0.
struct Place {
    std::string file; ///< path, or archive!member, or a server's URL
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
    std::optional<std::uint32_t> waitSeconds{}; ///< after which asking again makes sense, where that is known

    /// One line: place, sentence, what was kept, advice. For terminals and logs.
    std::string text() const;
};

/// `file:line 12, byte 345`; empty if nothing is known.
std::string placeText(const Place &place);

} // namespace triptych::base
