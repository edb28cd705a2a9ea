#include "session/saved_filters.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace triptych::session {

bool SavedFilters::isSaved(const std::string &text) const
{
    return std::any_of(m_saved.begin(), m_saved.end(), [&](const SavedFilter &one) { return one.text == text; });
}

void SavedFilters::save(const std::string &name, const std::string &text)
{
    const SavedFilter wanted{name, text};
    const auto it = std::find_if(m_saved.begin(), m_saved.end(), [&](const SavedFilter &one) { return one.name == name; });
    if (it != m_saved.end() && *it == wanted)
        return;
    if (it != m_saved.end())
        *it = wanted;
    else
        m_saved.push_back(wanted);
    Q_EMIT changed();
}

void SavedFilters::rename(const std::string &from, const std::string &to)
{
    const auto it = std::find_if(m_saved.begin(), m_saved.end(), [&](const SavedFilter &one) { return one.name == from; });
    if (it == m_saved.end() || from == to)
        return;
    const std::string text = it->text;
    std::erase_if(m_saved, [&](const SavedFilter &one) { return one.name == to; });
    std::find_if(m_saved.begin(), m_saved.end(), [&](const SavedFilter &one) { return one.name == from; })->name = to;
    Q_EMIT changed();
}

void SavedFilters::remove(const std::string &name)
{
    if (std::erase_if(m_saved, [&](const SavedFilter &one) { return one.name == name; }) > 0)
        Q_EMIT changed();
}

void SavedFilters::used(const std::string &text)
{
    if (text.empty() || (!m_recent.empty() && m_recent.front() == text))
        return;
    std::erase(m_recent, text);
    m_recent.insert(m_recent.begin(), text);
    if (m_recent.size() > kMostRecent)
        m_recent.resize(kMostRecent);
    Q_EMIT changed();
}

void SavedFilters::forgetRecent()
{
    if (m_recent.empty())
        return;
    m_recent.clear();
    Q_EMIT changed();
}

std::string SavedFilters::toJson() const
{
    QJsonArray saved, recent;
    for (const SavedFilter &one : m_saved)
        saved.append(QJsonObject{{QStringLiteral("name"), QString::fromStdString(one.name)},
                                 {QStringLiteral("filter"), QString::fromStdString(one.text)}});
    for (const std::string &text : m_recent)
        recent.append(QString::fromStdString(text));
    return QJsonDocument(QJsonObject{{QStringLiteral("saved"), saved}, {QStringLiteral("recent"), recent}})
        .toJson(QJsonDocument::Indented)
        .toStdString();
}

base::Result<void> SavedFilters::fromJson(std::string_view json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) {
        base::Error out{base::ErrorKind::BadInput, "these are no saved filters: " + error.errorString().toStdString(), {}, "the filters there were", {}};
        if (error.error != QJsonParseError::NoError)
            out.where.byte = static_cast<std::uint64_t>(error.offset);
        return out;
    }
    m_saved.clear();
    m_recent.clear();
    const QJsonArray saved = document.object().value(QStringLiteral("saved")).toArray();
    for (const auto &one : saved) {
        const QJsonObject object = one.toObject();
        const std::string name = object.value(QStringLiteral("name")).toString().toStdString();
        if (!name.empty())
            m_saved.push_back({name, object.value(QStringLiteral("filter")).toString().toStdString()});
    }
    const QJsonArray recent = document.object().value(QStringLiteral("recent")).toArray();
    for (const auto &one : recent)
        if (const std::string text = one.toString().toStdString(); !text.empty() && m_recent.size() < kMostRecent)
            m_recent.push_back(text);
    Q_EMIT changed();
    return {};
}

} // namespace triptych::session
