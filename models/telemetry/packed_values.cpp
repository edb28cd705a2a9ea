#include "telemetry/packed_values.h"

#include "telemetry/hex_digits.h"
#include "telemetry/text_ends.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

namespace triptych::telemetry::packed_values {

namespace {

constexpr std::size_t kFewestRows = 64;
constexpr std::size_t kSampled = 8;
constexpr std::size_t kMostHeads = 128;
constexpr std::size_t kLongestHead = 255; // bounds what a block of few bytes can unpack to
constexpr std::size_t kLongestDecimal = 18;
constexpr std::size_t kLongestHex = 64;
constexpr std::size_t kShortestHex = 8;
constexpr std::size_t kLongestIpv4 = 15;
constexpr std::uint8_t kBeside = 0xff;

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

// Digits at the end of the value that make a number without leading zeros; the number.
std::size_t decimalTail(std::string_view value, std::uint64_t &number)
{
    const std::size_t n = value.size();
    if (n == 0)
        return 0;
    // The last eight bytes as one word, the last byte highest, what is missing zero.
    std::uint64_t word = 0;
    if (n >= 8)
        std::memcpy(&word, value.data() + n - 8, 8);
    else
        word = fewBytes(value.data(), n) << (64 - n * 8);
    const std::uint64_t values = word ^ 0x3030303030303030ull;
    const std::uint64_t others = ((values & 0x7f7f7f7f7f7f7f7full) + 0x7676767676767676ull) | values;
    const auto digits = static_cast<std::size_t>(std::countl_zero(others & 0x8080808080808080ull)) / 8;
    if (digits == 0)
        return 0;
    if (digits < 8) {
        std::uint64_t d = values >> (64 - digits * 8) << (64 - digits * 8);
        const std::size_t length = d == 0 ? 1 : 8 - static_cast<std::size_t>(std::countr_zero(d)) / 8;
        // Pairs, then fours, then all eight: each step adds the lower digits to ten times the higher.
        d = (d * 10) + (d >> 8);
        d = (((d & 0x000000ff000000ffull) * 0x000f424000000064ull) + (((d >> 16) & 0x000000ff000000ffull) * 0x0000271000000001ull)) >> 32;
        number = d;
        return length;
    }
    std::size_t from = n;
    while (from > 0 && n - from < kLongestDecimal && digit(value[from - 1]))
        --from;
    while (from + 1 < n && value[from] == '0')
        ++from;
    number = 0;
    for (std::size_t i = from; i < n; ++i)
        number = number * 10 + static_cast<std::uint64_t>(value[i] - '0');
    return n - from;
}

std::size_t lowerHexTail(std::string_view value)
{
    std::size_t n = 0;
    while (n < value.size() && n < kLongestHex && isHexDigit(value[value.size() - 1 - n]) && !(value[value.size() - 1 - n] >= 'A' && value[value.size() - 1 - n] <= 'F'))
        ++n;
    return n & ~std::size_t(1);
}

bool packHex(std::string_view digits, char *to)
{
    std::uint64_t word = 0;
    std::uint32_t bytes = 0;
    std::size_t at = 0;
    for (; at + 8 <= digits.size(); at += 8, to += sizeof bytes) {
        std::memcpy(&word, digits.data() + at, 8);
        if (!eightLowerHexDigits(word, bytes))
            return false;
        std::memcpy(to, &bytes, sizeof bytes);
    }
    if (at == digits.size())
        return true;
    word = 0x3030303030303030ull;
    std::memcpy(&word, digits.data() + at, digits.size() - at);
    if (!eightLowerHexDigits(word, bytes))
        return false;
    std::memcpy(to, &bytes, (digits.size() - at) / 2);
    return true;
}

bool packIpv4(std::string_view value, char *to)
{
    if (value.size() < 7 || value.size() > kLongestIpv4)
        return false;
    const char *p = value.data(), *const end = p + value.size();
    const auto next = [&p, end] { return p == end ? 10u : static_cast<unsigned>(static_cast<unsigned char>(*p)) - '0'; };
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (p == end || *p++ != '.'))
            return false;
        unsigned number = next();
        if (number > 9)
            return false;
        ++p;
        if (const unsigned second = next(); second <= 9) {
            if (number == 0)
                return false;
            number = number * 10 + second;
            ++p;
            if (const unsigned third = next(); third <= 9) {
                number = number * 10 + third;
                ++p;
            }
        }
        if (number > 255)
            return false;
        *to++ = static_cast<char>(number);
    }
    return p == end;
}

