#pragma once
#include "query/filter.h"
#include "telemetry/ids.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace triptych::sources {

/// A source whose log lines can be followed as they are written.
class Tailing
{
public:
    virtual ~Tailing() = default;
    struct News {
        std::uint64_t lines = 0;   ///< stored since the last news
        std::uint64_t dropped = 0; ///< that never came: the server, or this end, could not keep up
        std::string trouble;       ///< what keeps lines from coming; asking goes on
    };
    virtual bool canTail() const = 0;
    /// Stores the lines since `from` that match, then those that are written, until `stop`; blocks. `tell` is called, in a thread of the
    /// source's, after each portion, a few times a second. Servers that go away are asked until they are back, and what was
    /// written meanwhile is fetched. Questions about these lines need no server as long as it runs.
    virtual void tail(const query::Filter &filter, telemetry::Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop) = 0;
};

} // namespace triptych::sources
