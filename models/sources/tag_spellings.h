#pragma once
#include "query/aliases.h"
#include "telemetry/answers.h"
#include "telemetry/row_predicate.h"

#include <string>
#include <vector>

namespace triptych::sources {

/// Keys as people write them (`region`) against the tags that a store really has (`cloud.region`, `region`): asks for
/// all of them, and folds the answers into one for each key asked. Fields of the record itself stay as they are.
class TagSpellings
{
public:
    TagSpellings(const query::AliasTable &aliases, const telemetry::TagCatalog &catalog,
                 const std::vector<std::string> &keys);

    /// What to ask for: the spellings of each key in turn.
    const std::vector<std::string> &asked() const { return m_asked; }
    /// Facets of asked() to facets of the keys: counts of equal values added up, at most `top` values.
    std::vector<telemetry::Facet> fold(std::vector<telemetry::Facet> facets, std::size_t top) const;
    /// Values of asked() to values of the keys: of each the first that is not empty.
    std::vector<std::string> fold(std::vector<std::string> values) const;
    /// For answers that cannot be folded: the first spelling of each key.
    std::vector<std::string> first() const;

private:
    struct Run {
        std::string key;
        std::size_t begin = 0, count = 0; ///< of m_asked
    };
    std::vector<Run> m_runs;
    std::vector<std::string> m_asked;
};

} // namespace triptych::sources