// The heads found so far.
class Heads
{
public:
    std::optional<std::uint8_t> find(std::string_view head)
    {
        const TextEnds ends(head);
        const auto is = [&](const Head &other) { return TextEnds::same(ends, head.data(), other.ends, other.text.data()); };
        if (m_last < m_heads.size() && is(m_heads[m_last]))
            return static_cast<std::uint8_t>(m_last);
        auto at = static_cast<std::uint8_t>(ends.mixed() >> 56);
        for (; m_slots[at] != 0; ++at)
            if (is(m_heads[m_slots[at] - 1u])) {
                m_last = m_slots[at] - 1u;
                return static_cast<std::uint8_t>(m_last);
            }
        if (m_heads.size() == kMostHeads || head.size() > kLongestHead)
            return std::nullopt;
        m_heads.push_back({head, ends});
        m_slots[at] = static_cast<std::uint8_t>(m_heads.size());
        m_last = m_heads.size() - 1;
        return static_cast<std::uint8_t>(m_last);
    }
    std::size_t count() const { return m_heads.size(); }
    std::string_view operator[](std::size_t i) const { return m_heads[i].text; }

private:
    struct Head {
        std::string_view text;
        TextEnds ends;
    };
    std::vector<Head> m_heads;
    std::array<std::uint8_t, 256> m_slots{}; // number of the head + 1; half of them stay free
    std::size_t m_last = 0;
};

struct Form {
    TailForm tail = TailForm::Decimal;
    std::size_t hexDigits = 0;
};

// The form that most of a few values have, the first and the last of the block: the others are not tried in vain.
std::optional<Form> formOf(std::string_view text, std::span<const std::uint32_t> lengths)
{
    std::array<std::string_view, kSampled> values;
    std::size_t begin = 0, end = text.size();
    for (std::size_t i = 0; i < kSampled / 2; ++i) {
        const std::size_t first = lengths[i], last = lengths[lengths.size() - 1 - i];
        end -= last;
        values[i * 2] = text.substr(begin, first);
        values[i * 2 + 1] = text.substr(end, last);
        begin += first;
    }
    std::size_t addresses = 0, numbers = 0, hex = 0, hexDigits = 0;
    for (const std::string_view value : values) {
        std::array<char, 4> address{};
        std::uint64_t number = 0;
        addresses += packIpv4(value, address.data()) ? 1 : 0;
        numbers += decimalTail(value, number) >= 3 ? 1 : 0;
        const std::size_t digits = lowerHexTail(value);
        if (hexDigits == 0 && digits >= kShortestHex)
            hexDigits = digits;
        hex += hexDigits != 0 && digits >= hexDigits ? 1 : 0;
    }
    constexpr std::size_t kMost = kSampled - 1;
    if (addresses >= kMost)
        return Form{TailForm::Ipv4, 0};
    // Eight digits are a number rather than hex, sixteen of them in every row as well.
    if (hex >= kMost && numbers < kMost)
        return Form{TailForm::Hex, hexDigits};
    if (numbers >= kMost - 1)
        return Form{TailForm::Decimal, 0};
    return std::nullopt;
}

// Three digits and a point of every number of an address, and how many of them count.
struct AddressPart {
    std::array<char, 4> text{};
    std::uint8_t length = 0;
};

constexpr std::array<AddressPart, 256> kAddressParts = [] {
    std::array<AddressPart, 256> all{};
    for (unsigned n = 0; n < all.size(); ++n) {
        AddressPart &part = all[n];
        for (unsigned unit = 100; unit > 0; unit /= 10)
            if (n >= unit || unit == 1)
                part.text[part.length++] = static_cast<char>('0' + n / unit % 10);
        part.text[part.length++] = '.';
    }
    return all;
}();

constexpr std::array<std::array<char, 2>, 256> kHexPairs = [] {
    std::array<std::array<char, 2>, 256> all{};
    for (std::size_t n = 0; n < all.size(); ++n)
        all[n] = {"0123456789abcdef"[n >> 4], "0123456789abcdef"[n & 15]};
    return all;
}();

// The longest text of a tail of so many bytes, and of what putTail() writes of it; 0 if there is no such tail.
std::size_t longestTail(TailForm form, std::size_t width)
{
    constexpr std::array<std::size_t, 9> kDigits{0, 3, 5, 8, 10, 13, 15, 17, 20}; // of the largest number in so many bytes
    switch (form) {
    case TailForm::Decimal: return width < kDigits.size() ? kDigits[width] : 0;
    case TailForm::Hex: return width <= kLongestHex / 2 ? width * 2 : 0;
    case TailForm::Ipv4: return width == 4 ? kLongestIpv4 + 1 : 0;
    }
    return 0;
}

