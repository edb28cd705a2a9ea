#include "ui/explore/results_pane.h"

#include "items/services_model.h"
#include "items/traces_model.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"

#include <QMenu>

namespace triptych::ui {

namespace {
constexpr qsizetype kResultsColumnsTagsOffered = 40;
}

bool ResultsPane::restoreColumns()
{
    const QVariant kept = m_context.preferences.value(preference::kColumns + QStringLiteral("traces"));
    if (kept.isValid())
        m_traces->setTagColumns(kept.toStringList());
    return kept.isValid();
}

void ResultsPane::setColumns(const QStringList &keys)
{
    m_traces->setTagColumns(keys);
    m_context.preferences.set(preference::kColumns + QStringLiteral("traces"), keys);
}

void ResultsPane::addColumn(const QString &key)
{
    QStringList keys = m_traces->tagColumns();
    if (!keys.contains(key))
        keys.push_back(key);
    setColumns(keys);
    setTab(Traces);
}

void ResultsPane::groupBy(const QString &key)
{
    const bool service = key == QLatin1String("service");
    m_operations->setChecked(key == QLatin1String("name"));
    m_services->setTag(service || m_operations->isChecked() ? QString() : key);
    setTab(Services);
}

void ResultsPane::fillColumns(QMenu &menu)
{
    QStringList keys = m_traces->tagColumns();
    const QStringList usual{QStringLiteral("region"), QStringLiteral("version"), QStringLiteral("env")};
    for (const QString &key : usual + m_known)
        if (!keys.contains(key) && keys.size() < kResultsColumnsTagsOffered)
            keys.push_back(key);
    for (const QString &key : std::as_const(keys)) {
        QAction *action = menu.addAction(menuText(key));
        action->setCheckable(true);
        action->setChecked(m_traces->tagColumns().contains(key));
        connect(action, &QAction::toggled, this, [this, key](bool on) {
            QStringList shown = m_traces->tagColumns();
            if (on)
                shown.push_back(key);
            else
                shown.removeOne(key);
            setColumns(shown);
        });
    }
}

void ResultsPane::showColumnsMenu()
{
    QMenu menu(this);
    fillColumns(menu);
    menu.exec(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

} // namespace triptych::ui
