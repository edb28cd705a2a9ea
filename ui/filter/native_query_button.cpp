#include "ui/filter/native_query_button.h"

#include "ui/common/plain_text.h"
#include "ui/filter/native_query_popup.h"

#include <QApplication>

namespace triptych::ui {

using telemetry::Table;

NativeQueryButton::NativeQueryButton(Context &context, QWidget *bar)
    : FlatButton(context.theme, QString(), Kind::Plain, bar), m_context(context), m_bar(bar), m_job(context.pool), m_marking(context.pool)
{
    showMark({});
    const auto available = [this] { setEnabled(m_context.workspace.source() != nullptr); };
    connect(&context.workspace, &Workspace::sourceChanged, this, available);
    available();
    connect(this, &QPushButton::clicked, this, &NativeQueryButton::open);
    context.workspace.busy().watch(m_job);
    connect(&context.workspace.busy(), &BusyTracker::idle, this, &NativeQueryButton::mark);
    connect(&context.workspace, &Workspace::sourceChanged, this, &NativeQueryButton::mark);
}

void NativeQueryButton::mark()
{
    const auto source = m_context.workspace.source();
    if (!source || !source->asksServers()) {
        m_marking.cancel();
        return showMark({});
    }
    m_marking.start(
        [source, selection = m_context.session.selection()](std::stop_token) {
            QStringList edited;
            for (const Table table : {Table::Spans, Table::Logs})
                for (const sources::FetchNote &note : source->notes(table, selection))
                    if (note.edited)
                        edited.append(QString::fromStdString(note.backend));
            edited.removeDuplicates();
            return edited;
        },
        [this](const QStringList &edited) { showMark(edited); });
}

void NativeQueryButton::showMark(const QStringList &edited)
{
    const QString name = edited.isEmpty() ? tr("Native query: what the filter becomes")
                                          : tr("%1 is asked an edited query; what was fetched before and matches the filter is shown with its answer").arg(edited.join(QStringLiteral(", ")));
    setIconName(QStringLiteral("braces"), edited.isEmpty() ? Role::TextSecondary : Role::Warning);
    setAccessibleName(name);
    setToolTip(tooltipText(name));
}

void NativeQueryButton::open()
{
    if (!m_context.workspace.source())
        return;
    if (!m_popup) {
        m_popup = new NativeQueryPopup(m_context.theme, this);
        connect(m_popup, &NativeQueryPopup::askRequested, this, &NativeQueryButton::askInstead);
        // A server may answer while it is open.
        connect(&m_context.workspace, &Workspace::dataLanded, this, [this] {
            if (m_popup->isVisible() && !m_popup->isAncestorOf(QApplication::focusWidget()))
                ask();
        });
    }
    m_popup->showWords(tr("Compiling the filter …"));
    m_popup->popup(QRect(m_bar->mapToGlobal(QPoint(0, 0)), m_bar->size()));
    ask();
}

void NativeQueryButton::ask()
{
    const auto source = m_context.workspace.source();
    const bool servers = source->asksServers();
    m_job.start(
        [source, selection = m_context.session.selection()](std::stop_token) {
            NativeQueryPopup::Notes notes;
            for (const Table table : {Table::Spans, Table::Logs})
                for (sources::FetchNote &note : source->notes(table, selection))
                    notes.emplace_back(table, std::move(note));
            return notes;
        },
        [this, servers](const NativeQueryPopup::Notes &notes) {
            if (!notes.empty())
                m_popup->showNotes(notes);
            else if (servers)
                m_popup->showWords(tr("No server has answered with this filter yet."));
            else
                m_popup->showWords(tr("What is open cannot tell."));
        });
}

void NativeQueryButton::askInstead(Table table, const QString &address, const QString &native)
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    source->askInstead(table, m_context.session.selection(), address.toStdString(), native.toStdString());
    m_popup->hide();
    m_context.workspace.announceData();
}

} // namespace triptych::ui
