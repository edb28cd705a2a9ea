#pragma once
#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

/// Which tag keys one written key reaches: `env` reaches `deployment.environment.name`, `dd.env` …; a key that
/// changed its name in the conventions reaches both names. A value; immutable once made.
class AliasTable
{
public:
    /// The built-in table.
    AliasTable();
    /// The built-in table with a user's groups on top: `{"env": ["deployment.environment.name", "stage"], …}`. A group
    /// replaces the built-in one of its name. Errors: BadInput.
    static base::Result<AliasTable> fromJson(std::string_view json);
    std::string toJson() const;

    /// Every key that `key` stands for, itself first; at least itself.
    std::vector<std::string> spellings(std::string_view key) const;
    /// Names of groups (`env`, `region` …), for completion.
    std::vector<std::string> names() const;

private:
    struct Group {
        std::string name;
        std::vector<std::string> keys;
    };
    void put(Group group);
    std::vector<Group> m_groups;
};

} // namespace triptych::query
