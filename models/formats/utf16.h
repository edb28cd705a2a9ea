#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace triptych::formats {

enum class Utf16 : std::uint8_t { LittleEndian, BigEndian };
/// Whether an input is UTF-16: by its byte order mark, or by zeros between what is plain ASCII otherwise.
std::optional<Utf16> utf16Of(std::string_view head);

/// UTF-16 that comes in portions of any size, as UTF-8. Half of a pair that stands alone becomes U+FFFD; the byte order
/// mark is dropped. One thread.
class Utf16Reader
{
public:
    explicit Utf16Reader(Utf16 order) : m_order(order) {}
    void append(std::string_view bytes, std::string &out);
    /// What an input that ends in the middle of a character leaves.
    void finish(std::string &out);

private:
    void unit(char16_t value, std::string &out);
    Utf16 m_order;
    std::optional<char> m_half;   ///< first byte of a unit
    char16_t m_high = 0;          ///< first unit of a pair
    bool m_started = false;
};

} // namespace triptych::formats
