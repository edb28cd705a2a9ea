#include "ui/settings/colours_page.h"

#include "base/qt_text.h"
#include "query/filter.h"
#include "ui/common/flat_button.h"
#include "ui/common/rule_mark.h"
#include "ui/common/text_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPixmap>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace triptych::ui {

using base::text;
using session::ColourRule;
using session::ColourRules;

namespace {
struct ColourColumn {
    enum { Name, Filter, Kind };
};
constexpr int kColoursPageNameWidth = 210, kFilterWidth = 380, kColoursPageSwatch = 12;

QIcon swatchIcon(const Theme &theme, int colour)
{
    QPixmap pixmap(kColoursPageSwatch, kColoursPageSwatch);
    pixmap.fill(theme.label(colour));
    return pixmap;
}
} // namespace

ColoursPage::ColoursPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_list(new QTreeWidget),
      m_none(new TextLabel(context.theme, tr("No rules yet. Add one, or choose Colour with Rule on any value."), context.theme.text(), Role::TextSecondary)), m_name(new QLineEdit), m_filter(new QLineEdit), m_colour(new QComboBox),
      m_problem(new TextLabel(context.theme, QString(), context.theme.small(), Role::Error)), m_add(new FlatButton(context.theme, tr("Add"))),
      m_remove(new FlatButton(context.theme, tr("Remove"))), m_up(new FlatButton(context.theme, tr("Up"))),
      m_down(new FlatButton(context.theme, tr("Down")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kPadding);
    auto *about = new TextLabel(context.theme, tr("A rule colours the traces, spans and log lines that its filter finds. The first rule of the list that fits wins. "
                                                  "Alt+1 … Alt+9 colour what belongs to the current record for a while; Alt+0 ends that."),
                                context.theme.text(), Role::TextSecondary);
    about->setWordWrap(true);
    column->addWidget(about);
    m_list->setAccessibleName(tr("Colour rules, first match first"));
    m_list->setHeaderLabels({tr("Name"), tr("Filter"), tr("Kept")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->resizeSection(ColourColumn::Name, kColoursPageNameWidth);
    m_list->header()->resizeSection(ColourColumn::Filter, kFilterWidth);
    column->addWidget(m_list, 1);
    auto *inList = new QVBoxLayout(m_list->viewport());
    inList->addWidget(m_none, 0, Qt::AlignCenter);
    column->addWidget(makeFields());
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kPadding);
    for (FlatButton *button : {m_add, m_remove, m_up, m_down})
        buttons->addWidget(button);
    buttons->addStretch();
    column->addLayout(buttons);

    ColourRules &rules = context.session.colours();
    connect(&rules, &ColourRules::changed, this, &ColoursPage::fill);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ColoursPage::fillFields);
    connect(m_list, &QTreeWidget::itemChanged, this, [this, &rules](QTreeWidgetItem *item) {
        if (m_filling)
            return;
        const auto index = std::size_t(m_list->indexOfTopLevelItem(item));
        ColourRule rule = rules.rules()[index];
        rule.enabled = item->checkState(ColourColumn::Name) == Qt::Checked;
        rules.set(index, rule);
    });
    connect(m_add, &QPushButton::clicked, this, [this, &rules] {
        rules.add({tr("New rule").toStdString(), {}, int(rules.rules().size()) % ColourRules::kColours});
        m_list->setCurrentItem(m_list->topLevelItem(m_list->topLevelItemCount() - 1));
        m_filter->setFocus();
    });
    connect(m_remove, &QPushButton::clicked, this, [this, &rules] { rules.remove(std::size_t(current())); });
    const auto move = [this, &rules](int by) {
        const int to = std::clamp(current() + by, 0, m_list->topLevelItemCount() - 1);
        rules.move(std::size_t(current()), by);
        m_list->setCurrentItem(m_list->topLevelItem(to));
    };
    connect(m_up, &QPushButton::clicked, this, [move] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [move] { move(1); });
    for (QLineEdit *field : {m_name, m_filter})
        connect(field, &QLineEdit::textEdited, this, &ColoursPage::take);
    connect(m_colour, &QComboBox::activated, this, &ColoursPage::take);
    fill();
}

QWidget *ColoursPage::makeFields()
{
    auto *fields = new QWidget;
    auto *form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(metrics::kPadding);
    m_filter->setFont(m_context.theme.mono());
    m_filter->setPlaceholderText(QStringLiteral("service:payment status:error"));
    for (int colour = 0; colour < ColourRules::kColours; ++colour)
        m_colour->addItem(swatchIcon(m_context.theme, colour), tr("Colour %1").arg(colour + 1));
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Filter"), m_filter);
    form->addRow(QString(), m_problem);
    form->addRow(tr("C&olour"), m_colour);
    m_problem->setWordWrap(true);
    return fields;
}

int ColoursPage::current() const
{
    return m_list->indexOfTopLevelItem(m_list->currentItem());
}

void ColoursPage::fill()
{
    const int now = std::max(0, current());
    m_filling = true;
    m_list->clear();
    for (const ColourRule &rule : m_context.session.colours().rules()) {
        auto *item = new QTreeWidgetItem(m_list, {text(rule.name.empty() ? rule.filter : rule.name), text(rule.filter), rule.temporary ? tr("for now") : tr("yes")});
        item->setIcon(ColourColumn::Name, swatchIcon(m_context.theme, rule.colour));
        item->setCheckState(ColourColumn::Name, rule.enabled ? Qt::Checked : Qt::Unchecked);
        item->setFont(ColourColumn::Filter, m_context.theme.mono());
        item->setSizeHint(ColourColumn::Name, {0, metrics::kTableRow});
    }
    m_list->setCurrentItem(m_list->topLevelItem(std::min(now, m_list->topLevelItemCount() - 1)));
    m_filling = false;
    fillFields();
    m_none->setVisible(m_list->topLevelItemCount() == 0);
}

void ColoursPage::fillFields()
{
    if (m_filling)
        return;
    const auto &rules = m_context.session.colours().rules();
    const int at = current();
    const bool any = at >= 0 && at < int(rules.size());
    for (QWidget *widget : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_filter), static_cast<QWidget *>(m_colour),
                            static_cast<QWidget *>(m_remove), static_cast<QWidget *>(m_up), static_cast<QWidget *>(m_down)})
        widget->setEnabled(any);
    const ColourRule rule = any ? rules[std::size_t(at)] : ColourRule();
    // What is being typed keeps its cursor.
    if (m_name->text() != text(rule.name))
        m_name->setText(text(rule.name));
    if (m_filter->text() != text(rule.filter))
        m_filter->setText(text(rule.filter));
    m_colour->setCurrentIndex(rule.colour);
    const auto parsed = query::Filter::parse(rule.filter);
    m_problem->setText(!any                  ? QString()
                       : rule.filter.empty() ? tr("Without a filter it colours nothing.")
                       : parsed              ? QString()
                                             : text(parsed.error().text()));
}

void ColoursPage::take()
{
    const int at = current();
    if (at < 0)
        return;
    ColourRule rule = m_context.session.colours().rules()[std::size_t(at)];
    rule.name = m_name->text().toStdString();
    rule.filter = m_filter->text().toStdString();
    rule.colour = m_colour->currentIndex();
    m_context.session.colours().set(std::size_t(at), rule);
}

} // namespace triptych::ui
