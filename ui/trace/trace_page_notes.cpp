#include "ui/trace/trace_page.h"

#include "items/cell_text.h"
#include "ui/canvas/time_ruler.h"
#include "ui/trace/trace_notes.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/waterfall_view.h"

#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <algorithm>

namespace triptych::ui {

void TracePage::annotate(telemetry::TimeRange range)
{
    if (!m_state->document() || range.empty())
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Annotate"));
    dialog->setLabelText(tr("Note on %1, from +%2").arg(items::durationText(range.length()),
                                                        items::durationText(range.from - m_state->document()->table->extent().from)));
    dialog->setTextValue(m_notes->note(range));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, range](const QString &text) { m_notes->setNote(range, text); });
    dialog->open();
}

void TracePage::showNotes()
{
    std::vector<TimeRuler::Note> shown;
    for (const TraceNotes::Note &note : m_notes->all())
        shown.push_back({note.range, note.text});
    m_ruler->setNotes(std::move(shown));
}

void TracePage::noteMenu(int note, QPoint globalPos)
{
    const auto all = m_notes->all();
    if (note < 0 || static_cast<std::size_t>(note) >= all.size())
        return;
    const telemetry::TimeRange range = all[static_cast<std::size_t>(note)].range;
    m_state->setRange(range);
    QMenu menu(this);
    menu.addAction(tr("Zoom to it"), this, [this, range] { m_waterfall->zoomTo(range); });
    menu.addAction(tr("Edit…"), this, [this, range] { annotate(range); });
    menu.addAction(tr("Remove"), this, [this, range] { m_notes->setNote(range, {}); });
    menu.exec(globalPos);
}

void TracePage::stack(telemetry::TraceId trace)
{
    const auto &document = m_state->document();
    if (!document || trace.empty() || trace == document->columns().trace || std::find(m_rule.stacked.begin(), m_rule.stacked.end(), trace) != m_rule.stacked.end())
        return;
    m_rule.stacked.push_back(trace);
    load(Refresh::Anew); // the axis is another: all of it is shown
}

void TracePage::refuseStack(const base::Error &error)
{
    m_rule.stacked.pop_back();
    auto *box = new QMessageBox(QMessageBox::Information, tr("Linked trace"), QString::fromStdString(error.what), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(QString::fromStdString(error.advice));
    box->open();
}

void TracePage::unstack()
{
    if (m_rule.stacked.empty())
        return;
    m_rule.stacked.clear();
    load(Refresh::Anew);
}

} // namespace triptych::ui
