#include "store/database.h"


/// SQL functions over record blocks, for filters and for users' SQL:
///   record_match(id, n)  whether the record satisfies the running query's predicate n
///   log_body(id)         the log line
///   pool_text(n)         the text of a name, service, … or promoted tag
///   span_tags(id), log_tags(id)   all its own tags as a JSON object; resource_tags(n) those of a resource
///   tag_object(packed)   tags as the tables keep them ([[key, text, type], …]) as a JSON object
///   log_tag(id, key), span_tag(id, key)   the tag's text, NULL if the record lacks it
namespace triptych::store {

using telemetry::kRecordsPerBlock;
using telemetry::Table;

namespace {

Database &databaseOf(duckdb_function_info info)
{
    return *static_cast<Database *>(duckdb_scalar_function_get_extra_info(info));
}

/// Rows of one vector lie in one or two blocks: the last one is kept at hand.
class NearBlock
{
public:
    NearBlock(Database &database, Table table) : m_database(database), m_table(table) {}
    const telemetry::DecodedBlock *of(std::int64_t id)
    {
        const std::int64_t number = id / kRecordsPerBlock;
        if (number != m_number) {
            m_number = number;
            m_block = m_database.blocks->get(m_table, number);
        }
        return m_block.get();
    }

private:
    Database &m_database;
    Table m_table;
    std::int64_t m_number = -1;
    BlockCache::Block m_block;
};

void recordMatch(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    Database &database = databaseOf(info);
    const idx_t count = duckdb_data_chunk_get_size(input);
    const auto *ids = static_cast<const std::int64_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    const auto *numbers = static_cast<const std::int64_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 1)));
    auto *out = static_cast<bool *>(duckdb_vector_get_data(output));
    if (count == 0)
        return;
    Database::Running running{};
    {
        const std::lock_guard lock(database.runningMutex);
        if (const auto it = database.running.find(numbers[0]); it != database.running.end())
            running = it->second;
    }
    if (!running.predicate) {
        duckdb_scalar_function_set_error(info, "record_match is for Triptych's own filters");
        return;
    }
    // Two vectors of 2048 rows share a block of 4096: the answer for the whole block is kept for the second.
    struct Last {
        std::int64_t number = -1, predicate = -1;
        std::vector<std::uint64_t> bits;
    };
    thread_local Last last;
    for (idx_t i = 0; i < count; ++i) {
        const std::int64_t number = ids[i] / kRecordsPerBlock;
        if (number != last.number || numbers[0] != last.predicate) {
            const auto block = database.blocks->get(running.table, number);
            last.number = number;
            last.predicate = numbers[0];
            last.bits = block ? block->matches(*running.predicate) : std::vector<std::uint64_t>();
        }
        const auto row = static_cast<std::size_t>(ids[i] % kRecordsPerBlock);
        out[i] = row / 64 < last.bits.size() && (last.bits[row / 64] >> (row % 64) & 1) != 0;
    }
}

void logBody(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    NearBlock near(databaseOf(info), Table::Logs);
    const idx_t count = duckdb_data_chunk_get_size(input);
    const auto *ids = static_cast<const std::int64_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    std::string body;
    for (idx_t i = 0; i < count; ++i) {
        body.clear();
        if (const auto *block = near.of(ids[i]))
            block->appendBody(static_cast<std::uint32_t>(ids[i] % kRecordsPerBlock), body);
        duckdb_vector_assign_string_element_len(output, i, body.data(), body.size());
    }
}

void poolText(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    Database &database = databaseOf(info);
    const idx_t count = duckdb_data_chunk_get_size(input);
    const auto *ids = static_cast<const std::int32_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    // What lies under a NULL is no id; inside a CASE it is whatever another row left there.
    std::uint64_t *mask = duckdb_vector_get_validity(duckdb_data_chunk_get_vector(input, 0));
    if (mask)
        duckdb_vector_ensure_validity_writable(output);
    const std::shared_lock lock(database.mutex);
    for (idx_t i = 0; i < count; ++i) {
        if (mask && !duckdb_validity_row_is_valid(mask, i)) {
            duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), i);
            continue;
        }
        const std::string &text = database.strings.text(ids[i]);
        duckdb_vector_assign_string_element_len(output, i, text.data(), text.size());
    }
}

template <Table table> void recordTag(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    NearBlock near(databaseOf(info), table);
    const idx_t count = duckdb_data_chunk_get_size(input);
    const auto *ids = static_cast<const std::int64_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    auto *keys = static_cast<duckdb_string_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 1)));
    duckdb_vector_ensure_validity_writable(output);
    for (idx_t i = 0; i < count; ++i) {
        const auto *block = near.of(ids[i]);
        const std::string_view key(duckdb_string_t_data(&keys[i]), duckdb_string_t_length(keys[i]));
        const auto value = block ? block->tag(static_cast<std::uint32_t>(ids[i] % kRecordsPerBlock), key) : std::nullopt;
        if (value)
            duckdb_vector_assign_string_element_len(output, i, value->data(), value->size());
        else
            duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), i);
    }
}

