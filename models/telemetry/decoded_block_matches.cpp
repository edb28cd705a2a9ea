#include "telemetry/decoded_block.h"

#include <algorithm>

/// Which records of a block satisfy a predicate.
namespace triptych::telemetry {

namespace {

/// Appends at `to`; reads and writes up to 16 bytes beyond, which is cheaper than a call for each short value.
inline char *put(char *to, std::string_view text)
{
    if (text.size() <= 16)
        std::memcpy(to, text.data(), 16);
    else
        std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

inline void setBit(std::vector<std::uint64_t> &bits, std::uint32_t row)
{
    bits[row >> 6] |= std::uint64_t(1) << (row & 63);
}

} // namespace

void DecodedBlock::Impl::matchTags(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const
{
    const LiteralSearch literal(predicate.needle, predicate.foldCase ? Case::Fold : Case::Exact);
    const auto test = [&](std::string_view value) {
        if (!predicate.needle.empty() && !literal.in(value))
            return false;
        return predicate.test ? predicate.test(value) : true;
    };
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        const Shape &shape = shapes[s];
        for (std::size_t i = 0; i < shape.parts.size(); ++i) {
            const ShapePart &part = shape.parts[i];
            if (part.kind != ShapePart::Kind::Tag ||
                std::find(predicate.keys.begin(), predicate.keys.end(), part.text) == predicate.keys.end())
                continue;
            const Field &field = shape.fields[shape.fieldOf[i]];
            if (predicate.target == RecordPredicate::Target::Exists) {
                eachRowOf(s, [&](std::uint32_t row, std::uint32_t) { setBit(bits, row); });
            } else if (field.raw) {
                eachRowOf(s, [&](std::uint32_t row, std::uint32_t ordinal) {
                    if (test(field.value(ordinal)))
                        setBit(bits, row);
                });
            } else {
                std::vector<char> good(field.entries.size());
                for (std::size_t k = 0; k < good.size(); ++k)
                    good[k] = test(field.entries[k]);
                if (std::find(good.begin(), good.end(), 1) == good.end())
                    continue;
                eachRowOf(s, [&](std::uint32_t row, std::uint32_t ordinal) {
                    if (good[field.id(ordinal)])
                        setBit(bits, row);
                });
            }
        }
    }
}

namespace {

/// Whether a needle can begin before an edge of `literal` and end behind it, or hold it whole, or lie in it.
bool mayTouch(std::string_view needle, std::string_view literal, bool fold)
{
    const auto same = [fold](std::string_view a, std::string_view b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [fold](char x, char y) {
            const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
            return fold ? lower(x) == lower(y) : x == y;
        });
    };
    if (LiteralSearch(needle, fold ? Case::Fold : Case::Exact).in(literal))
        return true;
    for (std::size_t k = 1; k < needle.size(); ++k) {
        // The first k bytes up to the end of the literal, the others behind it; and the mirror of that.
        const std::size_t before = std::min(k, literal.size()), after = std::min(needle.size() - k, literal.size());
        if (same(needle.substr(k - before, before), literal.substr(literal.size() - before)) || same(needle.substr(k, after), literal.substr(0, after)))
            return true;
    }
    return false;
}

} // namespace

bool DecodedBlock::Impl::staysWithinParts(const Shape &shape, const RecordPredicate &predicate) const
{
    bool afterValue = false;
    for (const std::size_t part : shape.body) {
        const bool literal = shape.fieldOf[part] == kNoField;
        if (!literal && afterValue)
            return false;
        afterValue = !literal;
        if (literal && (shape.parts[part].text.empty() || mayTouch(predicate.needle, shape.parts[part].text, predicate.foldCase)))
            return false;
    }
    return true;
}

std::vector<char> DecodedBlock::Impl::candidatesWithinParts(const Shape &shape, const RecordPredicate &predicate, const LiteralSearch &literal) const
{
    std::vector<char> hits(shape.rows, 0);
    for (const std::size_t part : shape.body) {
        if (shape.fieldOf[part] == kNoField)
            continue; // the needle does not touch it
        const Field &field = shape.fields[shape.fieldOf[part]];
        if (field.packed && !packed_values::mayHold(field.packed->packed, predicate.needle, predicate.foldCase))
            continue;
        if (field.raw) {
            const std::string_view text = field.text();
            const std::vector<std::uint32_t> &offsets = field.offsets();
            for (std::size_t from = 0; (from = literal.find(text, from)) != LiteralSearch::kNone;) {
                const auto after = std::upper_bound(offsets.begin(), offsets.end(), static_cast<std::uint32_t>(from));
                const auto ordinal = static_cast<std::size_t>(after - offsets.begin() - 1);
                if (from + literal.length() > offsets[ordinal + 1]) { // across two rows' values
                    ++from;
                    continue;
                }
                hits[ordinal] = 1;
                from = offsets[ordinal + 1];
            }
            continue;
        }
        std::vector<char> good(field.entries.size());
        for (std::size_t k = 0; k < good.size(); ++k)
            good[k] = literal.in(field.entries[k]);
        if (std::find(good.begin(), good.end(), 1) == good.end())
            continue;
        for (std::uint32_t k = 0; k < shape.rows; ++k)
            hits[k] = static_cast<char>(hits[k] | good[field.id(k)]);
    }
    return hits;
}

std::string_view DecodedBlock::Impl::wholeBodies(const Shape &shape, std::vector<std::size_t> &starts)
{
    thread_local std::string buffer;
    starts.resize(shape.rows + 1);
    const std::size_t only = shape.body.size() == 1 ? shape.fieldOf[shape.body[0]] : kNoField;
    if (only != kNoField && shape.fields[only].raw) { // the column is the bodies, one after another
        const std::vector<std::uint32_t> &offsets = shape.fields[only].offsets();
        std::copy(offsets.begin(), offsets.end(), starts.begin());
        return shape.fields[only].text();
    }
    std::uint64_t size = 0;
    for (const std::size_t part : shape.body) {
        const std::size_t f = shape.fieldOf[part];
        if (f == kNoField)
            size += shape.parts[part].text.size() * shape.rows;
        else if (shape.fields[f].raw)
            size += shape.fields[f].text().size();
        else
            for (std::uint32_t k = 0; k < shape.rows; ++k)
                size += shape.fields[f].value(k).size();
    }
    if (buffer.size() < size + kSlack)
        buffer.resize(size + kSlack);
    char *to = buffer.data();
    for (std::uint32_t k = 0; k < shape.rows; ++k) {
        starts[k] = static_cast<std::size_t>(to - buffer.data());
        for (const std::size_t part : shape.body) {
            const std::size_t f = shape.fieldOf[part];
            to = put(to, f == kNoField ? std::string_view(shape.parts[part].text) : shape.fields[f].value(k));
        }
    }
    starts[shape.rows] = static_cast<std::size_t>(to - buffer.data());
    return {buffer.data(), starts[shape.rows]};
}

std::vector<char> DecodedBlock::Impl::candidatesInWholeBodies(const Shape &shape, const LiteralSearch &literal)
{
    std::vector<std::size_t> starts;
    const std::string_view text = wholeBodies(shape, starts);
    std::vector<char> hits(shape.rows, 0);
    for (std::size_t from = 0; (from = literal.find(text, from)) < text.size();) {
        const auto after = std::upper_bound(starts.begin(), starts.end(), from);
        const auto ordinal = static_cast<std::size_t>(after - starts.begin() - 1);
        if (from + literal.length() > starts[ordinal + 1]) { // across two bodies
            ++from;
            continue;
        }
        hits[ordinal] = 1;
        from = starts[ordinal + 1];
    }
    return hits;
}

void DecodedBlock::Impl::matchBodies(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const
{
    const LiteralSearch literal(predicate.needle, predicate.foldCase ? Case::Fold : Case::Exact);
    std::string body;
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        const Shape &shape = shapes[s];
        // A needle that cannot reach over the edge of a part is looked for column by column, which reads each
        // dictionary once and touches no constant text; else the bodies are put together.
        std::vector<char> hits;
        // One or two letters stand in nearly every line: they would be looked for in vain before the expression is.
        constexpr std::size_t kTelling = 3;
        if (predicate.needle.empty() || (predicate.scan && predicate.needle.size() < kTelling))
            hits.assign(shape.rows, 1);
        else if (staysWithinParts(shape, predicate))
            hits = candidatesWithinParts(shape, predicate, literal);
        else
            hits = candidatesInWholeBodies(shape, literal);
        if (std::find(hits.begin(), hits.end(), 1) == hits.end())
            continue;
        // A literal that many lines hold decides little: one run of the expression over all of them is cheaper.
        constexpr int kMany = 16;
        if (predicate.scan && std::count(hits.begin(), hits.end(), 1) * kMany > static_cast<std::ptrdiff_t>(shape.rows)) {
            std::vector<std::size_t> starts;
            const std::string_view text = wholeBodies(shape, starts);
            std::fill(hits.begin(), hits.end(), char{0});
            predicate.scan(text, starts, hits);
        }
        eachRowOf(s, [&](std::uint32_t row, std::uint32_t ordinal) {
            if (!hits[ordinal])
                return;
            if (predicate.test) {
                body.clear();
                appendBody(shape, ordinal, body);
                if (!predicate.test(body))
                    return;
            }
            setBit(bits, row);
        });
    }
}

std::vector<std::uint64_t> DecodedBlock::matches(const RecordPredicate &predicate) const
{
    std::vector<std::uint64_t> bits((m->rows + 63) / 64, 0);
    if (predicate.target == RecordPredicate::Target::Body)
        m->matchBodies(predicate, bits);
    else
        m->matchTags(predicate, bits);
    return bits;
}

} // namespace triptych::telemetry
