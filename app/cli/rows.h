#pragma once
#include "analysis/sub_trace.h"
#include "app/cli/context.h"

#include <limits>
#include <optional>
#include <string>

namespace triptych::cli {

/// How many rows a listing gives: --limit, else all of them as JSON and a screenful or two as text.
inline base::Result<std::uint64_t> rowLimit(const Context &context)
{
    constexpr std::uint64_t kAll = 1'000'000'000'000;
    return context.arguments.number("limit", context.json ? kAll : 100);
}

/// What is read of a store in one go, where all of it would be too much at once.
inline constexpr std::size_t kRowsAtOnce = 4096;

/// A list answer: a bare array, or where --limit cut it an object that says so.
class JsonList
{
public:
    JsonList(Output &out, std::string_view name, bool truncated, std::optional<std::uint64_t> total = std::nullopt) : m_json(out), m_truncated(truncated)
    {
        if (truncated) {
            m_json.beginObject();
            m_json.key("truncated").boolean(true);
            if (total)
                m_json.field("total", *total);
            m_json.key(name);
        }
        m_json.beginArray();
    }
    ~JsonList()
    {
        m_json.endArray();
        if (m_truncated)
            m_json.endObject();
        m_json.end();
    }
    JsonList(const JsonList &) = delete;
    JsonList &operator=(const JsonList &) = delete;
    JsonWriter &json() { return m_json; }

private:
    JsonWriter m_json;
    bool m_truncated;
};

/// The line under a table that does not show everything.
inline void sayMore(Output &out, std::uint64_t shown, std::uint64_t total)
{
    if (shown < total)
        out.write("… " + std::to_string(total - shown) + " more; --limit " + std::to_string(total) + " shows all\n");
}

/// An id as JSON text; empty where there is none.
inline std::string idText(telemetry::TraceId id)
{
    return id.empty() ? std::string() : telemetry::hex(id);
}
inline std::string idText(telemetry::SpanId id)
{
    return id.empty() ? std::string() : telemetry::hex(id);
}

/// The stored trace that `text` means, in any spelling. Errors: BadQuery (no id), NotFound.
base::Result<telemetry::TraceId> findTrace(sources::Source &source, std::string_view text, std::stop_token stop);
using analysis::spanRowOf;
/// Writes own tags and those of the resource beneath them as one JSON object.
void writeTags(JsonWriter &json, const std::vector<telemetry::Tag> &own, const std::vector<telemetry::Tag> &resource);

} // namespace triptych::cli
