#pragma once
#include "telemetry/answers.h"
#include "telemetry/record_block.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace triptych::telemetry {

/// A bound SQL parameter.
using SqlValue = std::variant<std::int64_t, double, std::string>;

/// A tag filter compiled for the store: a WHERE condition over the alias `r` of the spans or logs table, its
/// parameters in order (`?`), and the record predicates it calls as `record_match(r.id, N)` with N an index into
/// `records`. An empty `where` accepts every row. Immutable once made.
struct RowPredicate {
    std::string where;
    std::vector<SqlValue> parameters;
    std::vector<std::shared_ptr<const RecordPredicate>> records;
    bool all() const { return where.empty(); }
};

/// What the store knows of tags: the filter's compiler asks, the store answers. Any thread; a snapshot.
class TagCatalog
{
public:
    virtual ~TagCatalog() = default;

    /// SQL name (quoted, with the alias `r.`) of the INTEGER column that holds string ids of this key's values; empty
    /// if the key has none. `complete`: every record that has the key has it there; else the records must be asked too.
    struct Column {
        std::string sql;
        bool complete = false;
    };
    virtual Column column(Table table, std::string_view key) const = 0;
    /// Whether any record of the table carries the key outside a complete column.
    virtual bool inRecords(Table table, std::string_view key) const = 0;
    /// Ids of pooled strings that satisfy `test`.
    virtual std::vector<std::int32_t> strings(const std::function<bool(std::string_view)> &test) const = 0;
    /// The id of one exact string, -1 if the pool lacks it.
    virtual std::int32_t string(std::string_view text) const = 0;
    /// Ids of resources (or scopes) that have a tag `key` whose value satisfies `test`.
    virtual std::vector<std::int32_t> resources(std::string_view key,
                                                const std::function<bool(std::string_view)> &test) const = 0;
    virtual std::vector<std::int32_t> scopes(std::string_view key,
                                             const std::function<bool(std::string_view)> &test) const = 0;
    /// Every known key in any scope (for "no such tag" and completion), in no order.
    struct Key {
        std::string key;
        TagScope scope;
    };
    virtual std::vector<Key> keys() const = 0;
};

} // namespace triptych::telemetry
