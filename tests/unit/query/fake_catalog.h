#pragma once
#include "telemetry/row_predicate.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace triptych::tests {

/// A catalog made of a few texts, for reading the SQL that comes out.
class FakeCatalog : public telemetry::TagCatalog
{
public:
    std::vector<std::string> pool{"", "checkout", "payment", "GET /api/cart", "POST /api/checkout", "eu-west-1", "us-east-1", "500", "503", "200", "prod"};
    std::map<std::string, Column, std::less<>> columns;
    std::vector<std::string> recordKeys;
    std::map<std::string, std::vector<std::string>, std::less<>> resourceValues; ///< index + 1 is the resource id
    std::vector<Key> known;

    Column column(telemetry::Table, std::string_view key) const override
    {
        const auto it = columns.find(key);
        return it == columns.end() ? Column() : it->second;
    }
    bool inRecords(telemetry::Table, std::string_view key) const override
    {
        return std::find(recordKeys.begin(), recordKeys.end(), key) != recordKeys.end();
    }
    std::vector<std::int32_t> strings(const std::function<bool(std::string_view)> &test) const override
    {
        std::vector<std::int32_t> out;
        for (std::size_t i = 0; i < pool.size(); ++i)
            if (test(pool[i]))
                out.push_back(static_cast<std::int32_t>(i));
        return out;
    }
    std::int32_t string(std::string_view text) const override
    {
        const auto it = std::find(pool.begin(), pool.end(), text);
        return it == pool.end() ? -1 : static_cast<std::int32_t>(it - pool.begin());
    }
    std::vector<std::int32_t> resources(std::string_view key, const std::function<bool(std::string_view)> &test) const override
    {
        std::vector<std::int32_t> out;
        if (const auto it = resourceValues.find(key); it != resourceValues.end())
            for (std::size_t i = 0; i < it->second.size(); ++i)
                if (test(it->second[i]))
                    out.push_back(static_cast<std::int32_t>(i) + 1);
        return out;
    }
    std::vector<std::int32_t> scopes(std::string_view, const std::function<bool(std::string_view)> &) const override { return {}; }
    std::vector<Key> keys() const override { return known; }
};

} // namespace triptych::tests
