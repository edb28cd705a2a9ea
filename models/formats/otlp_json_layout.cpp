#include "formats/otlp_json_decoder.h"

namespace triptych::formats {

namespace {

struct OtlpNodes {
    // Nodes of the layout. Those of a signal are its first plus 0 (spans), 1 (logs), 2 (metrics).
    enum Node { Document = 1, Documents, Inner, Inners, ResourceList, Resource = ResourceList + 3, ScopeList = Resource + 3,
                Scope = ScopeList + 3, RecordList = Scope + 3 };

    static int signalOf(std::string_view key)
    {
        if (key == "resourceSpans" || key == "resource_spans" || key == "batches")
            return 0;
        if (key == "resourceLogs" || key == "resource_logs")
            return 1;
        return key == "resourceMetrics" || key == "resource_metrics" ? 2 : -1;
    }

    static bool isScopeList(std::string_view key)
    {
        return key.starts_with("scope") || key.starts_with("instrumentation");
    }

    static bool isRecordList(std::string_view key)
    {
        return key == "spans" || key == "logRecords" || key == "log_records" || key == "metrics" || key == "logs";
    }

    static int child(int parent, char bracket, std::string_view key)
    {
        const bool list = bracket == '[';
        if (parent == JsonLayout::kRoot)
            return list ? Documents : Document;
        if (parent == Documents)
            return list ? JsonLayout::kOff : Document;
        if (parent == Inners)
            return list ? JsonLayout::kOff : Inner;
        if (parent == Document || parent == Inner) {
            if (const int signal = signalOf(key); signal >= 0 && list)
                return ResourceList + signal;
            if (parent == Document && (key == "result" || key == "trace" || key == "data"))
                return list ? Inners : Inner;
            return JsonLayout::kOff;
        }
        const int signal = (parent - ResourceList) % 3;
        switch (parent - signal) {
        case ResourceList: return list ? JsonLayout::kOff : Resource + signal;
        case Resource: return list && isScopeList(key) ? ScopeList + signal : JsonLayout::kOff;
        case ScopeList: return list ? JsonLayout::kOff : Scope + signal;
        case Scope: return list && isRecordList(key) ? RecordList + signal : JsonLayout::kOff;
        default: return JsonLayout::kOff;
        }
    }

    static bool cuts(int node)
    {
        return node == Documents || node == Inners || (node >= ResourceList && node < Resource) ||
               (node >= ScopeList && node < Scope) || node >= RecordList;
    }

    static bool remembers(int node, std::string_view key)
    {
        if (node >= Resource && node < ScopeList)
            return key == "resource";
        return node >= Scope && node < RecordList &&
               (key == "scope" || key == "instrumentationLibrary" || key == "instrumentation_library");
    }
};

} // namespace

JsonLayout otlpJsonLayout()
{
    JsonLayout layout;
    layout.child = OtlpNodes::child;
    layout.cuts = OtlpNodes::cuts;
    layout.remembers = OtlpNodes::remembers;
    return layout;
}

} // namespace triptych::formats
