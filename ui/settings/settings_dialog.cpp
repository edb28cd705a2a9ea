#include "ui/settings/settings_dialog.h"

#include "ui/common/segmented_tabs.h"
#include "ui/settings/aliases_page.h"
#include "ui/settings/colours_page.h"
#include "ui/settings/general_page.h"
#include "ui/settings/keys_page.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kSettingsDialogWidth = 780, kSettingsDialogHeight = 600;
}

SettingsDialog::SettingsDialog(Context &context, QWidget *window)
    : QDialog(window), m_tabs(new SegmentedTabs(context.theme)), m_stack(new QStackedWidget), m_keys(new KeysPage(context)),
      m_aliases(new AliasesPage(context))
{
    setWindowTitle(tr("Settings"));
    resize(kSettingsDialogWidth, kSettingsDialogHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kGrid, metrics::kGrid, metrics::kGrid, metrics::kMargin);
    column->setSpacing(0);
    m_tabs->setAccessibleName(tr("Settings"));
    for (const QString &title : {tr("General"), tr("Keys"), tr("Tag Aliases"), tr("Colour Rules")})
        m_tabs->addTab(title);
    column->addWidget(m_tabs, 0, Qt::AlignLeft);
    for (QWidget *page : {static_cast<QWidget *>(new GeneralPage(context)), static_cast<QWidget *>(m_keys), static_cast<QWidget *>(m_aliases),
                          static_cast<QWidget *>(new ColoursPage(context))})
        m_stack->addWidget(page);
    column->addWidget(m_stack, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->setContentsMargins(0, 0, metrics::kMargin, 0);
    // Enter belongs to the fields.
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    for (const auto &[key, step] : {std::pair(QKeySequence::NextChild, 1), {QKeySequence::PreviousChild, -1}})
        connect(new QShortcut(key, this), &QShortcut::activated, this,
                [this, by = step] { m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + m_tabs->count()) % m_tabs->count()); });
    const auto all = findChildren<QPushButton *>();
    for (QPushButton *button : all)
        button->setAutoDefault(false);
}

void SettingsDialog::openAt(Page page)
{
    m_tabs->setCurrentIndex(static_cast<int>(page));
    open();
}

} // namespace triptych::ui
