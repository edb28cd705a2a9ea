#include "ui/common/rule_mark.h"

#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"

#include <QMenu>
#include <QPainter>
#include <QPixmap>

namespace triptych::ui {

namespace {
constexpr int kRuleMarkStripe = 4, kRuleMarkSwatch = 12;
constexpr float kTint = 0.16f;
/// Dash and gap of each colour's stripe, px; no gap: solid.
constexpr std::pair<int, int> kDashes[session::ColourRules::kColours] = {{8, 0}, {4, 2}, {2, 2}, {8, 2}, {6, 4}, {2, 4}, {1, 1}, {4, 4}, {10, 4}};

QPixmap swatch(const Theme &theme, int colour)
{
    QPixmap pixmap(kRuleMarkSwatch, kRuleMarkSwatch);
    pixmap.fill(theme.label(colour));
    return pixmap;
}
} // namespace

void paintRule(QPainter &painter, const Theme &theme, const session::ColourRule &rule, const QRect &row, int edge)
{
    paintRuleTint(painter, theme, rule, row);
    paintRuleStripe(painter, theme, rule, row, edge);
}

void paintRuleTint(QPainter &painter, const Theme &theme, const session::ColourRule &rule, const QRect &cell)
{
    QColor tint = theme.label(rule.colour);
    tint.setAlphaF(kTint);
    painter.fillRect(cell, tint);
}

void paintRuleStripe(QPainter &painter, const Theme &theme, const session::ColourRule &rule, const QRect &row, int edge)
{
    const QColor colour = theme.label(rule.colour);
    const auto [dash, gap] = kDashes[rule.colour % session::ColourRules::kColours];
    for (int y = row.top() + 1; y < row.bottom(); y += dash + gap)
        painter.fillRect(edge, y, kRuleMarkStripe, std::min(dash, row.bottom() - y), colour);
}

void addColours(QMenu &menu, const Theme &theme, const std::function<void(int)> &take)
{
    for (int colour = 0; colour < session::ColourRules::kColours; ++colour)
        QObject::connect(menu.addAction(swatch(theme, colour), QObject::tr("Colour &%1").arg(colour + 1)), &QAction::triggered, &menu,
                         [take, colour] { take(colour); });
}

void addRuleMenu(QMenu &menu, Context &context, const std::string &filter)
{
    QMenu *colours = menu.addMenu(QObject::tr("Colour with Rule"));
    addColours(*colours, context.theme, [&rules = context.session.colours(), filter](int colour) { rules.add({{}, filter, colour}); });
    colours->addSeparator();
    if (QAction *edit = context.actions.find(QStringLiteral("tools.colours")))
        colours->addAction(edit);
}

} // namespace triptych::ui
