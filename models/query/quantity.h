#pragma once
#include "query/syntax.h"

#include <optional>
#include <string>
#include <string_view>

namespace triptych::query {

/// Why a text is no quantity: byte offset in it and a sentence.
struct QuantityError {
    std::size_t at = 0;
    std::string what;
};

/// Reads `250ms`, `1m30s`, `10KiB`, `500`, `-1.5e3`; a text that starts with no number has kind Text.
/// A number with an unknown unit is Text too, and `error` (if given) says what is wrong with it.
Quantity quantity(std::string_view text, QuantityError *error = nullptr);

/// Natural order: runs of digits compare as numbers, so 2.9 < 2.10. Negative, zero or positive.
int naturalOrder(std::string_view a, std::string_view b);

} // namespace triptych::query
