#pragma once
#include "store/database.h"
#include "telemetry/row_predicate.h"

namespace triptych::store {

/// What the filter's compiler may ask of a store.
class Catalog : public telemetry::TagCatalog
{
public:
    explicit Catalog(const Database &database) : m_db(database) {}
    Column column(telemetry::Table table, std::string_view key) const override;
    bool inRecords(telemetry::Table table, std::string_view key) const override;
    std::vector<std::int32_t> strings(const std::function<bool(std::string_view)> &test) const override;
    std::int32_t string(std::string_view text) const override;
    std::vector<std::int32_t> resources(std::string_view key, const std::function<bool(std::string_view)> &test) const override;
    std::vector<std::int32_t> scopes(std::string_view key, const std::function<bool(std::string_view)> &test) const override;
    std::vector<Key> keys() const override;

private:
    const Database &m_db;
};

} // namespace triptych::store
