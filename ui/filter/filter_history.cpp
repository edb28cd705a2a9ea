#include "ui/filter/filter_history.h"

#include <algorithm>

namespace triptych::ui {

void FilterHistory::restore(const QStringList &recent, const QVector<SavedFilter> &saved)
{
    m_recent = recent.mid(0, kMostRecent);
    m_saved = saved;
}

void FilterHistory::used(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || (!m_recent.isEmpty() && m_recent.front() == trimmed))
        return;
    m_recent.removeAll(trimmed);
    m_recent.prepend(trimmed);
    m_recent = m_recent.mid(0, kMostRecent);
    Q_EMIT changed();
}

void FilterHistory::save(const QString &name, const QString &text)
{
    m_saved.removeIf([&](const SavedFilter &f) { return f.name == name; });
    m_saved.append({name, text.trimmed()});
    Q_EMIT changed();
}

void FilterHistory::forget(const QString &name)
{
    if (m_saved.removeIf([&](const SavedFilter &f) { return f.name == name; }) > 0)
        Q_EMIT changed();
}

bool FilterHistory::isSaved(const QString &text) const
{
    return std::any_of(m_saved.begin(), m_saved.end(), [&](const SavedFilter &f) { return f.text == text.trimmed(); });
}

} // namespace triptych::ui
