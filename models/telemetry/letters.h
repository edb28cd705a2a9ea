#pragma once
#include <string>
#include <string_view>

/// The 26 letters of ASCII, whatever the locale; bytes of other characters stay as they are.
namespace triptych::telemetry {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

inline std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = lower(c);
    return out;
}

/// `span` → `Span`.
inline std::string capitalised(std::string_view text)
{
    std::string out(text);
    if (!out.empty())
        out.front() = upper(out.front());
    return out;
}

} // namespace triptych::telemetry
