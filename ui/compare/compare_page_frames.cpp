#include "ui/compare/compare_page.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"
#include "ui/compare/diff_view.h"
#include "ui/compare/interval_delegate.h"

#include <QHBoxLayout>
#include <QMenu>

namespace triptych::ui {

void ComparePage::frameMenu(std::uint32_t node, QPoint at)
{
    const auto &diff = m_view->shown()->diff();
    const analysis::Frame frame = diff.frames[toInt(diff.nodes[node].frame)];
    QMenu menu(this);
    const auto add = [&](const QString &text, analysis::FlameFilter::Verb verb) {
        connect(menu.addAction(text), &QAction::triggered, this, [this, frame, verb] {
            m_filter.add({verb, analysis::FramePattern::of(frame)});
            showChips();
            layOut();
        });
    };
    add(tr("Hide, merged into the caller"), analysis::FlameFilter::Verb::Hide);
    add(tr("Keep only stacks with this"), analysis::FlameFilter::Verb::Keep);
    menu.exec(at);
}

void ComparePage::showChips()
{
    auto *row = static_cast<QHBoxLayout *>(m_chips->layout());
    while (QLayoutItem *item = row->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    const auto chip = [&](const QString &text, std::function<void()> remove) {
        auto *button = new FlatButton(m_context.theme, text + QStringLiteral("  ×"), FlatButton::Kind::Outlined);
        button->setAccessibleName(tr("Remove %1").arg(text));
        connect(button, &QPushButton::clicked, this, [this, remove] {
            remove();
            showChips();
            layOut();
        });
        row->addWidget(button);
    };
    for (std::size_t i = 0; i < m_filter.rules().size(); ++i) {
        const auto &rule = m_filter.rules()[i];
        const QString pattern = items::textOf(rule.pattern.written());
        chip(rule.verb == analysis::FlameFilter::Verb::Hide ? tr("hide: %1").arg(pattern) : tr("keep: %1").arg(pattern),
             [this, i] { m_filter.remove(i); });
    }
    const bool collapsed = m_filter.recursion() == analysis::Recursion::Collapse;
    if (collapsed)
        chip(tr("collapse recursion"), [this] { m_filter.setRecursion(analysis::Recursion::Keep); });
    else {
        auto *button = new FlatButton(m_context.theme, tr("Collapse recursion"), FlatButton::Kind::Outlined);
        connect(button, &QPushButton::clicked, this, [this] {
            m_filter.setRecursion(analysis::Recursion::Collapse);
            showChips();
            layOut();
        });
        row->addWidget(button);
    }
    row->addStretch();
    row->addWidget(new TextLabel(m_context.theme, tr("less in B"), m_context.theme.small(), Role::TextSecondary));
    row->addWidget(new DiffScale(m_context.theme));
    row->addWidget(new TextLabel(m_context.theme, tr("more in B"), m_context.theme.small(), Role::TextSecondary));
}

} // namespace triptych::ui
