#pragma once
#include <string>
#include <string_view>

namespace triptych::store {

/// Calls `visit` with each key of a flat or nested JSON object's first level, unescaped only where a key holds a
/// backslash. The text is what decoders wrote (telemetry::tagsToJson): valid. O(text), no allocation for plain keys.
template <typename Visit> void eachJsonKey(std::string_view object, Visit visit)
{
    int depth = 0;
    bool expectsKey = false;
    for (std::size_t i = 0; i < object.size(); ++i) {
        const char c = object[i];
        if (c == '"') {
            std::size_t end = i + 1;
            bool escaped = false;
            while (end < object.size() && object[end] != '"') {
                escaped = escaped || object[end] == '\\';
                end += object[end] == '\\' ? 2 : 1;
            }
            if (end >= object.size())
                return;
            if (depth == 1 && expectsKey) {
                const std::string_view key = object.substr(i + 1, end - i - 1);
                if (!escaped) {
                    visit(key);
                } else {
                    std::string plain; // quotes and backslashes; other escapes have no place in a key that is searched
                    for (std::size_t k = 0; k < key.size(); ++k)
                        if (key[k] != '\\' || ++k < key.size())
                            plain += key[k];
                    visit(std::string_view(plain));
                }
            }
            expectsKey = false;
            i = end;
        } else if (c == '{' || c == '[') {
            expectsKey = c == '{' && ++depth == 1;
            if (c == '[')
                ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',') {
            expectsKey = depth == 1;
        }
    }
}

} // namespace triptych::store
