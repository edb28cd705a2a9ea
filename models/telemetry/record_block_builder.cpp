#include "telemetry/record_block.h"

#include "telemetry/block_field.h"
#include "telemetry/hash.h"
#include "telemetry/packed_values.h"
#include "telemetry/record_block_format.h"

#include <algorithm>
#include <unordered_map>
#include <zstd.h>

namespace triptych::telemetry {

namespace {

using Field = BlockField;

struct Shape {
    std::vector<ShapePart> parts;
    std::vector<std::uint16_t> valueParts; // parts that take a value
    std::vector<Field> fields;             // one per value part
    std::uint32_t rows = 0;                // in this block
};

bool promotable(ValueType type)
{
    return type == ValueType::String || type == ValueType::Int || type == ValueType::Bool;
}

} // namespace

struct RecordBlockBuilder::Impl {
    std::vector<Shape> shapes;
    std::unordered_multimap<std::uint64_t, std::uint32_t> byContent;
    std::vector<std::uint32_t> rowShape;
    std::size_t bytes = 0;
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    std::uint32_t lastShape = 0xffffffffu;

    ~Impl() { ZSTD_freeCCtx(zstd); }

    Shape &use(ShapeIndex index)
    {
        const auto i = static_cast<std::uint32_t>(index);
        rowShape.push_back(i);
        Shape &s = shapes[i];
        ++s.rows;
        return s;
    }

    ShapeIndex insert(std::vector<ShapePart> parts, std::uint64_t hash)
    {
        Shape s;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (parts[i].kind != ShapePart::Kind::Literal)
                s.valueParts.push_back(static_cast<std::uint16_t>(i));
        s.fields.resize(s.valueParts.size());
        s.parts = std::move(parts);
        shapes.push_back(std::move(s));
        const auto index = static_cast<std::uint32_t>(shapes.size() - 1);
        byContent.emplace(hash, index);
        return ShapeIndex(index);
    }

