#include "telemetry/record_block.h"

#include "telemetry/byte_search.h"
#include "telemetry/record_block_format.h"

#include <algorithm>
#include <zstd.h>

namespace triptych::telemetry {

namespace {

/// Slack after every buffer that short copies may read from or write into.
constexpr std::size_t kSlack = 64;

/// Appends at `to`; reads and writes up to 16 bytes beyond, which is cheaper than a call for each short value.
inline char *put(char *to, std::string_view text)
{
    if (text.size() <= 16)
        std::memcpy(to, text.data(), 16);
    else
        std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

struct Field {
    bool raw = false;
    std::vector<std::string_view> entries; // dictionary
    std::vector<std::uint16_t> ids;        // per row of the shape; empty: all rows hold entry 0
    std::vector<std::uint32_t> offsets;    // raw: rows + 1, into text
    std::string_view text;

    std::string_view value(std::uint32_t ordinal) const
    {
        if (raw)
            return text.substr(offsets[ordinal], offsets[ordinal + 1] - offsets[ordinal]);
        return entries[ids.empty() ? 0 : ids[ordinal]];
    }
};

struct Shape {
    std::uint32_t rows = 0;
    std::vector<ShapePart> parts;
    std::vector<std::size_t> fieldOf; // part -> field; Literal: npos
    std::vector<Field> fields;
    std::vector<std::size_t> body;    // parts that make the body
};

inline void setBit(std::vector<std::uint64_t> &bits, std::uint32_t row)
{
    bits[row >> 6] |= std::uint64_t(1) << (row & 63);
}

} // namespace

struct DecodedBlock::Impl {
    std::uint32_t rows = 0;
    std::string plain;
    std::vector<Shape> shapes;
    std::vector<std::uint16_t> rowShape;    // empty if there is one shape
    std::vector<std::uint32_t> rowOrdinal;  // of the row among its shape's

    const Shape &shapeOf(std::uint32_t row, std::uint32_t &ordinal) const
    {
        if (rowShape.empty()) {
            ordinal = row;
            return shapes[0];
        }
        ordinal = rowOrdinal[row];
        return shapes[rowShape[row]];
    }

