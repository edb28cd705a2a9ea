#include "session/text_labels.h"

#include <algorithm>

namespace triptych::session {

bool TextLabels::any() const
{
    return std::any_of(m_texts.begin(), m_texts.end(), [](const std::string &text) { return !text.empty(); });
}

void TextLabels::set(int label, const std::string &text)
{
    if (label < 0 || label >= kCount || text.empty())
        return;
    auto &mine = m_texts[static_cast<std::size_t>(label)];
    const bool again = mine == text;
    for (std::string &other : m_texts)
        if (other == text)
            other.clear();
    mine = again ? std::string() : text;
    Q_EMIT changed();
}

void TextLabels::clear()
{
    if (!any())
        return;
    m_texts.fill({});
    Q_EMIT changed();
}

} // namespace triptych::session
