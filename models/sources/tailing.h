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
        std::uint64_t lines = 0;      ///< stored since the last news
        telemetry::Nanos behind = 0;  ///< how old the newest stored one is of the server that is furthest behind; 0: none is
        std::string trouble;          ///< what keeps lines from coming, a line for each such server; asking goes on
    };
    virtual bool canTail() const = 0;
    /// Stores the lines since `from` that match, then those that are written, until `stop`; blocks. `tell` is called, in a thread of the
    /// source's, after each portion, a few times a second. Servers that go away are asked until they are back; what was left out
    /// meanwhile, or since a server could not send as fast, is fetched, oldest first. Questions about these lines need none of them.
    virtual void tail(const query::Filter &filter, telemetry::Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop) = 0;
};

} // namespace triptych::sources