    bool parse();
    bool parseField(block_format::In &in, const Shape &shape, Field &field, std::uint64_t &rawBytes);
    template <typename Visit> void eachRowOf(std::size_t shape, Visit visit) const
    {
        if (rowShape.empty()) {
            for (std::uint32_t row = 0; row < rows; ++row)
                visit(row, row);
            return;
        }
        for (std::uint32_t row = 0; row < rows; ++row)
            if (rowShape[row] == shape)
                visit(row, rowOrdinal[row]);
    }
    void matchBodies(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const;
    void matchTags(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const;
};

bool DecodedBlock::Impl::parseField(block_format::In &in, const Shape &shape, Field &field, std::uint64_t &rawBytes)
{
    const std::uint64_t mode = in.byte();
    field.raw = mode >= 0x10;
    const std::uint64_t width = field.raw ? mode - 0x10 : mode;
    if (width != 1 && width != 2 && !(field.raw && width == 4))
        return false;
    const auto read = [width](const char *p) {
        std::uint32_t n = 0;
        std::memcpy(&n, p, width);
        return n;
    };
    if (field.raw) {
        const std::string_view lengths = in.bytes(shape.rows * width);
        if (!in.ok())
            return false;
        field.offsets.reserve(shape.rows + 1);
        std::uint64_t sum = 0;
        field.offsets.push_back(0);
        for (std::uint32_t i = 0; i < shape.rows; ++i) {
            sum += read(lengths.data() + i * width);
            if (sum > 0xffffffffull)
                return false;
            field.offsets.push_back(static_cast<std::uint32_t>(sum));
        }
        rawBytes = in.number();
        return in.ok() && rawBytes == sum;
    }
    const std::uint64_t count = in.number();
    if (!in.ok() || count == 0 || count > shape.rows)
        return false;
    std::vector<std::uint64_t> lengths(count);
    for (std::uint64_t &n : lengths)
        n = in.number();
    field.entries.reserve(count);
    for (const std::uint64_t n : lengths)
        field.entries.push_back(in.bytes(n));
    if (count > 1) {
        const std::string_view ids = in.bytes(shape.rows * width);
        if (!in.ok())
            return false;
        field.ids.resize(shape.rows);
        for (std::uint32_t i = 0; i < shape.rows; ++i) {
            field.ids[i] = static_cast<std::uint16_t>(read(ids.data() + i * width));
            if (field.ids[i] >= count)
                return false;
        }
    }
    return in.ok();
}

bool DecodedBlock::Impl::parse()
{
    block_format::In in(std::string_view(plain).substr(0, plain.size() - kSlack));
    const std::uint64_t count = in.number();
    if (!in.ok() || count == 0 || count > rows)
        return rows == 0 && count == 0;
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Shape shape;
        shape.rows = static_cast<std::uint32_t>(in.number());
        total += shape.rows;
        const std::uint64_t parts = in.number();
        if (!in.ok() || parts > plain.size() || shape.rows > rows)
            return false;
        for (std::uint64_t k = 0; k < parts; ++k) {
            const std::uint64_t kind = in.byte(), type = in.byte();
            ShapePart part;
            part.kind = static_cast<ShapePart::Kind>(kind & 0xf);
            part.inBody = (kind & 0x10) != 0;
            part.type = static_cast<ValueType>(type & 0xf);
            part.scope = static_cast<TagScope>(type >> 4);
            part.text = std::string(in.bytes(in.number()));
            if (!in.ok() || part.kind > ShapePart::Kind::Tag)
                return false;
            const bool literal = part.kind == ShapePart::Kind::Literal;
            shape.fieldOf.push_back(literal ? static_cast<std::size_t>(-1) : shape.fields.size());
            if (!literal)
                shape.fields.emplace_back();
            if (part.kind != ShapePart::Kind::Tag || part.inBody)
                shape.body.push_back(shape.parts.size());
            // Literals are copied with slack like everything else.
            part.text.reserve(part.text.size() + kSlack);
            shape.parts.push_back(std::move(part));
        }
        shapes.push_back(std::move(shape));
    }
    if (total != rows)
        return false;
    if (count > 1) {
        const int width = count <= 256 ? 1 : 2;
        const std::string_view numbers = in.bytes(static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(width));
        if (!in.ok())
            return false;
        rowShape.resize(rows);
        rowOrdinal.resize(rows);
        std::vector<std::uint32_t> next(count, 0);
        for (std::uint32_t row = 0; row < rows; ++row) {
            std::uint16_t s = 0;
            std::memcpy(&s, numbers.data() + row * static_cast<std::uint32_t>(width), static_cast<std::size_t>(width));
            if (s >= count || next[s] >= shapes[s].rows)
                return false;
            rowShape[row] = s;
            rowOrdinal[row] = next[s]++;
        }
    }
    std::vector<std::pair<Field *, std::uint64_t>> rawFields;
    for (Shape &shape : shapes)
        for (Field &field : shape.fields) {
            std::uint64_t rawBytes = 0;
            if (!parseField(in, shape, field, rawBytes))
                return false;
            if (field.raw)
                rawFields.emplace_back(&field, rawBytes);
        }
    for (auto &[field, bytes] : rawFields)
        field->text = in.bytes(bytes);
    return in.ok();
}

DecodedBlock::DecodedBlock() : m(std::make_unique<Impl>()) {}
DecodedBlock::~DecodedBlock() = default;

std::shared_ptr<const DecodedBlock> DecodedBlock::decode(std::string_view data)
{
    std::uint32_t magic = 0, rows = 0;
    std::uint64_t plain = 0;
    if (data.size() < block_format::kHeader)
        return nullptr;
    std::memcpy(&magic, data.data(), 4);
    std::memcpy(&rows, data.data() + 4, 4);
    std::memcpy(&plain, data.data() + 8, 8);
    // A record may be as large as an input line may (16 MB), but no block is larger than that times a few.
    if (magic != block_format::kMagic || rows > 4096 || plain > (std::uint64_t(1) << 32))
        return nullptr;
    const std::string_view frame = data.substr(block_format::kHeader);
    if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != plain)
        return nullptr;
    std::shared_ptr<DecodedBlock> block(new DecodedBlock);
    block->m->rows = rows;
    block->m->plain.resize(plain + kSlack);
    const std::size_t n = ZSTD_decompress(block->m->plain.data(), plain, frame.data(), frame.size());
    if (ZSTD_isError(n) || n != plain || !block->m->parse())
        return nullptr;
    return block;
}

std::uint32_t DecodedBlock::rows() const
{
    return m->rows;
}

std::size_t DecodedBlock::memoryBytes() const
{
    std::size_t n = m->plain.size() + m->rowShape.size() * 6;
    for (const Shape &s : m->shapes)
        for (const Field &f : s.fields)
            n += f.ids.size() * 2 + f.offsets.size() * 4 + f.entries.size() * sizeof(std::string_view);
    return n;
}

void DecodedBlock::appendBody(std::uint32_t row, std::string &out) const
{
    if (row >= m->rows)
        return;
    std::uint32_t ordinal = 0;
    const Shape &shape = m->shapeOf(row, ordinal);
    for (const std::size_t part : shape.body) {
        const std::size_t field = shape.fieldOf[part];
        out.append(field == static_cast<std::size_t>(-1) ? std::string_view(shape.parts[part].text)
                                                         : shape.fields[field].value(ordinal));
    }
}

std::string DecodedBlock::body(std::uint32_t row) const
{
    std::string out;
    appendBody(row, out);
    return out;
}

std::vector<TagView> DecodedBlock::tags(std::uint32_t row) const
{
    std::vector<TagView> out;
    if (row >= m->rows)
        return out;
    std::uint32_t ordinal = 0;
    const Shape &shape = m->shapeOf(row, ordinal);
    out.reserve(shape.parts.size());
    for (std::size_t i = 0; i < shape.parts.size(); ++i)
        if (shape.parts[i].kind == ShapePart::Kind::Tag)
            out.push_back({shape.parts[i].text, shape.fields[shape.fieldOf[i]].value(ordinal), shape.parts[i].type});
    return out;
}

std::optional<std::string_view> DecodedBlock::tag(std::uint32_t row, std::string_view key) const
{
    if (row >= m->rows)
        return std::nullopt;
    std::uint32_t ordinal = 0;
    const Shape &shape = m->shapeOf(row, ordinal);
    for (std::size_t i = 0; i < shape.parts.size(); ++i)
        if (shape.parts[i].kind == ShapePart::Kind::Tag && shape.parts[i].text == key)
            return shape.fields[shape.fieldOf[i]].value(ordinal);
    return std::nullopt;
}

void DecodedBlock::eachTag(std::string_view key,
                           const std::function<void(std::uint32_t row, std::string_view value)> &visit) const
{
    for (std::size_t s = 0; s < m->shapes.size(); ++s) {
        const Shape &shape = m->shapes[s];
        for (std::size_t i = 0; i < shape.parts.size(); ++i)
            if (shape.parts[i].kind == ShapePart::Kind::Tag && shape.parts[i].text == key) {
                const Field &field = shape.fields[shape.fieldOf[i]];
                m->eachRowOf(s, [&](std::uint32_t row, std::uint32_t ordinal) { visit(row, field.value(ordinal)); });
                break;
            }
    }
}

std::vector<std::pair<std::string_view, std::uint32_t>> DecodedBlock::keys() const
{
    std::vector<std::pair<std::string_view, std::uint32_t>> out;
    for (const Shape &shape : m->shapes)
        for (const ShapePart &part : shape.parts) {
            if (part.kind != ShapePart::Kind::Tag)
                continue;
            const auto it = std::find_if(out.begin(), out.end(), [&](const auto &k) { return k.first == part.text; });
            if (it == out.end())
                out.emplace_back(part.text, shape.rows);
            else
                it->second += shape.rows;
        }
    return out;
}

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
                    if (good[field.ids.empty() ? 0 : field.ids[ordinal]])
                        setBit(bits, row);
                });
            }
        }
    }
}

