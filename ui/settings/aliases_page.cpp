#include "ui/settings/aliases_page.h"

#include "base/qt_text.h"
#include "query/syntax.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

using base::text;

namespace {
constexpr int kNamesWidth = 230;

QVBoxLayout *spacedColumn(QWidget *widget)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kPadding);
    return column;
}

QHBoxLayout *row(std::initializer_list<QWidget *> widgets)
{
    auto *layout = new QHBoxLayout;
    layout->setSpacing(metrics::kPadding);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    return layout;
}
} // namespace

AliasesPage::AliasesPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_knowledge(context), m_names(new QListWidget), m_tags(new QListWidget),
      m_newName(new QLineEdit), m_newTag(new QLineEdit), m_title(new TextLabel(context.theme, QString(), context.theme.strong())),
      m_addName(new FlatButton(context.theme, tr("Add"))), m_remove(new FlatButton(context.theme, tr("Remove"))),
      m_reset(new FlatButton(context.theme, tr("Reset"))), m_resetAll(new FlatButton(context.theme, tr("Reset All"))),
      m_addTag(new FlatButton(context.theme, tr("Add"))), m_removeTag(new FlatButton(context.theme, tr("Remove")))
{
    const std::string kept = context.preferences.value(preference::kAliases).toString().toStdString();
    if (auto table = kept.empty() ? base::Result<query::AliasTable>(query::AliasTable()) : query::AliasTable::fromJson(kept))
        m_table = std::move(*table);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    auto *about = new TextLabel(context.theme, tr("A key of the filter reaches every tag in its list, whatever a service calls it. "
                                                  "Completion and facets join them too, and triptych-cli reads the same lists."),
                                context.theme.text(), Role::TextSecondary);
    about->setWordWrap(true);
    column->addWidget(about);
    auto *across = new QHBoxLayout;
    across->setSpacing(metrics::kMargin);
    across->addWidget(makeNames());
    across->addWidget(makeTags(), 1);
    column->addLayout(across, 1);

    connect(m_names, &QListWidget::currentItemChanged, this, &AliasesPage::fillTags);
    connect(m_tags, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) { m_removeTag->setEnabled(item != nullptr); });
    connect(m_addName, &QPushButton::clicked, this, &AliasesPage::addName);
    connect(m_newName, &QLineEdit::returnPressed, this, &AliasesPage::addName);
    connect(m_addTag, &QPushButton::clicked, this, &AliasesPage::addTag);
    connect(m_newTag, &QLineEdit::returnPressed, this, &AliasesPage::addTag);
    connect(m_removeTag, &QPushButton::clicked, this, &AliasesPage::removeTag);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (const auto *of = group()) {
            const std::string name = of->name;
            if (query::AliasTable::builtIn(name))
                m_table.put({name, {}});
            else
                m_table.reset(name);
            keep();
        }
    });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const auto *of = group()) {
            m_table.reset(std::string(of->name));
            keep();
        }
    });
    connect(m_resetAll, &QPushButton::clicked, this, [this] {
        m_table = query::AliasTable();
        keep();
    });
    connect(&m_knowledge, &TagKnowledge::changed, this, &AliasesPage::offerTags);
    fillNames({});
    offerTags();
}

QWidget *AliasesPage::makeNames()
{
    auto *side = new QWidget;
    side->setFixedWidth(kNamesWidth);
    auto *column = spacedColumn(side);
    m_names->setAccessibleName(tr("Keys of the filter"));
    m_newName->setPlaceholderText(tr("New key"));
    m_newName->setAccessibleName(tr("New key of the filter"));
    column->addWidget(m_names, 1);
    column->addLayout(row({m_newName, m_addName}));
    auto *buttons = row({m_remove, m_reset, m_resetAll});
    buttons->addStretch();
    column->addLayout(buttons);
    return side;
}

QWidget *AliasesPage::makeTags()
{
    auto *side = new QWidget;
    auto *column = spacedColumn(side);
    m_tags->setAccessibleName(tr("Tags that the key reaches"));
    m_newTag->setPlaceholderText(tr("Another tag, such as deployment.environment"));
    m_newTag->setAccessibleName(tr("Another tag for the key"));
    m_newTag->setFont(m_context.theme.mono());
    m_tags->setFont(m_context.theme.mono());
    column->addWidget(m_title);
    column->addWidget(m_tags, 1);
    column->addLayout(row({m_newTag, m_addTag, m_removeTag}));
    return side;
}

