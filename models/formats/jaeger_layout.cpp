#include "formats/jaeger_decoder.h"

namespace triptych::formats {

namespace {

struct JaegerNodes {
    enum Node { Document = 1, Traces, Trace, Spans };

    static int child(int parent, char bracket, std::string_view key)
    {
        const bool list = bracket == '[';
        switch (parent) {
        case JsonLayout::kRoot: return list ? Traces : Document;
        case Document:
            if (key == "data")
                return list ? Traces : Trace;
            return list && key == "spans" ? Spans : JsonLayout::kOff;
        case Traces: return list ? JsonLayout::kOff : Trace;
        case Trace: return list && key == "spans" ? Spans : JsonLayout::kOff;
        default: return JsonLayout::kOff;
        }
    }
};

} // namespace

JsonLayout jaegerLayout()
{
    JsonLayout layout;
    layout.child = JaegerNodes::child;
    layout.cuts = [](int node) { return node == JaegerNodes::Traces || node == JaegerNodes::Spans; };
    layout.remembers = [](int node, std::string_view key) { return (node == JaegerNodes::Document || node == JaegerNodes::Trace) && key == "processes"; };
    layout.numbers = [](int node) { return node == JaegerNodes::Document || node == JaegerNodes::Trace; };
    return layout;
}

} // namespace triptych::formats
