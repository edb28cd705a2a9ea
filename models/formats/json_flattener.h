#pragma once
#include "formats/line_sink.h"

#include <string_view>
#include <vector>

namespace triptych::formats {

/// A leaf of a JSON object: its path with dots between the names, its value as in ValueType (strings unescaped, arrays
/// as JSON text). Views into the input or the arena.
struct JsonField {
    std::string_view path;
    std::string_view value;
    telemetry::ValueType type = telemetry::ValueType::String;
};

/// One JSON object as a flat list of fields in the order of the text; null values are left out. Accepts what RFC 8259
/// allows, and raw control characters in strings. Objects below kDeepest and those over kMostFields stay JSON text.
class JsonFlattener
{
public:
    static constexpr int kDeepest = 16;
    static constexpr std::size_t kMostFields = 1000;

    /// False if `text` is not one whole object (blanks around it allowed); `fields` is then of no use.
    bool flatten(std::string_view text, std::vector<JsonField> &fields, TextArena &arena);
    /// Position of the first error, from the start of the text.
    std::size_t errorAt() const { return m_errorAt; }

private:
    bool object(std::string_view prefix, int depth);
    bool value(std::string_view path, int depth);
    bool string(std::string_view &out);
    bool skipNested();
    void blanks()
    {
        while (m_p != m_end && (*m_p == ' ' || *m_p == '\t' || *m_p == '\r' || *m_p == '\n'))
            ++m_p;
    }
    bool word(std::string_view w)
    {
        if (static_cast<std::size_t>(m_end - m_p) < w.size() || std::string_view(m_p, w.size()) != w)
            return false;
        m_p += w.size();
        return true;
    }

    const char *m_p = nullptr;
    const char *m_end = nullptr;
    std::vector<JsonField> *m_fields = nullptr;
    TextArena *m_arena = nullptr;
    std::size_t m_errorAt = 0;
};

/// The end of the JSON value that starts at `from` (its first byte), or npos if it does not end in the text. Brackets
/// and strings are followed, nothing else is checked.
std::size_t jsonValueEnd(std::string_view text, std::size_t from);
/// Unescapes what stands between the quotes of a JSON string; lone surrogates become U+FFFD.
std::string_view jsonUnescaped(std::string_view raw, TextArena &arena);

} // namespace triptych::formats