const query::AliasTable::Group *AliasesPage::group() const
{
    const QListWidgetItem *item = m_names->currentItem();
    const std::string name = item ? item->data(Qt::UserRole).toString().toStdString() : std::string();
    const auto &all = m_table.groups();
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto &group) { return group.name == name; });
    return at == all.end() ? nullptr : &*at;
}

void AliasesPage::fillNames(const QString &current)
{
    m_names->clear();
    for (const auto &group : m_table.groups()) {
        const auto *usual = query::AliasTable::builtIn(group.name);
        const bool changed = !usual || *usual != group.keys;
        QString shown = text(group.name);
        if (group.keys.empty())
            shown += tr("  (taken away)");
        else if (changed)
            shown += usual ? tr("  (changed)") : tr("  (yours)");
        auto *item = new QListWidgetItem(shown, m_names);
        item->setData(Qt::UserRole, text(group.name));
        item->setSizeHint({0, metrics::kTableRow}); // the list is filled before the style sheet gives rows their height
        if (changed)
            item->setForeground(m_context.theme.color(Role::Accent));
        if (text(group.name) == current)
            m_names->setCurrentItem(item);
    }
    if (!m_names->currentItem() && m_names->count() > 0)
        m_names->setCurrentRow(0);
    fillTags();
}

void AliasesPage::fillTags()
{
    const auto *of = group();
    m_tags->clear();
    const auto *usual = of ? query::AliasTable::builtIn(of->name) : nullptr;
    for (const std::string &key : of ? of->keys : std::vector<std::string>())
        m_tags->addItem(text(key));
    m_title->setText(!of               ? QString()
                     : of->keys.empty() ? tr("%1 reaches only the tag of that name").arg(text(of->name))
                                        : tr("%1 reaches").arg(text(of->name)));
    m_remove->setEnabled(of && !of->keys.empty());
    m_reset->setEnabled(of && usual && *usual != of->keys);
    m_removeTag->setEnabled(false);
    m_newTag->setEnabled(of != nullptr);
    m_addTag->setEnabled(of != nullptr);
    m_resetAll->setEnabled(std::any_of(m_table.groups().begin(), m_table.groups().end(), [](const auto &group) {
        const auto *built = query::AliasTable::builtIn(group.name);
        return !built || *built != group.keys;
    }));
}

void AliasesPage::offerTags()
{
    QStringList keys;
    for (const std::string &key : m_knowledge.keyNames())
        keys.append(text(key));
    auto *completer = new QCompleter(keys, m_newTag);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_newTag->setCompleter(completer);
}

void AliasesPage::addName()
{
    const std::string name = m_newName->text().trimmed().toStdString();
    // A field of the record is no tag: its name cannot stand for any.
    if (name.empty() || (query::intrinsicFromText(name) && !query::AliasTable::builtIn(name)))
        return;
    m_newName->clear();
    const auto &all = m_table.groups();
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto &group) { return group.name == name; });
    if (known == all.end() || known->keys.empty()) {
        m_table.put({name, {name}});
        keep();
    }
    fillNames(text(name));
    m_newTag->setFocus(Qt::OtherFocusReason);
}

void AliasesPage::addTag()
{
    const auto *of = group();
    const std::string key = m_newTag->text().trimmed().toStdString();
    if (!of || key.empty())
        return;
    m_newTag->clear();
    auto changed = *of;
    if (std::find(changed.keys.begin(), changed.keys.end(), key) == changed.keys.end())
        changed.keys.push_back(key);
    change(std::move(changed));
}

void AliasesPage::removeTag()
{
    const auto *of = group();
    const QListWidgetItem *item = m_tags->currentItem();
    if (!of || !item)
        return;
    auto changed = *of;
    std::erase(changed.keys, item->text().toStdString());
    change(std::move(changed));
}

void AliasesPage::change(query::AliasTable::Group group)
{
    m_table.put(std::move(group));
    keep();
}

void AliasesPage::keep()
{
    const QListWidgetItem *item = m_names->currentItem();
    const QString current = item ? item->data(Qt::UserRole).toString() : QString();
    const bool usual = m_table.changesToJson() == query::AliasTable().changesToJson();
    if (usual)
        m_context.preferences.remove(preference::kAliases);
    else
        m_context.preferences.set(preference::kAliases, text(m_table.changesToJson()));
    fillNames(current);
}

} // namespace triptych::ui
