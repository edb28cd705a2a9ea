#include "ui/flame/flame_chips.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"

#include <QHBoxLayout>

namespace triptych::ui {

using analysis::FlameFilter;
using analysis::Recursion;

namespace {
constexpr int kMostText = 260;
}

FlameChips::FlameChips(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme), m_row(new QHBoxLayout(this))
{
    setAccessibleName(tr("Frames left out"));
    m_row->setContentsMargins(metrics::kMargin, metrics::kPadding, metrics::kMargin, 0);
    m_row->setSpacing(metrics::kPadding);
    m_row->addStretch();
    hide();
}

void FlameChips::setFilter(const FlameFilter &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    rebuild();
    Q_EMIT filterChanged();
}

void FlameChips::add(FlameFilter::Verb verb, const analysis::FramePattern &pattern)
{
    FlameFilter filter = m_filter;
    filter.add({verb, pattern});
    setFilter(filter);
}

void FlameChips::toggleRecursion()
{
    FlameFilter filter = m_filter;
    filter.setRecursion(filter.recursion() == Recursion::Keep ? Recursion::Collapse : Recursion::Keep);
    setFilter(filter);
}

void FlameChips::rebuild()
{
    while (m_row->count() > 1) {
        QLayoutItem *item = m_row->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < m_filter.rules().size(); ++i) {
        const FlameFilter::Rule &rule = m_filter.rules()[i];
        const QString text = items::textOf(rule.pattern.text);
        addChip(rule.verb == FlameFilter::Verb::Hide ? tr("hide: %1").arg(text) : tr("keep: %1").arg(text),
                [i](FlameFilter &filter) { filter.remove(i); });
    }
    if (m_filter.recursion() == Recursion::Collapse)
        addChip(tr("collapse recursion"), [](FlameFilter &filter) { filter.setRecursion(Recursion::Keep); });
    setVisible(!m_filter.empty());
}

void FlameChips::addChip(const QString &text, std::function<void(FlameFilter &)> remove)
{
    auto *chip = new FlatButton(m_theme, QString(text).replace(u'&', QStringLiteral("&&")), FlatButton::Kind::Outlined, this);
    chip->setIconName(QStringLiteral("close"), Role::TextSecondary);
    chip->setMaximumTextWidth(kMostText);
    chip->setAccessibleName(tr("Remove “%1”").arg(text));
    connect(chip, &QPushButton::clicked, this, [this, remove = std::move(remove)] {
        FlameFilter filter = m_filter;
        remove(filter);
        setFilter(filter);
    });
    m_row->insertWidget(m_row->count() - 1, chip);
}

} // namespace triptych::ui
