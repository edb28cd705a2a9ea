#pragma once
#include "analysis/flame_profile.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::analysis
{

/// Which frames a rule means, tested against "service operation".
struct FramePattern {
    enum class Extent : std::uint8_t { Part, Whole };
    std::string text;
    Extent extent = Extent::Part; ///< Part: anywhere in it, ASCII letters in any case; Whole: all of it, exactly

    bool matches(const Frame &frame) const;
    /// In quotation marks: Whole; else Part.
    static FramePattern parse(std::string_view text);
    static FramePattern of(const Frame &frame); ///< Whole
    std::string written() const;                ///< as parse() reads it
    bool operator==(const FramePattern &) const = default;
};

/// What is left out of a flame graph, as chips show it: a value that is kept, compared and applied to any profile.
class FlameFilter
{
public:
    /// Hide: matching frames go, their self time and children go to their caller; their spans are not counted.
    /// Keep: only stacks in which a frame matches; several of these must all match somewhere in the stack.
    enum class Verb : std::uint8_t { Hide, Keep };
    struct Rule {
        Verb verb = Verb::Hide;
        FramePattern pattern;
        bool operator==(const Rule &) const = default;
    };

    const std::vector<Rule> &rules() const { return m_rules; } ///< in the order they were added
    Recursion recursion() const { return m_recursion; }
    bool empty() const { return m_rules.empty() && m_recursion == Recursion::Keep; }
    void add(Rule rule); ///< once: a rule that is there already stays where it is
    void remove(std::size_t rule);
    void setRecursion(Recursion recursion) { m_recursion = recursion; }
    bool operator==(const FlameFilter &) const = default;

    /// Keeps first, on whole stacks; then hides; then collapses recursion. O(nodes + frames × rules).
    /// Frames keep their index.
    FlameProfile apply(const FlameProfile &profile) const;

private:
    std::vector<Rule> m_rules;
    Recursion m_recursion = Recursion::Keep;
};

} // namespace triptych::analysis
