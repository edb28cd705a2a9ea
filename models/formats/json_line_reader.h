#pragma once
#include "formats/access_fields.h"
#include "formats/field_names.h"
#include "formats/json_flattener.h"

#include <string>
#include <vector>

namespace triptych::formats {

/// One JSON object a line: application logs by the usual field names, and JSON access logs. The message is the body,
/// the other fields are tags under their paths; an object without a message has its own text as body, an access log
/// `GET /path 200`.
class JsonLineReader : public LineReader
{
public:
    bool read(const LogLine &line, LineSink &sink) override;

private:
    /// What the i-th key of the last line was: neighbours have the same keys in the same places.
    struct SeenKey {
        std::string key;
        KnownField known;
        AccessField access;
    };
    /// The best field of each role in the record at hand; indices into m_fields, kNone if absent.
    struct Roles {
        static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
        std::size_t time = kNone, level = kNone, message = kNone, service = kNone;
        std::size_t method = kNone, requestLine = kNone, uri = kNone, status = kNone;
        telemetry::Nanos timeNs = 0;
        telemetry::Level levelValue = telemetry::Level::Unknown;
        int statusValue = -1;
        FoundIds ids;
    };

    const SeenKey &seen(std::size_t i);
    Roles roles(LineSink &sink);
    void considerAccess(std::size_t i, AccessField field, Roles &roles) const;
    AccessProduct product(const Roles &roles) const;
    bool isAccess(const Roles &roles, AccessProduct product) const;
    telemetry::Nanos timeOf(std::size_t i, LineSink &sink) const;
    std::string_view calledService() const;
    void addAccess(const LogLine &line, const Roles &roles, AccessProduct product, LineSink &sink);
    void addAccessTag(const JsonField &field, const SeenKey &key, AccessProduct product, LineSink &sink);

    JsonFlattener m_flattener;
    std::vector<JsonField> m_fields;
    std::vector<SeenKey> m_seen;
    std::vector<char> m_used; ///< fields that the record's columns hold: no tag
    std::string m_body;
};

} // namespace triptych::formats
