#include "query/quantity.h"

#include <array>
#include <charconv>
#include <utility>

namespace triptych::query {

namespace {

using Unit = std::pair<std::string_view, double>;
constexpr std::array<Unit, 9> kTimes = {{{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3}, {"ms", 1e6}, {"s", 1e9},
                                         {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
constexpr std::array<Unit, 9> kBytes = {{{"B", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824.0},
                                         {"TiB", 1099511627776.0}, {"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}}};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of a number at the start of `text`; 0 if there is none.
std::size_t numberLength(std::string_view text, double &value)
{
    std::size_t skip = !text.empty() && text[0] == '+' ? 1 : 0;
    const std::size_t first = skip + (text.size() > skip && text[skip] == '-' ? 1 : 0);
    if (first >= text.size() || !(isDigit(text[first]) || (text[first] == '.' && first + 1 < text.size() && isDigit(text[first + 1]))))
        return 0;
    const auto [end, fault] = std::from_chars(text.data() + skip, text.data() + text.size(), value);
    return fault == std::errc() ? static_cast<std::size_t>(end - text.data()) : 0;
}

std::size_t unitLength(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size() && !isDigit(text[i]) && text[i] != '.' && text[i] != '-' && text[i] != '+')
        ++i;
    return i;
}

} // namespace

Quantity quantity(std::string_view text, QuantityError *error)
{
    Quantity out;
    out.text = text;
    std::size_t at = 0;
    double sum = 0;
    auto kind = Quantity::Kind::Text;
    while (at < text.size()) {
        double value = 0;
        const std::size_t digits = numberLength(text.substr(at), value);
        if (digits == 0) {
            if (error)
                *error = {at, at == 0 ? "a number is expected" : "a number is expected after the unit"};
            return out;
        }
        at += digits;
        const std::string_view unit = text.substr(at, unitLength(text.substr(at)));
        if (unit.empty()) {
            if (at != text.size() || kind != Quantity::Kind::Text) {
                if (error)
                    *error = {at, "a unit is expected; ns, µs, ms, s, m or h"};
                return out;
            }
            out.kind = Quantity::Kind::Plain;
            out.value = value;
            return out;
        }
        bool known = false;
        for (const auto &[name, factor] : kTimes) {
            if (unit == name && kind != Quantity::Kind::Bytes) {
                kind = Quantity::Kind::Time;
                sum += value * factor;
                known = true;
            }
        }
        for (const auto &[name, factor] : kBytes) {
            if (unit == name && kind == Quantity::Kind::Text) {
                kind = Quantity::Kind::Bytes;
                sum += value * factor;
                known = true;
                break;
            }
        }
        if (!known || (kind == Quantity::Kind::Bytes && at + unit.size() != text.size())) {
            if (error)
                *error = {at, "“" + std::string(unit) + "” is no unit of time; ns, µs, ms, s, m or h"};
            return out;
        }
        at += unit.size();
    }
    if (kind == Quantity::Kind::Text) {
        if (error)
            *error = {0, "a number is expected"};
        return out;
    }
    out.kind = kind;
    out.value = sum;
    return out;
}

int naturalOrder(std::string_view a, std::string_view b)
{
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            while (i < a.size() && a[i] == '0')
                ++i;
            while (j < b.size() && b[j] == '0')
                ++j;
            const std::size_t startA = i, startB = j;
            while (i < a.size() && isDigit(a[i]))
                ++i;
            while (j < b.size() && isDigit(b[j]))
                ++j;
            const std::string_view numberA = a.substr(startA, i - startA), numberB = b.substr(startB, j - startB);
            if (numberA.size() != numberB.size())
                return numberA.size() < numberB.size() ? -1 : 1;
            if (const int order = numberA.compare(numberB))
                return order;
        } else {
            if (a[i] != b[j])
                return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
            ++i;
            ++j;
        }
    }
    return i < a.size() ? 1 : j < b.size() ? -1 : 0;
}

} // namespace triptych::query