void DecodedBlock::Impl::matchBodies(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const
{
    const LiteralSearch literal(predicate.needle, predicate.foldCase ? Case::Fold : Case::Exact);
    // Bodies end in a byte that no needle spans because each hit is checked against its row's end.
    thread_local std::string buffer;
    std::vector<std::uint32_t> starts, rowOf;
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        const Shape &shape = shapes[s];
        std::string_view text;
        const std::uint32_t *offsets = nullptr;
        const bool single = shape.body.size() == 1 && shape.fieldOf[shape.body[0]] != static_cast<std::size_t>(-1) &&
                            shape.fields[shape.fieldOf[shape.body[0]]].raw;
        if (single) { // the column is the bodies, one after another
            const Field &field = shape.fields[shape.fieldOf[shape.body[0]]];
            text = field.text;
            offsets = field.offsets.data();
        } else {
            std::uint64_t size = 0;
            for (const std::size_t part : shape.body) {
                const std::size_t f = shape.fieldOf[part];
                if (f == static_cast<std::size_t>(-1))
                    size += shape.parts[part].text.size() * shape.rows;
                else if (shape.fields[f].raw)
                    size += shape.fields[f].text.size();
                else
                    for (std::uint32_t k = 0; k < shape.rows; ++k)
                        size += shape.fields[f].value(k).size();
            }
            if (buffer.size() < size + kSlack)
                buffer.resize(size + kSlack);
            starts.resize(shape.rows + 1);
            char *to = buffer.data();
            for (std::uint32_t k = 0; k < shape.rows; ++k) {
                starts[k] = static_cast<std::uint32_t>(to - buffer.data());
                for (const std::size_t part : shape.body) {
                    const std::size_t f = shape.fieldOf[part];
                    to = put(to, f == static_cast<std::size_t>(-1) ? std::string_view(shape.parts[part].text)
                                                                   : shape.fields[f].value(k));
                }
            }
            starts[shape.rows] = static_cast<std::uint32_t>(to - buffer.data());
            text = std::string_view(buffer.data(), starts[shape.rows]);
            offsets = starts.data();
        }
        const auto accept = [&](std::uint32_t ordinal) {
            return !predicate.test || predicate.test(text.substr(offsets[ordinal], offsets[ordinal + 1] - offsets[ordinal]));
        };
        rowOf.clear();
        if (!rowShape.empty())
            eachRowOf(s, [&](std::uint32_t row, std::uint32_t) { rowOf.push_back(row); });
        const auto mark = [&](std::uint32_t ordinal) { setBit(bits, rowOf.empty() ? ordinal : rowOf[ordinal]); };
        if (predicate.needle.empty()) {
            for (std::uint32_t k = 0; k < shape.rows; ++k)
                if (accept(k))
                    mark(k);
            continue;
        }
        std::size_t from = 0;
        while (true) {
            const std::size_t hit = literal.find(text, from);
            if (hit == LiteralSearch::kNone)
                break;
            const auto after = std::upper_bound(offsets, offsets + shape.rows + 1, static_cast<std::uint32_t>(hit));
            const auto ordinal = static_cast<std::uint32_t>(after - offsets - 1);
            if (hit + literal.length() > offsets[ordinal + 1]) { // across two bodies
                from = hit + 1;
                continue;
            }
            if (accept(ordinal))
                mark(ordinal);
            from = offsets[ordinal + 1];
        }
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
