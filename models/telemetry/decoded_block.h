#pragma once
#include "telemetry/byte_search.h"
#include "telemetry/packed_values.h"
#include "telemetry/record_block.h"
#include "telemetry/record_block_format.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

/// How a decoded block lies in memory; for decoded_block.cpp and decoded_block_matches.cpp alone.
namespace triptych::telemetry {

struct DecodedBlock::Impl {
    /// Slack after every buffer that short copies may read from or write into.
    static constexpr std::size_t kSlack = packed_values::kSlack;
    static constexpr std::size_t kNoField = static_cast<std::size_t>(-1);

    /// Values that are packed until somebody asks for them: most searches can do without most columns.
    class PackedField
    {
    public:
        packed_values::Packed packed;

        const packed_values::Unpacked &values() const
        {
            if (!m_ready.load(std::memory_order_acquire))
                std::call_once(m_once, [this] {
                    m_values = packed_values::unpack(packed);
                    m_ready.store(true, std::memory_order_release);
                });
            return m_values;
        }

    private:
        mutable std::once_flag m_once;
        mutable std::atomic<bool> m_ready = false;
        mutable packed_values::Unpacked m_values;
    };

    /// A column of a shape's values.
    struct Field {
        bool raw = false;
        std::vector<std::string_view> entries; // dictionary
        std::string_view ids;                  // per row of the shape, `width` bytes each; empty: all rows hold entry 0
        std::size_t width = 1;
        std::unique_ptr<PackedField> packed;   // raw, if packed; else:
        std::vector<std::uint32_t> plainOffsets;
        std::string_view plainText;

        /// Of a raw field: where each value begins in its text (rows + 1).
        const std::vector<std::uint32_t> &offsets() const { return packed ? packed->values().offsets : plainOffsets; }
        std::string_view text() const
        {
            if (!packed)
                return plainText;
            const packed_values::Unpacked &values = packed->values();
            return {values.text.get(), values.offsets.back()};
        }
        std::string_view value(std::uint32_t ordinal) const
        {
            if (!raw)
                return entries[id(ordinal)];
            if (!packed)
                return {plainText.data() + plainOffsets[ordinal], plainOffsets[ordinal + 1] - plainOffsets[ordinal]};
            const packed_values::Unpacked &values = packed->values();
            return {values.text.get() + values.offsets[ordinal], values.offsets[ordinal + 1] - values.offsets[ordinal]};
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

    /// What records of one shape share, and their values.
    struct Shape {
        std::uint32_t rows = 0;
        std::vector<ShapePart> parts;
        std::vector<std::size_t> fieldOf; // part -> field; Literal: npos
        std::vector<Field> fields;
        std::vector<std::size_t> body;    // parts that make the body
    };

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
    /// Whether the field's text stands behind all fields tells `rawBytes`.
    bool parseField(block_format::In &in, const Shape &shape, Field &field, std::optional<std::uint64_t> &rawBytes);
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
    std::vector<char> candidatesWithinParts(const Shape &shape, const RecordPredicate &predicate, const LiteralSearch &literal) const;
    /// The bodies of a shape's rows one after another, and where each begins (rows + 1). The text is good until the next
    /// call on this thread.
    static std::string_view wholeBodies(const Shape &shape, std::vector<std::size_t> &starts);
    /// Rows (1) whose bodies, put together, contain the literal.
    static std::vector<char> candidatesInWholeBodies(const Shape &shape, const LiteralSearch &literal);
    void matchTags(const RecordPredicate &predicate, std::vector<std::uint64_t> &bits) const;
};

} // namespace triptych::telemetry
