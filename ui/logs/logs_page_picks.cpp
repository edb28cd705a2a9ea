#include "items/cell_text.h"
#include "query/compose.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/common/text_label.h"
#include "ui/logs/log_list.h"
#include "ui/logs/logs_page.h"
#include "ui/common/find_bar.h"

#include <QHBoxLayout>
#include <QMenu>

namespace triptych::ui {

QWidget *LogsPage::makeNarrowBar()
{
    auto *bar = new QWidget;
    bar->setBackgroundRole(QPalette::AlternateBase);
    bar->setAutoFillBackground(true);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(metrics::kMargin, metrics::kGrid / 2, metrics::kPadding, metrics::kGrid / 2);
    m_narrowText = new TextLabel(m_context.theme, QString(), m_context.theme.text(), Role::TextSecondary);
    row->addWidget(m_narrowText);
    row->addStretch();
    auto *all = new FlatButton(m_context.theme, tr("Show All Lines"));
    connect(all, &QPushButton::clicked, this, [this] {
        m_keepLine = toInt(m_lines->recordAt(m_list->current()));
        m_places->setShow(items::LogPlaces::Show::All);
        m_list->setFocus();
    });
    row->addWidget(all);
    bar->hide();
    return bar;
}

void LogsPage::showNarrowing()
{
    using Show = items::LogPlaces::Show;
    const Show show = m_places->show();
    m_narrowBar->setVisible(show != Show::All);
    const QString lines = items::countText(std::uint64_t(m_lines->total()));
    if (show == Show::MarksAndMatches)
        m_narrowText->setText(tr("Only marked lines and matches: %1").arg(lines));
    else if (show == Show::Marks)
        m_narrowText->setText(tr("Only marked lines: %1").arg(lines));
    else if (show == Show::Matches)
        m_narrowText->setText(tr("Only matches of “%1”: %2").arg(m_places->text(), lines));
}

void LogsPage::cycleShow()
{
    using Show = items::LogPlaces::Show;
    const bool marks = m_places->hasMarks(), matches = !m_places->text().isEmpty();
    QVector<Show> ways{Show::All};
    if (marks && matches)
        ways.append(Show::MarksAndMatches);
    if (marks)
        ways.append(Show::Marks);
    if (matches)
        ways.append(Show::Matches);
    const auto now = std::max<qsizetype>(0, ways.indexOf(m_places->show()));
    m_keepLine = toInt(m_lines->recordAt(m_list->current()));
    m_places->setShow(ways[(now + 1) % ways.size()]);
}

void LogsPage::findPicked()
{
    if (m_list->picked().empty())
        m_list->pickWord(LogList::Way::Forward);
    const QString text = m_list->pickedText();
    if (text.isEmpty())
        return;
    if (m_places->text() == text && m_find->isVisible())
        return stepTo(m_places->matches(), items::Way::Next);
    openFind();
    m_find->setText(text);
    m_list->setFocus();
}

void LogsPage::labelPicked(int label)
{
    if (label < 0)
        m_context.session.labels().clear();
    else
        m_context.session.labels().set(label, m_list->pickedText().toStdString());
}

void LogsPage::addPickMenu(QMenu &menu)
{
    const QString text = m_list->pickedText();
    if (!text.isEmpty()) {
        connect(menu.addAction(tr("Find “%1”").arg(menuText(text))), &QAction::triggered, this, &LogsPage::findPicked);
        connect(menu.addAction(tr("Filter by “%1”").arg(menuText(text))), &QAction::triggered, this, [this, text] {
            if (const auto demand = query::Filter::parse(query::valueText(text.toStdString())))
                m_context.session.setFilter(m_context.session.filter().and_(*demand));
        });
        QMenu *colours = menu.addMenu(tr("Colour “%1”").arg(menuText(text)));
        for (int label = 0; label < session::TextLabels::kCount; ++label) {
            QPixmap swatch(metrics::kMargin, metrics::kMargin);
            swatch.fill(m_context.theme.label(label));
            connect(colours->addAction(swatch, tr("Label %1").arg(label + 1)), &QAction::triggered, this, [this, label] { labelPicked(label); });
        }
    }
    if (m_context.session.labels().any())
        connect(menu.addAction(tr("Clear colour labels")), &QAction::triggered, this, [this] { labelPicked(-1); });
    if (!menu.isEmpty())
        menu.addSeparator();
}

} // namespace triptych::ui
