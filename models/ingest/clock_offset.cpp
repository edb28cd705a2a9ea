#include "ingest/clock_offset.h"

#include "telemetry/human_text.h"

namespace triptych::ingest {

void moveTimes(telemetry::Batch &batch, telemetry::Nanos by)
{
    const auto move = [by](telemetry::Nanos &time) {
        if (time != 0)
            time += by;
    };
    for (auto &span : batch.spans)
        move(span.start);
    for (auto &event : batch.events)
        move(event.time);
    for (auto &log : batch.logs) {
        move(log.time);
        move(log.observed);
    }
    for (auto &sample : batch.samples) {
        move(sample.time);
        move(sample.start);
    }
    for (auto &exemplar : batch.exemplars)
        move(exemplar.time);
}

std::string offsetRemark(telemetry::Nanos by)
{
    return "every time was moved by " + std::string(by < 0 ? "-" : "+") + telemetry::formatDuration(by < 0 ? -by : by) + ", as asked when it was opened";
}

} // namespace triptych::ingest
