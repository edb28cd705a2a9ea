#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace triptych::telemetry {

/// How letters compare; Fold: ASCII letters of either case are equal.
enum class Case : unsigned char { Exact, Fold };

/// Searches one literal in many texts: the first and last byte of the needle are compared 16 places at a time.
/// Several GB/s where hits are rare. Immutable; any thread.
class LiteralSearch
{
public:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    LiteralSearch(std::string_view needle, Case letters);
    /// Offset of the first occurrence at or after `from`; kNone if there is none. An empty needle is found everywhere.
    std::size_t find(std::string_view text, std::size_t from = 0) const;
    bool in(std::string_view text) const { return find(text) != kNone; }
    std::size_t length() const { return m_needle.size(); }

private:
    bool equalAt(const char *p) const;
    std::string m_needle; // lower case if folded
    Case m_case;
};

} // namespace triptych::telemetry