    std::vector<char> packed; // working memory of encode()
    std::string encode();
    void columns(RecordBlock &block) const;
};

RecordBlockBuilder::RecordBlockBuilder() : m(std::make_unique<Impl>()) {}
RecordBlockBuilder::~RecordBlockBuilder() = default;
RecordBlockBuilder::RecordBlockBuilder(RecordBlockBuilder &&) noexcept = default;
RecordBlockBuilder &RecordBlockBuilder::operator=(RecordBlockBuilder &&) noexcept = default;

ShapeIndex RecordBlockBuilder::shape(std::span<const ShapePart> parts)
{
    std::uint64_t hash = 1;
    for (const ShapePart &p : parts)
        hash = hashBytes(p.text, mix64(hash, static_cast<std::uint64_t>(p.kind) << 16 | static_cast<std::uint64_t>(p.type)));
    const auto [from, to] = m->byContent.equal_range(hash);
    for (auto it = from; it != to; ++it) {
        const auto &have = m->shapes[it->second].parts;
        if (std::equal(have.begin(), have.end(), parts.begin(), parts.end()))
            return ShapeIndex(it->second);
    }
    return m->insert(std::vector<ShapePart>(parts.begin(), parts.end()), hash);
}

ShapeIndex RecordBlockBuilder::tagShape(std::span<const TagView> tags, TagScope scope, bool withText)
{
    const std::size_t lead = withText ? 1 : 0;
    const auto same = [&](const Shape &s) {
        if (s.parts.size() != tags.size() + lead || s.fields.size() != s.parts.size())
            return false;
        if (withText && s.parts[0].kind != ShapePart::Kind::Text)
            return false;
        for (std::size_t i = 0; i < tags.size(); ++i) {
            const ShapePart &p = s.parts[i + lead];
            if (p.kind != ShapePart::Kind::Tag || p.inBody || p.type != tags[i].type || p.scope != scope || p.text != tags[i].key)
                return false;
        }
        return true;
    };
    // Records of one kind come in runs, so the last shape is the likeliest.
    if (m->lastShape < m->shapes.size() && same(m->shapes[m->lastShape]))
        return ShapeIndex(m->lastShape);
    std::uint64_t hash = withText ? 3 : 2;
    for (const TagView &t : tags)
        hash = hashBytes(t.key, mix64(hash, static_cast<std::uint64_t>(t.type) + 1));
    const auto [from, to] = m->byContent.equal_range(hash);
    for (auto it = from; it != to; ++it)
        if (same(m->shapes[it->second])) {
            m->lastShape = it->second;
            return ShapeIndex(it->second);
        }
    std::vector<ShapePart> parts;
    parts.reserve(tags.size() + lead);
    if (withText)
        parts.push_back({ShapePart::Kind::Text, ValueType::String, scope, true, {}});
    for (const TagView &t : tags)
        parts.push_back({ShapePart::Kind::Tag, t.type, scope, false, std::string(t.key)});
    const ShapeIndex made = m->insert(std::move(parts), hash);
    m->lastShape = static_cast<std::uint32_t>(made);
    return made;
}

void RecordBlockBuilder::add(ShapeIndex shape, std::span<const std::string_view> values)
{
    Shape &s = m->use(shape);
    for (std::size_t i = 0; i < s.fields.size(); ++i) {
        const std::string_view value = i < values.size() ? values[i] : std::string_view();
        s.fields[i].add(value);
        m->bytes += value.size();
    }
}

void RecordBlockBuilder::add(ShapeIndex shape, std::span<const TagView> tags, std::optional<std::string_view> text)
{
    Shape &s = m->use(shape);
    std::size_t at = 0;
    if (text) {
        s.fields[at++].add(*text);
        m->bytes += text->size();
    }
    for (const TagView &t : tags) {
        s.fields[at++].add(t.value);
        m->bytes += t.value.size();
    }
}

std::uint32_t RecordBlockBuilder::rows() const
{
    return static_cast<std::uint32_t>(m->rowShape.size());
}

std::size_t RecordBlockBuilder::bytes() const
{
    return m->bytes;
}

std::string RecordBlockBuilder::Impl::encode()
{
    // Shapes of other blocks are left out: those used here are renumbered in order of first use.
    std::vector<std::uint32_t> used;
    std::vector<std::uint16_t> renumber(shapes.size(), 0xffff);
    for (const std::uint32_t s : rowShape)
        if (renumber[s] == 0xffff) {
            renumber[s] = static_cast<std::uint16_t>(used.size());
            used.push_back(s);
        }
    block_format::Out out;
    out.reserve(bytes + bytes / 8 + 4096);
    out.number(used.size());
    for (const std::uint32_t s : used) {
        out.number(shapes[s].rows);
        out.number(shapes[s].parts.size());
        for (const ShapePart &p : shapes[s].parts)
            out.part(p);
    }
    std::vector<std::string_view> texts;
    if (used.size() > 1)
        for (const std::uint32_t s : rowShape)
            out.fixed(renumber[s], used.size() <= 256 ? 1 : 2);
    for (const std::uint32_t s : used)
        for (const Field &f : shapes[s].fields) {
            if (f.raw() && packed_values::pack(f.text(), f.lengths(), out))
                continue;
            if (f.raw()) {
                texts.push_back(f.text());
                const std::span<const std::uint32_t> lengths = f.lengths();
                const std::uint32_t longest = lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
                const int width = longest < 256 ? 1 : longest < 65536 ? 2 : 4;
                out.fixed(static_cast<std::uint64_t>(0x10 + width), 1);
                out.fixed(lengths, width);
                out.number(f.text().size());
            } else {
                const int width = f.distinct() <= 256 ? 1 : 2;
                out.fixed(static_cast<std::uint64_t>(width), 1);
                out.number(f.distinct());
                for (std::size_t i = 0; i < f.distinct(); ++i)
                    out.number(f.entry(i).size());
                out.bytes(f.text());
                if (f.distinct() > 1)
                    out.fixed(f.ids(), width);
            }
        }
    for (const std::string_view text : texts)
        out.bytes(text);

    const std::string &plain = out.text();
    const std::size_t most = block_format::kHeader + ZSTD_compressBound(plain.size());
    if (packed.size() < most)
        packed.resize(most);
    block_format::writeHeader(packed.data(), static_cast<std::uint32_t>(rowShape.size()), plain.size());
    // Level 1: measured on access logs here, level 3 costs half as much again for the same size.
    const std::size_t n = ZSTD_compressCCtx(zstd, packed.data() + block_format::kHeader,
                                            packed.size() - block_format::kHeader, plain.data(), plain.size(), 1);
    return {packed.data(), block_format::kHeader + (ZSTD_isError(n) ? 0 : n)};
}

void RecordBlockBuilder::Impl::columns(RecordBlock &block) const
{
    struct Candidate {
        BlockColumn column;
        bool possible = true;
        std::unordered_map<std::string_view, std::uint16_t> ids;
    };
    std::unordered_map<std::string_view, std::size_t> byKey;
    std::vector<Candidate> candidates;
    // The field of each shape that feeds each candidate.
    std::vector<std::vector<std::pair<std::size_t, std::size_t>>> feeds(shapes.size()); // shape -> (candidate, field)
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        const Shape &shape = shapes[s];
        if (shape.rows == 0)
            continue;
        for (std::size_t f = 0; f < shape.fields.size(); ++f) {
            const ShapePart &p = shape.parts[shape.valueParts[f]];
            if (p.kind != ShapePart::Kind::Tag)
                continue;
            const auto [it, fresh] = byKey.try_emplace(p.text, candidates.size());
            if (fresh) {
                candidates.emplace_back();
                candidates.back().column.key = p.text;
            }
            Candidate &c = candidates[it->second];
            const Field &field = shape.fields[f];
            const bool repeated = std::any_of(feeds[s].begin(), feeds[s].end(), [candidate = it->second](const auto &x) { return x.first == candidate; });
            if (field.raw() || !promotable(p.type) || repeated || field.distinct() > 512)
                c.possible = false;
            feeds[s].emplace_back(it->second, f);
        }
    }
    // Values of all shapes share one numbering per key.
    std::vector<std::vector<std::vector<std::uint16_t>>> maps(shapes.size()); // shape -> feed -> field id -> column id
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        maps[s].resize(feeds[s].size());
        for (std::size_t k = 0; k < feeds[s].size(); ++k) {
            Candidate &c = candidates[feeds[s][k].first];
            const Field &field = shapes[s].fields[feeds[s][k].second];
            if (!c.possible || field.raw())
                continue;
            for (std::size_t i = 0; i < field.distinct(); ++i) {
                const auto [it, fresh] = c.ids.try_emplace(field.entry(i), static_cast<std::uint16_t>(c.column.values.size()));
                if (fresh)
                    c.column.values.emplace_back(field.entry(i));
                maps[s][k].push_back(it->second);
            }
        }
    }
    for (Candidate &c : candidates)
        if (c.possible)
            c.column.rows.assign(rowShape.size(), BlockColumn::kAbsent);
    std::vector<std::uint32_t> seen(shapes.size(), 0);
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        if (shapes[s].rows == 0)
            continue;
        for (std::size_t k = 0; k < feeds[s].size(); ++k) {
            Candidate &c = candidates[feeds[s][k].first];
            if (!c.possible)
                continue;
            const std::span<const std::uint16_t> ids = shapes[s].fields[feeds[s][k].second].ids();
            const std::vector<std::uint16_t> &map = maps[s][k];
            if (shapes[s].rows == rowShape.size()) {
                for (std::size_t row = 0; row < ids.size(); ++row)
                    c.column.rows[row] = map[ids[row]];
                continue;
            }
            std::size_t ordinal = 0;
            for (std::size_t row = 0; row < rowShape.size(); ++row)
                if (rowShape[row] == s)
                    c.column.rows[row] = map[ids[ordinal++]];
        }
    }
    for (Candidate &c : candidates) {
        if (c.possible)
            block.columns.push_back(std::move(c.column));
        else
            block.otherKeys.push_back(std::move(c.column.key));
    }
}

RecordBlock RecordBlockBuilder::finish()
{
    RecordBlock block;
    block.rows = rows();
    block.rawBytes = m->bytes;
    block.data = m->encode();
    m->columns(block);
    m->rowShape.clear();
    m->bytes = 0;
    for (Shape &s : m->shapes) {
        if (s.rows == 0)
            continue;
        s.rows = 0;
        for (Field &f : s.fields)
            f.clear();
    }
    return block;
}

void RecordBlockBuilder::forgetShapes()
{
    m->shapes.clear();
    m->byContent.clear();
    m->lastShape = 0xffffffffu;
}

std::size_t RecordBlockBuilder::shapes() const
{
    return m->shapes.size();
}

} // namespace triptych::telemetry
