#include "ui/trace/trace_page.h"

#include "ui/common/file_export.h"
#include "ui/common/panes.h"
#include "ui/shell/action_catalog.h"
#include "ui/trace/trace_state.h"

#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <algorithm>
#include <array>

namespace triptych::ui {

namespace {
struct Choice {
    items::TraceExport::Format format;
    const char *text, *ending;
};
using Format = items::TraceExport::Format;
constexpr std::array<Choice, 5> kChoices{{{Format::Otlp, QT_TRANSLATE_NOOP("triptych::ui::TracePage", "OTLP JSON (*.otlp.json)"), ".otlp.json"},
                                          {Format::Jaeger, QT_TRANSLATE_NOOP("triptych::ui::TracePage", "Jaeger JSON (*.jaeger.json)"), ".jaeger.json"},
                                          {Format::Speedscope, QT_TRANSLATE_NOOP("triptych::ui::TracePage", "speedscope (*.speedscope.json)"), ".speedscope.json"},
                                          {Format::Folded, QT_TRANSLATE_NOOP("triptych::ui::TracePage", "Folded stacks (*.folded)"), ".folded"},
                                          {Format::Csv, QT_TRANSLATE_NOOP("triptych::ui::TracePage", "CSV (*.csv)"), ".csv"}}};
} // namespace

void TracePage::exportMenu(QPoint globalPos)
{
    QMenu menu(this);
    QAction *subtree = menu.addAction(tr("Export the selected span and all below it…"), this, [this] { askForData(Reach::Subtree); });
    subtree->setEnabled(m_state->document() && m_state->document()->table && m_state->selected() != SpanIndex::None);
    for (const char *id : {"trace.export", "trace.picture", "trace.copyMarkdown", "trace.copySpanJson", "edit.copyLink"})
        if (QAction *action = m_context.actions.find(QString::fromLatin1(id)))
            menu.addAction(action);
    menu.exec(globalPos);
}

bool TracePage::exportPicture()
{
    // The canvases belong together; any other pane is pictured by itself.
    const Panes::Pane *pane = m_panes->current();
    if (!m_state->document() || (pane && !m_canvases->isAncestorOf(pane->widget)))
        return false;
    askForPicture();
    return true;
}

bool TracePage::exportData()
{
    if (!m_state->document())
        return false;
    askForData(Reach::Shown);
    return true;
}

void TracePage::askForPicture()
{
    if (!m_state->document())
        return;
    m_export->askForPicture(*m_canvases, QString::fromStdString(hex(m_state->document()->columns().trace)));
}

void TracePage::askForData(Reach reach)
{
    if (!m_state->document())
        return;
    QStringList filters;
    for (const Choice &choice : kChoices)
        filters.append(tr(choice.text));
    auto *dialog = new QFileDialog(this, tr("Export trace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    const QString name = QString::fromStdString(hex(m_state->document()->columns().trace));
    dialog->selectFile(name + QLatin1String(kChoices.front().ending));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, filters, name](const QString &filter) {
        const auto at = static_cast<std::size_t>(std::max<qsizetype>(0, filters.indexOf(filter)));
        dialog->selectFile(name + QLatin1String(kChoices[at].ending));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, filters, reach](const QString &path) {
        // The ending wins over the filter: it is what the user wrote.
        auto at = static_cast<std::size_t>(std::max<qsizetype>(0, filters.indexOf(dialog->selectedNameFilter())));
        for (std::size_t i = 0; i < kChoices.size(); ++i)
            if (path.endsWith(QLatin1String(kChoices[i].ending), Qt::CaseInsensitive))
                at = i;
        writeData(path, kChoices[at].format, reach);
    });
    dialog->open();
}

void TracePage::writeData(const QString &path, items::TraceExport::Format format, Reach reach)
{
    const auto document = m_state->document();
    const auto source = m_context.workspace.source();
    if (!document || !source)
        return;
    items::TraceExport what{format, document->table, {}};
    const auto &table = *document->table;
    std::uint32_t first = 0, last = table.nodeCount();
    if (reach == Reach::Subtree && m_state->selected() != SpanIndex::None) {
        first = table.position(m_state->selected());
        last = table.subtreeEnd(first);
    }
    // Derived spans are this program's guess, not telemetry: they stay here.
    for (std::uint32_t position = first; position < last; ++position) {
        const SpanIndex node{table.order()[position]};
        if (table.isSpan(node) && !document->isDerived(node) && m_state->rows().isWanted(node))
            what.rows.push_back(toInt(node));
    }
    std::sort(what.rows.begin(), what.rows.end());
    m_writing.start([source, what = std::move(what), path](std::stop_token stop) { return items::writeTrace(*source, what, path, stop); },
                    [this, path](base::Result<void> written) {
                        if (written) {
                            Q_EMIT dataWritten(path);
                        } else if (written.error().kind != base::ErrorKind::Stopped) {
                            auto *box = new QMessageBox(QMessageBox::Warning, tr("Export trace"), QString::fromStdString(written.error().what),
                                                        QMessageBox::Ok, this);
                            box->setAttribute(Qt::WA_DeleteOnClose);
                            box->setTextFormat(Qt::PlainText);
                            box->setInformativeText(path);
                            box->open();
                        }
                    });
}

} // namespace triptych::ui
