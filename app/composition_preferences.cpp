#include "app/composition.h"

#include "app/user_aliases.h"
#include "sources/servers.h"

#include <algorithm>

namespace triptych::app {

void Composition::connectPreferences()
{
    connect(&m_preferences, &ui::Preferences::changed, this, [this](const QString &name) {
        if (!m_leavesNoTrace)
            m_settings.setPreference(name, m_preferences.value(name));
        if (name == ui::preference::kMemoryLimit)
            m_runner->setOptions(storeOptions());
        if (name == ui::preference::kAliases && m_workspace.source()) {
            m_workspace.source()->setAliases(sources::withAliases(aliases(), openProfiles()));
            m_workspace.announceData(); // every view asks again, by the new spellings
        }
    });
    m_runner->setOptions(storeOptions());
}

void Composition::connectColours()
{
    session::ColourRules &colours = m_session.colours();
    const std::string kept = m_preferences.value(ui::preference::kColours).toString().toStdString();
    if (!kept.empty())
        if (const auto read = colours.fromJson(kept); !read)
            qWarning("colour rules could not be read: %s", read.error().what.c_str());
    connect(&colours, &session::ColourRules::changed, this,
            [this, &colours] { m_preferences.set(ui::preference::kColours, QString::fromStdString(colours.toJson())); });
}

store::Store::Options Composition::storeOptions(std::uint64_t usual) const
{
    constexpr int kLeast = 256; // MiB; with less the engine cannot hold its own buffers
    store::Store::Options options;
    options.memoryLimit = usual;
    if (const int limit = m_preferences.value(ui::preference::kMemoryLimit).toInt(); limit > 0)
        options.memoryLimit = std::uint64_t(std::max(limit, kLeast)) << 20;
    return options;
}

query::AliasTable Composition::aliases()
{
    auto table = aliasesOf(m_preferences.value(ui::preference::kAliases).toString());
    if (table)
        return std::move(*table);
    m_window->showNotice(tr("The tag aliases of the settings could not be read: %1").arg(QString::fromStdString(table.error().what)));
    return {};
}

} // namespace triptych::app
