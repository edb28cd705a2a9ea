#pragma once
#include "telemetry/tag.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triptych::telemetry {

/// One part of a record's shape. A record is its shape (shared by all records that look alike) plus the values of its
/// Tag and Text parts. The body (log line) is the concatenation, in order, of the parts marked inBody.
struct ShapePart {
    enum class Kind : std::uint8_t {
        Literal, ///< fixed text of the shape, e.g. `" HTTP/1.1`; always in the body
        Text,    ///< a value without a key: the message; always in the body
        Tag,     ///< a value with a key; in the body only if inBody (access-log fields)
    };
    Kind kind = Kind::Tag;
    ValueType type = ValueType::String;
    TagScope scope = TagScope::Span; ///< of a Tag: Span, Log
    bool inBody = false;
    std::string text; ///< key of a Tag, text of a Literal
    bool operator==(const ShapePart &) const = default;
};

/// Index of a shape in the builder that made it.
enum class ShapeIndex : std::uint32_t {};

/// Values of one promotable tag key of a block: per row an index into `values`, kAbsent where the row lacks the key.
struct BlockColumn {
    static constexpr std::uint16_t kAbsent = 0xffff;
    std::string key;
    std::vector<std::string> values;
    std::vector<std::uint16_t> rows; ///< one per row of the block
    /// Every row of the block that has the key has its value here (types String, Int, Bool; few distinct values).
    bool complete = true;
};

/// A finished block: at most 4096 records, column by column, zstd-compressed, self-contained.
struct RecordBlock {
    std::uint32_t rows = 0;
    std::uint64_t rawBytes = 0; ///< bytes of all values before encoding
    std::string data;
    std::vector<BlockColumn> columns;    ///< keys whose values are few: candidates for columns of the store
    std::vector<std::string> otherKeys;  ///< keys of the block that are in no column
};

/// Builds blocks row by row. One thread. Values are copied.
class RecordBlockBuilder
{
public:
    RecordBlockBuilder();
    ~RecordBlockBuilder();
    RecordBlockBuilder(RecordBlockBuilder &&) noexcept;
    RecordBlockBuilder &operator=(RecordBlockBuilder &&) noexcept;

    /// Interns a shape; equal shapes get the same index. Indices live until forgetShapes().
    ShapeIndex shape(std::span<const ShapePart> parts);
    /// Interns the shape of plain tags (none in the body), cached by keys, types and order: no allocation when seen before.
    /// With `withText` the first part is a Text part and the first value is the body.
    ShapeIndex tagShape(std::span<const TagView> tags, TagScope scope, bool withText);

    /// Adds a row: one value for each Tag and Text part of the shape, in order.
    void add(ShapeIndex shape, std::span<const std::string_view> values);
    /// Same, values taken from tags (after `text` if the shape was made withText).
    void add(ShapeIndex shape, std::span<const TagView> tags, std::optional<std::string_view> text = std::nullopt);
    std::uint32_t rows() const;
    std::size_t bytes() const; ///< of values added since the last finish()

    /// Encodes what was added and starts the next block.
    RecordBlock finish();
    /// How many shapes are interned; forgetShapes() drops them all (between blocks only), which ends their indices.
    std::size_t shapes() const;
    void forgetShapes();

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

/// A predicate over what a record block holds, evaluated block by block. Any thread; immutable.
struct RecordPredicate {
    enum class Target : std::uint8_t {
        Body,   ///< the record's body
        Tag,    ///< values of the tags named in `keys`
        Exists, ///< whether any of `keys` is present
    };
    Target target = Target::Body;
    std::vector<std::string> keys;
    /// Literal that a match must contain, ASCII-case-insensitively if foldCase; empty if unknown. With `test` unset it
    /// is the whole predicate.
    std::string needle;
    bool foldCase = true;
    /// Decides on one value (or one body); unset: containment of `needle` decides.
    std::function<bool(std::string_view)> test;
    /// Marks, of bodies that stand one after another in a text (body i is [starts[i], starts[i + 1])), those that `test`
    /// may accept; it may mark too many, never too few. Called with all marks 0.
    using Scan = std::function<void(std::string_view text, std::span<const std::size_t> starts, std::vector<char> &marks)>;
    /// For bodies: if set, `test` sees only what it marks.
    Scan scan;
};

/// A decoded block. Immutable; any thread.
class DecodedBlock
{
public:
    /// Returns nothing if the bytes are no block (corrupt store).
    static std::shared_ptr<const DecodedBlock> decode(std::string_view data);
    ~DecodedBlock();

    std::uint32_t rows() const;
    std::size_t memoryBytes() const;
    /// The record's body (log line); appended to `out`.
    void appendBody(std::uint32_t row, std::string &out) const;
    std::string body(std::uint32_t row) const;
    /// Tags in the order in which the decoder gave them; views live as long as the block.
    std::vector<TagView> tags(std::uint32_t row) const;
    /// Value of the first of `keys` that the row has.
    std::optional<std::string_view> tag(std::uint32_t row, std::string_view key) const;
    /// Calls `visit` for each row that has the tag, shape by shape; views live as long as the block.
    void eachTag(std::string_view key, const std::function<void(std::uint32_t row, std::string_view value)> &visit) const;
    /// Keys of the block with how many rows have each.
    std::vector<std::pair<std::string_view, std::uint32_t>> keys() const;
    /// One bit per row (LSB first in each word): rows that satisfy the predicate.
    std::vector<std::uint64_t> matches(const RecordPredicate &predicate) const;

private:
    DecodedBlock();
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::telemetry
