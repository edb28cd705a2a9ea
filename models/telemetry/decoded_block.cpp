#include "telemetry/record_block.h"

#include "telemetry/byte_search.h"
#include "telemetry/record_block_format.h"

#include <algorithm>
#include <zstd.h>

namespace triptych::telemetry {

namespace {

/// Slack after every buffer that short copies may read from or write into.
constexpr std::size_t kSlack = 64;
constexpr std::size_t kNoField = static_cast<std::size_t>(-1);

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
    std::string_view ids;                  // per row of the shape, `width` bytes each; empty: all rows hold entry 0
    std::size_t width = 1;
    std::vector<std::uint32_t> offsets;    // raw: rows + 1, into text
    std::string_view text;

    std::string_view value(std::uint32_t ordinal) const
    {
        if (raw)
            return text.substr(offsets[ordinal], offsets[ordinal + 1] - offsets[ordinal]);
        return entries[id(ordinal)];
    }
    std::size_t id(std::uint32_t ordinal) const
    {
        if (ids.empty())
            return 0;
        std::uint16_t n = 0;
        if (width == 1)
            n = static_cast<unsigned char>(ids[ordinal]);
        else
            std::memcpy(&n, ids.data() + ordinal * 2, 2);
        return n;
    }
};

struct Shape {
    std::uint32_t rows = 0;
    std::vector<ShapePart> parts;
    std::vector<std::size_t> fieldOf; // part -> field; Literal: npos
    std::vector<Field> fields;
    std::vector<std::size_t> body;    // parts that make the body
};

/// Offsets from lengths of a fixed width; false if they add up to more than 4 GB.
template <typename T> bool addLengths(std::string_view lengths, std::vector<std::uint32_t> &offsets)
{
    const std::size_t count = lengths.size() / sizeof(T);
    offsets.resize(count + 1);
    std::uint64_t sum = 0;
    offsets[0] = 0;
    for (std::size_t i = 0; i < count; ++i) {
        T n;
        std::memcpy(&n, lengths.data() + i * sizeof(T), sizeof(T));
        sum += n;
        offsets[i + 1] = static_cast<std::uint32_t>(sum);
    }
    return sum <= 0xffffffffull;
}

template <typename T> bool allBelow(std::string_view ids, std::uint64_t limit)
{
    T most = 0;
    for (std::size_t i = 0; i + sizeof(T) <= ids.size(); i += sizeof(T)) {
        T n;
        std::memcpy(&n, ids.data() + i, sizeof(T));
        most = n > most ? n : most;
    }
    return most < limit;
}

inline void setBit(std::vector<std::uint64_t> &bits, std::uint32_t row)
{
    bits[row >> 6] |= std::uint64_t(1) << (row & 63);
}

} // namespace

