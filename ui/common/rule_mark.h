#pragma once
#include "session/colour_rules.h"
#include "ui/theme/theme.h"

#include <QRect>
#include <functional>
#include <string>

class QMenu;
class QPainter;

namespace triptych::ui {

struct Context;

/// Paints what a rule's colour does to a row: a tint, and at `edge` a stripe whose dashes tell the nine colours apart
/// where hues do not.
void paintRule(QPainter &painter, const Theme &theme, const session::ColourRule &rule, const QRect &row, int edge);
/// The two parts of it, for rows that are painted cell by cell.
void paintRuleTint(QPainter &painter, const Theme &theme, const session::ColourRule &rule, const QRect &cell);
void paintRuleStripe(QPainter &painter, const Theme &theme, const session::ColourRule &rule, const QRect &row, int edge);
/// Adds the nine colours to `menu`, each with its swatch; `take` is handed 0 … 8.
void addColours(QMenu &menu, const Theme &theme, const std::function<void(int)> &take);
/// "Colour with Rule ▸" of a value: the nine colours, and the way to the list of rules.
void addRuleMenu(QMenu &menu, Context &context, const std::string &filter);

} // namespace triptych::ui
