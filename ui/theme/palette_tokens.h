#pragma once
#include "ui/theme/theme.h"

#include <array>

namespace triptych::ui {

inline constexpr int kServiceColours = 24;

/// The colours of one theme, read from the token file.
struct PaletteTokens {
    std::array<QColor, static_cast<std::size_t>(Role::Count)> roles;
    std::array<QColor, kServiceColours> services;
    QColor textOnService;

    const QColor &role(Role r) const { return roles[static_cast<std::size_t>(r)]; }
};

struct TokenFile {
    PaletteTokens light, dark;
};

/// Reads the built-in token file. It is part of the program, so a broken one is our mistake and asserts.
TokenFile readTokens();
/// Name of a role as the token file and the style sheet's placeholders spell it: "textSecondary".
const char *roleName(Role role);
/// `share` of b in a, per channel.
QColor mixed(const QColor &a, const QColor &b, double share);

} // namespace triptych::ui
