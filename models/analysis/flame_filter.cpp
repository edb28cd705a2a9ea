#include "analysis/flame_filter.h"

#include "telemetry/letters.h"

#include <algorithm>

namespace triptych::analysis
{

using telemetry::lower;

namespace
{

std::string textOf(const Frame &frame)
{
    return frame.service.empty() ? frame.operation : frame.service + ' ' + frame.operation;
}

std::vector<bool> matching(const FlameProfile &profile, const FramePattern &pattern)
{
    std::vector<bool> matches;
    matches.reserve(profile.frames().size());
    for (const Frame &frame : profile.frames())
        matches.push_back(pattern.matches(frame));
    return matches;
}

} // namespace

bool FramePattern::matches(const Frame &frame) const
{
    const std::string whole = textOf(frame);
    if (extent == Extent::Whole)
        return whole == text;
    return std::search(whole.begin(), whole.end(), text.begin(), text.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != whole.end() ||
           text.empty();
}

FramePattern FramePattern::parse(std::string_view text)
{
    if (text.size() > 2 && text.front() == '"' && text.back() == '"')
        return {std::string(text.substr(1, text.size() - 2)), Extent::Whole};
    return {std::string(text), Extent::Part};
}

FramePattern FramePattern::of(const Frame &frame)
{
    return {textOf(frame), Extent::Whole};
}

std::string FramePattern::written() const
{
    return extent == Extent::Whole ? '"' + text + '"' : text;
}

void FlameFilter::add(Rule rule)
{
    if (std::find(m_rules.begin(), m_rules.end(), rule) == m_rules.end())
        m_rules.push_back(std::move(rule));
}

void FlameFilter::remove(std::size_t rule)
{
    if (rule < m_rules.size())
        m_rules.erase(m_rules.begin() + static_cast<std::ptrdiff_t>(rule));
}

FlameProfile FlameFilter::apply(const FlameProfile &profile) const
{
    FlameProfile out = profile;
    for (const Rule &rule : m_rules)
        if (rule.verb == Verb::Keep)
            out = out.keeping(matching(out, rule.pattern));
    std::vector<bool> hidden(profile.frames().size(), false);
    bool any = false;
    for (const Rule &rule : m_rules) {
        if (rule.verb != Verb::Hide)
            continue;
        const std::vector<bool> matches = matching(profile, rule.pattern);
        for (std::size_t i = 0; i < matches.size(); ++i)
            hidden[i] = hidden[i] || matches[i];
        any = true;
    }
    if (any)
        out = out.hiding(hidden);
    return m_recursion == Recursion::Collapse ? out.collapsed() : out;
}

} // namespace triptych::analysis
