#pragma once
#include "query/aliases.h"
#include "query/filter.h"
#include "query/syntax.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

/// What the filter bar shows of the text as it stands.
struct Diagnosis {
    enum class State : std::uint8_t {
        Empty,
        Valid,
        Incomplete,   ///< would be valid if it went on; no reason to shout
        Invalid,
        UnknownField, ///< valid, but no span or log has such a tag
    };
    State state = State::Empty;
    std::string message;    ///< `Column 29: …`, `No span or log has a tag “servce”`; empty when valid
    TextRange where;        ///< what to underline
    std::string suggestion; ///< the known key that is meant, in place of `where`; empty if none is near
    Filter filter;          ///< where it parsed
};

/// `knownKeys`: every tag key of the data; empty means nothing is known and every field counts as known.
Diagnosis diagnose(std::string_view text, const std::vector<std::string> &knownKeys, const AliasTable &aliases);

/// The candidate within two edits (one for short words) that is nearest to `word`; empty if none.
std::string nearest(std::string_view word, const std::vector<std::string> &candidates);

} // namespace triptych::query
