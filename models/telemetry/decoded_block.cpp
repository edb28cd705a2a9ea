#include "telemetry/decoded_block.h"

#include <algorithm>
#include <zstd.h>

namespace triptych::telemetry {

namespace {

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

} // namespace

bool DecodedBlock::Impl::parseField(block_format::In &in, const Shape &shape, Field &field, std::optional<std::uint64_t> &rawBytes)
{
    const std::uint64_t mode = in.byte();
    if (mode == block_format::kPacked) {
        field.raw = true;
        field.packed = std::make_unique<PackedField>();
        return packed_values::read(in, shape.rows, field.packed->packed);
    }
    field.raw = mode >= 0x10;
    const std::uint64_t width = field.raw ? mode - 0x10 : mode;
    if (width != 1 && width != 2 && !(field.raw && width == 4))
        return false;
    if (field.raw) {
        const std::string_view lengths = in.bytes(shape.rows * width);
        if (!in.ok())
            return false;
        if (!(width == 1   ? addLengths<std::uint8_t>(lengths, field.plainOffsets)
              : width == 2 ? addLengths<std::uint16_t>(lengths, field.plainOffsets)
                           : addLengths<std::uint32_t>(lengths, field.plainOffsets)))
            return false;
        rawBytes = in.number();
        return in.ok() && *rawBytes == field.plainOffsets.back();
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
            std::optional<std::uint64_t> rawBytes;
            if (!parseField(in, shape, field, rawBytes))
                return false;
            if (rawBytes)
                rawFields.emplace_back(&field, *rawBytes);
        }
    for (auto &[field, bytes] : rawFields)
        field->plainText = in.bytes(bytes);
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
    block->m->plain.reset(new char[plain + Impl::kSlack]); // not cleared: it is filled at once
    std::memset(block->m->plain.get() + plain, 0, Impl::kSlack);
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
    std::size_t n = m->plainSize + Impl::kSlack + m->rowShape.size() * 6;
    for (const Impl::Shape &s : m->shapes)
        for (const Impl::Field &f : s.fields)
            n += f.packed ? f.packed->packed.capacity + f.packed->packed.rows * 4 // as it will be
                          : f.plainOffsets.size() * 4 + f.entries.size() * sizeof(std::string_view);
    return n;
}

void DecodedBlock::appendBody(std::uint32_t row, std::string &out) const
{
    if (row >= m->rows)
        return;
    std::uint32_t ordinal = 0;
    const Impl::Shape &shape = m->shapeOf(row, ordinal);
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
    const Impl::Shape &shape = m->shapeOf(row, ordinal);
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
    const Impl::Shape &shape = m->shapeOf(row, ordinal);
    for (std::size_t i = 0; i < shape.parts.size(); ++i)
        if (shape.parts[i].kind == ShapePart::Kind::Tag && shape.parts[i].text == key)
            return shape.fields[shape.fieldOf[i]].value(ordinal);
    return std::nullopt;
}

void DecodedBlock::eachTag(std::string_view key,
                           const std::function<void(std::uint32_t row, std::string_view value)> &visit) const
{
    for (std::size_t s = 0; s < m->shapes.size(); ++s) {
        const Impl::Shape &shape = m->shapes[s];
        for (std::size_t i = 0; i < shape.parts.size(); ++i)
            if (shape.parts[i].kind == ShapePart::Kind::Tag && shape.parts[i].text == key) {
                const Impl::Field &field = shape.fields[shape.fieldOf[i]];
                m->eachRowOf(s, [&](std::uint32_t row, std::uint32_t ordinal) { visit(row, field.value(ordinal)); });
                break;
            }
    }
}

std::vector<std::pair<std::string_view, std::uint32_t>> DecodedBlock::keys() const
{
    std::vector<std::pair<std::string_view, std::uint32_t>> out;
    for (const Impl::Shape &shape : m->shapes)
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

} // namespace triptych::telemetry
