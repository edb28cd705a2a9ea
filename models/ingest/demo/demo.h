#pragma once
#include "base/result.h"
#include "telemetry/ids.h"

#include <filesystem>
#include <string>
#include <vector>

namespace triptych::ingest {

/// A file of the built-in demo, in a format that teams really export: it goes through the ordinary decoders.
struct DemoFile {
    std::string name; ///< relative, with folders: `eu-west-1/otel/traces.otlp.jsonl`
    std::string bytes;
};

struct DemoOptions {
    int traces = 8645; ///< of users' requests and background work, over 16 minutes
    std::uint64_t seed = 20261123;
};

/// 2026-11-23 13:49 to 14:05 UTC: the demo is the same on every day and every machine.
telemetry::TimeRange demoTime();
/// The failed checkout that documentation and drawings show.
telemetry::TraceId demoTrace();

/// A shop in three regions behind a gateway and a mesh, with four incidents: a bad version of payment in the EU, a slow query in orders-db, a retry storm in the US, a mesh certificate that ran out in India. The same
/// options give the same bytes. About a second and 150 MB for the usual size.
std::vector<DemoFile> demoFiles(const DemoOptions &options = {});
/// Writes them under `folder`, which is made. Errors: Unreadable, DiskFull.
base::Result<void> writeDemo(const std::filesystem::path &folder, const DemoOptions &options = {});

} // namespace triptych::ingest