template <Table table> void recordTags(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    NearBlock near(databaseOf(info), table);
    const idx_t count = duckdb_data_chunk_get_size(input);
    const auto *ids = static_cast<const std::int64_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    for (idx_t i = 0; i < count; ++i) {
        std::vector<telemetry::Tag> tags;
        if (const auto *block = near.of(ids[i]))
            for (const telemetry::TagView &t : block->tags(static_cast<std::uint32_t>(ids[i] % kRecordsPerBlock)))
                tags.push_back({std::string(t.key), std::string(t.value), t.type});
        const std::string json = telemetry::tagsToJson(tags);
        duckdb_vector_assign_string_element_len(output, i, json.data(), json.size());
    }
}

void resourceTags(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    Database &database = databaseOf(info);
    const idx_t count = duckdb_data_chunk_get_size(input);
    const auto *ids = static_cast<const std::int32_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    const std::shared_lock lock(database.mutex);
    std::int32_t last = -1;
    std::string json; // neighbours share their resource
    for (idx_t i = 0; i < count; ++i) {
        if (ids[i] != last)
            json = telemetry::tagsToJson(database.resources.at(ids[i]).tags);
        last = ids[i];
        duckdb_vector_assign_string_element_len(output, i, json.data(), json.size());
    }
}

void tagObject(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output)
{
    const idx_t count = duckdb_data_chunk_get_size(input);
    auto *packed = static_cast<duckdb_string_t *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    for (idx_t i = 0; i < count; ++i) {
        const std::string json = telemetry::tagsToJson(unpackTags({duckdb_string_t_data(&packed[i]), duckdb_string_t_length(packed[i])}));
        duckdb_vector_assign_string_element_len(output, i, json.data(), json.size());
    }
}

base::Result<void> add(duckdb_connection connection, Database *database, const char *name,
                       std::initializer_list<duckdb_type> parameters, duckdb_type result, duckdb_scalar_function_t body)
{
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(function, name);
    for (const duckdb_type p : parameters) {
        duckdb_logical_type type = duckdb_create_logical_type(p);
        duckdb_scalar_function_add_parameter(function, type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_logical_type type = duckdb_create_logical_type(result);
    duckdb_scalar_function_set_return_type(function, type);
    duckdb_destroy_logical_type(&type);
    duckdb_scalar_function_set_extra_info(function, database, nullptr);
    duckdb_scalar_function_set_function(function, body);
    const auto done = duckdb_register_scalar_function(connection, function);
    duckdb_destroy_scalar_function(&function);
    if (done != DuckDBSuccess)
        return base::Error{base::ErrorKind::Internal, std::string("the function ") + name + " could not be registered", {}, {}, {}};
    return {};
}

} // namespace

base::Result<void> Database::registerFunctions(duckdb_connection connection)
{
    if (auto r = add(connection, this, "record_match", {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT}, DUCKDB_TYPE_BOOLEAN, recordMatch); !r)
        return r;
    if (auto r = add(connection, this, "log_body", {DUCKDB_TYPE_BIGINT}, DUCKDB_TYPE_VARCHAR, logBody); !r)
        return r;
    if (auto r = add(connection, this, "pool_text", {DUCKDB_TYPE_INTEGER}, DUCKDB_TYPE_VARCHAR, poolText); !r)
        return r;
    if (auto r = add(connection, this, "span_tags", {DUCKDB_TYPE_BIGINT}, DUCKDB_TYPE_VARCHAR, recordTags<Table::Spans>); !r)
        return r;
    if (auto r = add(connection, this, "log_tags", {DUCKDB_TYPE_BIGINT}, DUCKDB_TYPE_VARCHAR, recordTags<Table::Logs>); !r)
        return r;
    if (auto r = add(connection, this, "resource_tags", {DUCKDB_TYPE_INTEGER}, DUCKDB_TYPE_VARCHAR, resourceTags); !r)
        return r;
    if (auto r = add(connection, this, "tag_object", {DUCKDB_TYPE_VARCHAR}, DUCKDB_TYPE_VARCHAR, tagObject); !r)
        return r;
    if (auto r = add(connection, this, "log_tag", {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR}, DUCKDB_TYPE_VARCHAR, recordTag<Table::Logs>); !r)
        return r;
    return add(connection, this, "span_tag", {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR}, DUCKDB_TYPE_VARCHAR, recordTag<Table::Spans>);
}

} // namespace triptych::store
