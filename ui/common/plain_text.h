#pragma once
#include <QString>

namespace triptych::ui {

/// Text from data made fit for a place that reads markup or mnemonics.

/// For menus and buttons: one line, elided in the middle, `&` shown as it is.
QString menuText(const QString &text, int letters = 60);
/// For tooltips, which guess at rich text: shown letter by letter, wrapped.
QString tooltipText(const QString &text);

} // namespace triptych::ui
