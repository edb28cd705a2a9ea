#include "ui/settings/general_page.h"

#include "ui/common/text_label.h"
#include "ui/shell/action_catalog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kHintWidth = 480; ///< px
}

namespace {
constexpr int kMostMemory = 1 << 20, kMemoryStep = 256; // MiB
constexpr int kGeneralPageFieldWidth = 240;
} // namespace

GeneralPage::GeneralPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_theme(new QComboBox), m_memory(new QSpinBox)
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(metrics::kMargin, 2 * metrics::kPadding, metrics::kMargin, metrics::kMargin);
    form->setHorizontalSpacing(2 * metrics::kMargin);
    form->setVerticalSpacing(metrics::kMargin);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    const auto label = [&](const QString &text, QWidget *buddy) {
        auto *name = new TextLabel(context.theme, text, context.theme.text(), Role::TextSecondary);
        name->setBuddy(buddy);
        // Level with its field, whatever hint stands under that.
        name->setAlignment(Qt::AlignRight | Qt::AlignTop);
        name->setContentsMargins(0, std::max(0, (buddy->sizeHint().height() - name->fontMetrics().height()) / 2), 0, 0);
        buddy->setAccessibleName(text);
        return name;
    };
    const auto note = [&](const QString &text) {
        auto *words = new TextLabel(context.theme, text, context.theme.small(), Role::TextSecondary);
        words->setWordWrap(true);
        words->setMinimumWidth(kHintWidth); // a form asks a wrapped label for its height before it has its width
        words->setMinimumHeight(words->heightForWidth(kHintWidth));
        return words;
    };
    const auto group = [&](std::initializer_list<QWidget *> widgets) {
        auto *column = new QVBoxLayout;
        column->setSpacing(metrics::kGrid / 2);
        for (QWidget *widget : widgets)
            column->addWidget(widget);
        return column;
    };

    for (const auto &[text, id] : {std::pair(tr("As the system"), "view.themeSystem"), {tr("Light"), "view.themeLight"}, {tr("Dark"), "view.themeDark"}})
        m_theme->addItem(text, QString::fromLatin1(id));
    m_theme->setMinimumWidth(kGeneralPageFieldWidth);
    takeTheme();
    // The same commands as the menu's, which keep the choice.
    connect(m_theme, &QComboBox::activated, this, [this](int row) {
        if (QAction *action = m_context.actions.find(m_theme->itemData(row).toString()))
            action->trigger();
    });
    connect(&context.theme, &Theme::changed, this, &GeneralPage::takeTheme);
    form->addRow(label(tr("Theme"), m_theme), m_theme);
    auto *motion = addSwitch(tr("Reduced motion"), preference::kReducedMotion);
    form->addRow(new QWidget, group({motion, note(tr("Views go where they are sent at once, without gliding."))}));
    auto *wheel = addSwitch(tr("Wheel zooms everywhere"), preference::kWheelZooms);
    form->addRow(label(tr("Canvases"), wheel), group({wheel, note(tr("Without: the wheel scrolls rows and zooms with Ctrl. With: the other way round."))}));
    wheel->setAccessibleName(wheel->text());
    auto *letters = addSwitch(tr("Letters follow the keyboard layout"), preference::kLetterKeys);
    form->addRow(new QWidget, group({letters, note(tr("Without: W A S D are the keys in that place of a US keyboard. With: the keys that bear these letters."))}));
    m_memory->setRange(0, kMostMemory);
    m_memory->setSingleStep(kMemoryStep);
    m_memory->setSuffix(tr(" MiB"));
    m_memory->setSpecialValueText(tr("as built in (700 MiB; 128 for servers)"));
    m_memory->setMinimumWidth(kGeneralPageFieldWidth);
    m_memory->setValue(context.preferences.value(preference::kMemoryLimit).toInt());
    connect(m_memory, &QSpinBox::valueChanged, this, [this](int value) {
        if (value == 0)
            m_context.preferences.remove(preference::kMemoryLimit);
        else
            m_context.preferences.set(preference::kMemoryLimit, value);
    });
    form->addRow(label(tr("Memory of the store"), m_memory),
                 group({m_memory, note(tr("Beyond it, queries and imports work on disk. At least 256 MiB; for what is opened from now on."))}));
}

QCheckBox *GeneralPage::addSwitch(const QString &text, const QString &name)
{
    auto *box = new QCheckBox(text);
    box->setObjectName(name);
    box->setChecked(m_context.preferences.value(name).toBool());
    connect(box, &QCheckBox::toggled, this, [this, name](bool on) {
        if (on)
            m_context.preferences.set(name, true);
        else
            m_context.preferences.remove(name);
    });
    return box;
}

void GeneralPage::takeTheme()
{
    const Theme::Mode mode = m_context.theme.mode();
    m_theme->setCurrentIndex(mode == Theme::Mode::Light ? 1 : mode == Theme::Mode::Dark ? 2 : 0);
}

} // namespace triptych::ui