// A text of any length; reads and writes up to sixteen bytes beyond, which is cheaper than a call for each short one.
char *putHead(char *to, std::string_view head)
{
    if (head.size() <= 16)
        std::memcpy(to, head.data(), 16);
    else
        std::memcpy(to, head.data(), head.size());
    return to + head.size();
}

char *putDecimal(char *to, const char *tail, std::size_t width)
{
    std::uint64_t number = 0;
    std::memcpy(&number, tail, 8);
    number &= width == 8 ? ~std::uint64_t(0) : (std::uint64_t(1) << (width * 8)) - 1;
    if (number >= 100'000'000)
        return std::to_chars(to, to + 20, number).ptr;
    // Halves of four digits, quarters of two, single digits: all at once, the first digit lowest.
    const std::uint64_t halves = number / 10'000 | (number % 10'000) << 32;
    const std::uint64_t hundreds = ((halves * 10'486) >> 20) & 0x0000007f0000007full;
    const std::uint64_t pairs = hundreds | (halves - hundreds * 100) << 16;
    const std::uint64_t tens = ((pairs * 103) >> 10) & 0x000f000f000f000full;
    const std::uint64_t digits = tens | (pairs - tens * 10) << 8;
    const int zeros = std::countr_zero(digits | std::uint64_t(1) << 56) & ~7; // the last digit stays
    const std::uint64_t text = (digits + 0x3030303030303030ull) >> zeros;
    std::memcpy(to, &text, 8);
    return to + 8 - zeros / 8;
}

char *putHex(char *to, const char *tail, std::size_t width)
{
    for (std::size_t i = 0; i < width; ++i, to += 2)
        std::memcpy(to, kHexPairs[static_cast<unsigned char>(tail[i])].data(), 2);
    return to;
}

char *putIpv4(char *to, const char *tail, std::size_t)
{
    for (std::size_t i = 0; i < 4; ++i) {
        const AddressPart &part = kAddressParts[static_cast<unsigned char>(tail[i])];
        std::memcpy(to, part.text.data(), 4);
        to += part.length;
    }
    return to - 1; // the last point
}

template <typename Put> char *unpackRows(const Packed &packed, char *const begin, std::vector<std::uint32_t> &offsets, Put put)
{
    char *to = begin;
    auto beside = packed.beside.begin();
    const char *tail = packed.tails.data();
    const bool named = !packed.headOf.empty();
    for (std::uint32_t row = 0; row < packed.rows; ++row, tail += packed.width) {
        offsets[row] = static_cast<std::uint32_t>(to - begin);
        const auto head = named ? static_cast<std::uint8_t>(packed.headOf[row]) : std::uint8_t(0);
        to = head == kBeside ? putHead(to, *beside++) : put(putHead(to, packed.heads[head]), tail, packed.width);
    }
    return to;
}

} // namespace

bool pack(std::string_view text, std::span<const std::uint32_t> lengths, block_format::Out &out)
{
    const std::size_t rows = lengths.size();
    const auto form = rows < kFewestRows ? std::nullopt : formOf(text, lengths);
    if (!form)
        return false;
    const bool decimal = form->tail == TailForm::Decimal;
    std::size_t width = form->tail == TailForm::Ipv4 ? 4 : form->hexDigits / 2;
    Heads heads;
    std::vector<std::uint8_t> headOf(rows);
    std::vector<std::uint64_t> numbers(decimal ? rows : 0);
    std::vector<char> tails(decimal ? 0 : rows * width);
    std::vector<std::string_view> beside;
    std::uint64_t largest = 0;
    const char *at = text.data();
    std::size_t besideBytes = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::string_view value(at, lengths[row]);
        at += lengths[row];
        std::size_t tail = 0;
        if (decimal)
            tail = decimalTail(value, numbers[row]);
        else if (form->tail == TailForm::Ipv4)
            tail = packIpv4(value, tails.data() + row * width) ? value.size() : 0;
        else if (value.size() >= form->hexDigits && packHex({value.data() + value.size() - form->hexDigits, form->hexDigits}, tails.data() + row * width))
            tail = form->hexDigits;
        const auto head = tail == 0 ? std::nullopt : heads.find({value.data(), value.size() - tail});
        headOf[row] = head.value_or(kBeside);
        if (!head) {
            if (decimal)
                numbers[row] = 0;
            beside.push_back(value);
            besideBytes += value.size() + 1;
            if (beside.size() > rows / 8)
                return false;
        } else if (decimal) {
            largest |= numbers[row];
        }
    }
    if (decimal) {
        for (width = 1; width < 8 && largest >> (width * 8) != 0;)
            ++width;
        tails.resize(rows * width + sizeof(std::uint64_t)); // each is written with zeros behind, over which the next one goes
        for (std::size_t row = 0; row < rows; ++row)
            std::memcpy(tails.data() + row * width, &numbers[row], sizeof(std::uint64_t));
    }
    const bool named = heads.count() > 1 || !beside.empty();
    std::size_t packed = rows * (width + (named ? 1 : 0)) + besideBytes;
    for (std::size_t i = 0; i < heads.count(); ++i)
        packed += heads[i].size() + 1;
    if (packed > (text.size() + rows) / 4 * 3)
        return false;
    out.fixed(block_format::kPacked, 1);
    out.fixed(static_cast<std::uint64_t>(form->tail), 1);
    out.fixed(width, 1);
    out.number(heads.count());
    for (std::size_t i = 0; i < heads.count(); ++i) {
        out.number(heads[i].size());
        out.bytes(heads[i]);
    }
    out.fixed(named ? 1 : 0, 1);
    if (named)
        out.fixed(std::span<const std::uint8_t>(headOf), 1);
    out.bytes({tails.data(), rows * width});
    out.number(beside.size());
    for (const std::string_view value : beside) {
        out.number(value.size());
        out.bytes(value);
    }
    return true;
}

