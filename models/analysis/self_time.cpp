#include "analysis/self_time.h"

namespace triptych::analysis
{

std::vector<Nanos> selfTimes(const TraceTable &trace, std::stop_token stop)
{
    std::vector<Nanos> self;
    selfTimes(trace, self, std::move(stop));
    return self;
}

void selfTimes(const TraceTable &trace, std::vector<Nanos> &self, std::stop_token stop)
{
    self.assign(trace.spanCount(), 0);
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
        if ((i & 0xffff) == 0 && stop.stop_requested())
            return self.clear();
        const SpanIndex span{i};
        const Nanos end = trace.end(span);
        Nanos covered = 0, reached = trace.start(span);
        for (const std::uint32_t child : trace.children(span)) { // by start
            const Nanos from = std::max(reached, trace.start(SpanIndex{child}));
            const Nanos to = std::min(end, trace.end(SpanIndex{child}));
            if (to <= from)
                continue;
            covered += to - from;
            reached = to;
        }
        self[i] = trace.drawnDuration(span) - covered;
    }
}

} // namespace triptych::analysis
