#include "ui/theme/palette_tokens.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace triptych::ui {

namespace {

constexpr std::array kNames{
    "window", "surface", "raised", "sunken", "line", "lineStrong", "text", "textSecondary", "textDisabled", "accent",
    "accentSoft", "error", "errorSoft", "warning", "warningSoft", "ok", "critical", "match", "selection", "alternate",
    "hover",
};
static_assert(kNames.size() == static_cast<std::size_t>(Role::Count));

PaletteTokens tokensOf(const QJsonObject &file, const QString &theme)
{
    PaletteTokens tokens;
    const QJsonObject roles = file[QLatin1String("themes")][theme].toObject();
    for (std::size_t i = 0; i < static_cast<std::size_t>(Role::Alternate); ++i) {
        tokens.roles[i] = QColor(roles[QLatin1String(kNames[i])].toString());
        Q_ASSERT(tokens.roles[i].isValid());
    }
    tokens.roles[static_cast<std::size_t>(Role::Alternate)] =
        mixed(tokens.role(Role::Surface), tokens.role(Role::Sunken), 0.5);
    tokens.roles[static_cast<std::size_t>(Role::Hover)] = mixed(tokens.role(Role::Surface), tokens.role(Role::Line), 0.5);
    const QJsonArray services = file[QLatin1String("serviceColours")][theme].toArray();
    Q_ASSERT(services.size() == kServiceColours);
    for (int i = 0; i < kServiceColours; ++i)
        tokens.services[static_cast<std::size_t>(i)] = QColor(services[i].toString());
    tokens.textOnService = QColor(file[QLatin1String("textOnService")][theme].toString());
    return tokens;
}

} // namespace

TokenFile readTokens()
{
    QFile file(QStringLiteral(":/themes/tokens.json"));
    const bool open = file.open(QIODevice::ReadOnly);
    Q_ASSERT(open);
    Q_UNUSED(open)
    const QJsonObject tokens = QJsonDocument::fromJson(file.readAll()).object();
    return {tokensOf(tokens, QStringLiteral("light")), tokensOf(tokens, QStringLiteral("dark"))};
}

const char *roleName(Role role)
{
    return kNames[static_cast<std::size_t>(role)];
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto channel = [share](int from, int to) { return from + qRound((to - from) * share); };
    return {channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue())};
}

} // namespace triptych::ui
