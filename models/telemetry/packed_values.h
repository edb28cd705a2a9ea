#pragma once
#include "telemetry/record_block_format.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

/// Values of one field of a record block that all have one form, packed: a head of a few (`/item/`) and a tail of many,
/// which is a number, hex digits or an IPv4 address and stands in as many bytes as it needs. A third to a half of the
/// text is left, for less work than compressing it would be. Values that lack the form stand beside as text.
///
/// Bytes: 0x20, the form (byte: TailForm), bytes of a tail (byte), heads (count, then length and text of each), whether rows
/// name theirs (byte; if so a byte a row, 0xff: the value stands beside), tails of all rows, values that stand beside
/// (count, then length and text of each).
namespace triptych::telemetry::packed_values {

enum class TailForm : std::uint8_t {
    Decimal, ///< no leading zero, below 10^18; little-endian, 1 to 8 bytes
    Hex,     ///< an even number of lower-case digits, the same in every row; two a byte
    Ipv4,    ///< dotted, in its usual spelling; four bytes in the order of the text
};

/// Packs the values that stand in `text` one after another, so many bytes each, and writes them to `out`; false if they
/// have no form in common or little would be saved: nothing is written then.
bool pack(std::string_view text, std::span<const std::uint32_t> lengths, block_format::Out &out);

/// What pack() wrote, taken apart; views into it.
struct Packed {
    TailForm form = TailForm::Decimal;
    std::size_t width = 0; ///< of a tail, in bytes
    std::uint32_t rows = 0;
    std::vector<std::string_view> heads;
    std::string_view headOf; ///< a byte a row; empty if all have the only head
    std::string_view tails;
    std::vector<std::string_view> beside;
    std::size_t capacity = 0; ///< bytes that hold the text of all values
};

/// Reads what pack() wrote of `rows` values, from behind its first byte. False if the bytes are not pack()'s.
bool read(block_format::In &in, std::uint32_t rows, Packed &packed);

/// Values as they were, one after another.
struct Unpacked {
    std::unique_ptr<char[]> text;
    std::vector<std::uint32_t> offsets; ///< where each begins, and where the last ends
};

/// Bytes that unpack() may read behind every view, and that may be read behind the text that it makes.
inline constexpr std::size_t kSlack = 64;
Unpacked unpack(const Packed &packed);

/// Whether a value may contain the needle, without unpacking any: whether there is room for each of its bytes. With `fold`
/// letters of either case are equal.
bool mayHold(const Packed &packed, std::string_view needle, bool fold);

} // namespace triptych::telemetry::packed_values