bool read(block_format::In &in, std::uint32_t rows, Packed &packed)
{
    packed.form = static_cast<TailForm>(in.byte());
    packed.width = in.byte();
    packed.rows = rows;
    const std::uint64_t count = in.number();
    const std::size_t longest = longestTail(packed.form, packed.width);
    if (!in.ok() || longest == 0 || count > kMostHeads)
        return false;
    packed.heads.resize(count);
    for (std::string_view &head : packed.heads) {
        const std::uint64_t length = in.number();
        if (length > kLongestHead)
            return false;
        head = in.bytes(length);
    }
    const bool named = in.byte() != 0;
    packed.headOf = in.bytes(named ? rows : 0);
    packed.tails = in.bytes(rows * packed.width);
    const std::uint64_t besideCount = in.number();
    if (!in.ok() || besideCount > rows || (!named && count != 1))
        return false;
    packed.beside.resize(besideCount);
    std::uint64_t most = 0;
    for (std::string_view &value : packed.beside) {
        value = in.bytes(in.number());
        most += value.size();
    }
    std::array<std::uint32_t, 256> used{};
    for (const char head : packed.headOf)
        ++used[static_cast<std::uint8_t>(head)];
    if (!named)
        used[0] = rows;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] != 0 && i >= count && i != kBeside)
            return false;
        if (i < count)
            most += used[i] * (packed.heads[i].size() + longest);
    }
    packed.capacity = most;
    return in.ok() && most <= 0xffffffffull && used[kBeside] == besideCount;
}

Unpacked unpack(const Packed &packed)
{
    Unpacked values;
    values.text.reset(new char[packed.capacity + kSlack]); // not cleared: it is filled at once
    values.offsets.resize(packed.rows + 1);
    char *const begin = values.text.get();
    char *const end = packed.form == TailForm::Decimal ? unpackRows(packed, begin, values.offsets, putDecimal)
                      : packed.form == TailForm::Hex   ? unpackRows(packed, begin, values.offsets, putHex)
                                                       : unpackRows(packed, begin, values.offsets, putIpv4);
    values.offsets[packed.rows] = static_cast<std::uint32_t>(end - begin);
    std::memset(end, 0, kSlack);
    return values;
}

bool mayHold(const Packed &packed, std::string_view needle, bool fold)
{
    std::array<bool, 256> there{};
    const auto all = [&there](std::string_view text) {
        for (const char c : text)
            there[static_cast<unsigned char>(c)] = true;
    };
    all("0123456789");
    if (packed.form == TailForm::Hex)
        all("abcdef");
    else if (packed.form == TailForm::Ipv4)
        all(".");
    std::for_each(packed.heads.begin(), packed.heads.end(), all);
    std::for_each(packed.beside.begin(), packed.beside.end(), all);
    return std::all_of(needle.begin(), needle.end(), [&](char c) {
        const auto is = [&there](char byte) { return there[static_cast<unsigned char>(byte)]; };
        return is(c) || (fold && ((c >= 'a' && c <= 'z' && is(static_cast<char>(c - 32))) || (c >= 'A' && c <= 'Z' && is(static_cast<char>(c + 32)))));
    });
}

} // namespace triptych::telemetry::packed_values