struct DecodedBlock::Impl {
    std::uint32_t rows = 0;
    std::unique_ptr<char[]> plain; // with kSlack behind
    std::size_t plainSize = 0;
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
    static void appendBody(const Shape &shape, std::uint32_t ordinal, std::string &out);
    void matchBodies(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const;
    /// Whether an occurrence of the needle can only lie inside one value: it fits no edge of a literal part, and no two
    /// values touch.
    bool staysWithinParts(const Shape &shape, const RecordPredicate &predicate) const;
    /// Rows (1) whose bodies contain the literal.
    std::vector<char> candidatesWithinParts(const Shape &shape, const LiteralSearch &literal) const;
    /// The bodies of a shape's rows one after another, and where each begins (rows + 1). The text is good until the next
    /// call on this thread.
    static std::string_view wholeBodies(const Shape &shape, std::vector<std::size_t> &starts);
    /// Rows (1) whose bodies, put together, contain the literal.
    static std::vector<char> candidatesInWholeBodies(const Shape &shape, const LiteralSearch &literal);
    void matchTags(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const;
};

bool DecodedBlock::Impl::parseField(block_format::In &in, const Shape &shape, Field &field, std::uint64_t &rawBytes)
{
    const std::uint64_t mode = in.byte();
    field.raw = mode >= 0x10;
    const std::uint64_t width = field.raw ? mode - 0x10 : mode;
    if (width != 1 && width != 2 && !(field.raw && width == 4))
        return false;
    if (field.raw) {
        const std::string_view lengths = in.bytes(shape.rows * width);
        if (!in.ok())
            return false;
        if (!(width == 1   ? addLengths<std::uint8_t>(lengths, field.offsets)
              : width == 2 ? addLengths<std::uint16_t>(lengths, field.offsets)
                           : addLengths<std::uint32_t>(lengths, field.offsets)))
            return false;
        rawBytes = in.number();
        return in.ok() && rawBytes == field.offsets.back();
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
        field.ids = ids;
        field.width = width;
        if (!(width == 1 ? allBelow<std::uint8_t>(ids, count) : allBelow<std::uint16_t>(ids, count)))
            return false;
    }
    return in.ok();
}

bool DecodedBlock::Impl::parse()
{
    block_format::In in(std::string_view(plain.get(), plainSize));
    const std::uint64_t count = in.number();
    if (!in.ok() || count == 0 || count > rows)
        return rows == 0 && count == 0;
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Shape shape;
        shape.rows = static_cast<std::uint32_t>(in.number());
        total += shape.rows;
        const std::uint64_t parts = in.number();
        if (!in.ok() || parts > plainSize || shape.rows > rows)
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
            shape.fieldOf.push_back(literal ? kNoField : shape.fields.size());
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
    block->m->plain.reset(new char[plain + kSlack]); // not cleared: it is filled at once
    std::memset(block->m->plain.get() + plain, 0, kSlack);
    block->m->plainSize = plain;
    // One a thread: making it costs as much as a small block.
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    const std::size_t n = ZSTD_decompressDCtx(zstd.get(), block->m->plain.get(), plain, frame.data(), frame.size());
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
    std::size_t n = m->plainSize + kSlack + m->rowShape.size() * 6;
    for (const Shape &s : m->shapes)
        for (const Field &f : s.fields)
            n += f.offsets.size() * 4 + f.entries.size() * sizeof(std::string_view);
    return n;
}

void DecodedBlock::appendBody(std::uint32_t row, std::string &out) const
{
    if (row >= m->rows)
        return;
    std::uint32_t ordinal = 0;
    const Shape &shape = m->shapeOf(row, ordinal);
    Impl::appendBody(shape, ordinal, out);
}

void DecodedBlock::Impl::appendBody(const Shape &shape, std::uint32_t ordinal, std::string &out)
{
    for (const std::size_t part : shape.body) {
        const std::size_t field = shape.fieldOf[part];
        out.append(field == kNoField ? std::string_view(shape.parts[part].text) : shape.fields[field].value(ordinal));
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

std::vector<char> DecodedBlock::Impl::candidatesWithinParts(const Shape &shape, const LiteralSearch &literal) const
{
    std::vector<char> hits(shape.rows, 0);
    for (const std::size_t part : shape.body) {
        if (shape.fieldOf[part] == kNoField)
            continue; // the needle does not touch it
        const Field &field = shape.fields[shape.fieldOf[part]];
        if (field.raw) {
            for (std::size_t from = 0; (from = literal.find(field.text, from)) != LiteralSearch::kNone;) {
                const auto after = std::upper_bound(field.offsets.begin(), field.offsets.end(), static_cast<std::uint32_t>(from));
                const auto ordinal = static_cast<std::size_t>(after - field.offsets.begin() - 1);
                if (from + literal.length() > field.offsets[ordinal + 1]) { // across two rows' values
                    ++from;
                    continue;
                }
                hits[ordinal] = 1;
                from = field.offsets[ordinal + 1];
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
        std::copy(shape.fields[only].offsets.begin(), shape.fields[only].offsets.end(), starts.begin());
        return shape.fields[only].text;
    }
    std::uint64_t size = 0;
    for (const std::size_t part : shape.body) {
        const std::size_t f = shape.fieldOf[part];
        if (f == kNoField)
            size += shape.parts[part].text.size() * shape.rows;
        else if (shape.fields[f].raw)
            size += shape.fields[f].text.size();
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
        if (predicate.needle.empty())
            hits.assign(shape.rows, 1);
        else if (staysWithinParts(shape, predicate))
            hits = candidatesWithinParts(shape, literal);
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
