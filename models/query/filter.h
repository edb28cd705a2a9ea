#pragma once
#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace triptych::query {

struct Node; // query/syntax.h

/// A parsed tag filter: its text and syntax tree. A cheap, immutable value; empty matches everything.
class Filter
{
public:
    Filter() = default;
    /// Errors: BadQuery with the column (from 1, in bytes) and what was expected.
    static base::Result<Filter> parse(std::string_view text);

    const std::string &text() const { return m_text; }
    bool empty() const { return !m_root; }
    const Node *root() const { return m_root.get(); }
    /// Both must hold; texts are joined so that the result parses to the same tree.
    Filter and_(const Filter &other) const;

private:
    std::string m_text;
    std::shared_ptr<const Node> m_root;
};

} // namespace triptych::query
