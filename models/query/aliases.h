#pragma once
#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

/// The resource tag that names the connection a record was fetched from.
inline constexpr std::string_view kProfileTag = "triptych.profile";

/// Loki's and Prometheus' form of a key: what is no letter, digit or underscore becomes an underscore.
std::string labelName(std::string_view key);
/// Keys and, behind them, those label names that are none of them: what a log record may call a tag, since Loki does so.
std::vector<std::string> withLabelNames(std::vector<std::string> keys);

/// Which tag keys one written key reaches: `env` reaches `deployment.environment.name`, `dd.env` …; a key that
/// changed its name in the conventions reaches both names. A value.
class AliasTable
{
public:
    /// The built-in table.
    AliasTable();
    /// The built-in table with a user's groups on top: `{"env": ["deployment.environment.name", "stage"], …}`. A group
    /// replaces the built-in one of its name. Errors: BadInput.
    static base::Result<AliasTable> fromJson(std::string_view json);
    std::string toJson() const;
    /// Only what a user changed, as fromJson() reads it; a built-in group that was taken away has an empty list.
    std::string changesToJson() const;

    /// Every key that `key` stands for, itself first; at least itself.
    std::vector<std::string> spellings(std::string_view key) const;
    /// Names of groups (`env`, `region` …), for completion.
    std::vector<std::string> names() const;

    struct Group {
        std::string name;
        std::vector<std::string> keys; ///< empty: taken away
        bool operator==(const Group &) const = default;
    };
    /// In the order of the table, those that were taken away included.
    const std::vector<Group> &groups() const { return m_groups; }
    /// Replaces the group of this name, or adds one.
    void put(Group group);
    /// As at first: a built-in group gets its keys back, one of the user's goes.
    void reset(std::string_view name);
    /// What a group holds as built in; nothing for one of the user's own.
    static const std::vector<std::string> *builtIn(std::string_view name);

private:
    std::vector<Group> m_groups;
};

} // namespace triptych::query
