#include "ui/shell/session_facts.h"

#include "telemetry/human_text.h"

#include <QElapsedTimer>

namespace triptych::ui {

namespace {

QString count(std::uint64_t n)
{
    return QString::fromStdString(telemetry::formatCount(n));
}

} // namespace

SessionFacts::SessionFacts(Context &context, QObject *parent)
    : QObject(parent), m_context(context), m_infoJob(context.pool), m_foundJob(context.pool)
{
    context.workspace.busy().watch(m_infoJob);
    context.workspace.busy().watch(m_foundJob);
    connect(&context.workspace, &Workspace::sourceChanged, this, &SessionFacts::askInfo);
    connect(&context.workspace, &Workspace::dataChanged, this, &SessionFacts::askInfo);
    connect(&context.workspace, &Workspace::dataLanded, this, &SessionFacts::askInfo);
    connect(&context.session, &session::Session::selectionChanged, this, &SessionFacts::askFound);
    connect(&context.session, &session::Session::pageChanged, this, &SessionFacts::askFound);
}

void SessionFacts::askInfo()
{
    const auto source = m_context.workspace.source();
    if (!source) {
        m_infoJob.cancel();
        m_foundJob.cancel();
        m_info = {};
        m_result.clear();
        m_asked.clear();
        m_remarked = false;
        m_status.clear();
        Q_EMIT infoChanged();
        Q_EMIT changed();
        return;
    }
    m_infoJob.start([source](std::stop_token stop) { return source->info(stop); },
                    [this](base::Result<telemetry::StoreInfo> info) {
                        if (!info)
                            return; // the views say what failed
                        m_info = std::move(*info);
                        Q_EMIT infoChanged();
                        askFound();
                    });
}

void SessionFacts::askFound()
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    const query::Selection selection = m_context.session.selection();
    const bool logs = m_context.session.page() == session::Page::Logs;
    if (selection.filter.empty() && !selection.range && !source->asksServers()) {
        m_foundJob.cancel();
        tell({m_info.traces, m_info.spans, m_info.logs, 0, false, {}}, false);
        return;
    }
    m_foundJob.start(
        [source, selection, logs](std::stop_token stop) {
            QElapsedTimer clock;
            clock.start();
            Found found;
            if (logs) {
                const auto lines = source->logCount(selection, stop);
                found.failed = !lines;
                found.logs = lines ? *lines : 0;
                found.ms = clock.elapsed();
                if (source->asksServers())
                    found.notes = source->notes(telemetry::Table::Logs, selection);
                return found;
            }
            telemetry::TraceQuery traces;
            traces.limit = 1;
            const auto page = source->traces(selection, traces, stop);
            found.ms = clock.elapsed();
            telemetry::SpanQuery spans;
            spans.limit = 1;
            const auto rows = source->spans(selection, spans, stop);
            found.failed = !page || !rows;
            if (page && rows) {
                found.traces = page->total;
                found.spans = rows->total;
            }
            if (source->asksServers())
                found.notes = source->notes(telemetry::Table::Spans, selection);
            return found;
        },
        [this, servers = source->asksServers()](Found found) { tell(found, !servers); });
}

void SessionFacts::tell(const Found &found, bool filtered)
{
    const bool logs = m_context.session.page() == session::Page::Logs;
    m_result.clear();
    m_asked.clear();
    m_status.clear();
    m_warning = -1;
    m_remarked = false;
    if (found.failed) {
        Q_EMIT changed();
        return;
    }
    const std::uint64_t all = logs ? m_info.logs : m_info.traces, hit = logs ? found.logs : found.traces;
    const QString unit = logs ? tr("lines") : tr("traces");
    const QString shown = hit == 1 ? (logs ? tr("1 line") : tr("1 trace")) : tr("%1 %2").arg(count(hit), unit);
    if (filtered)
        m_result = tr("%1 of %2 %3 · %4 ms").arg(count(hit), count(all), unit, QString::number(std::max<qint64>(1, found.ms)));
    else
        m_result = shown;
    m_status.append(shown);
    if (!logs)
        m_status.append(found.spans == 1 ? tr("1 span") : tr("%1 spans").arg(count(found.spans)));
    std::uint64_t bad = 0;
    for (const auto &import : m_info.imports)
        bad += import.errorCount;
    if (bad > 0)
        m_warning = int(m_status.size());
    tellNotes(found.notes);
    m_status.append(bad > 0 ? tr("%1 records unreadable").arg(count(bad)) : tr("nothing dropped"));
    Q_EMIT changed();
}

void SessionFacts::tellNotes(const std::vector<sources::FetchNote> &notes)
{
    QStringList words;
    const auto plain = [](const std::string &text) { return QString::fromStdString(text); };
    for (const sources::FetchNote &note : notes) {
        const QString backend = plain(note.backend);
        words.append(tr("%1 was asked: %2").arg(backend, plain(note.native)));
        if (!note.here.empty())
            words.append(plain(note.here));
        for (const std::string &remark : note.remarks)
            words.append(QStringLiteral("%1: %2").arg(backend, plain(remark)));
        if (!note.more)
            continue;
        m_warning = int(m_status.size());
        m_status.append(note.mayHide ? tr("%1: the first %2; matches may be hidden").arg(backend, count(note.fetched)) : tr("%1: the first %2, there may be more").arg(backend, count(note.fetched)));
        words.append(note.mayHide ? tr("The limit was reached, and conditions are tested here: a shorter time range shows what it hides.") : tr("The limit was reached: a shorter time range shows the rest."));
    }
    m_asked = words.join(u'\n');
    const auto any = [&](auto is) { return std::any_of(notes.begin(), notes.end(), is); };
    m_remarked = any([](const sources::FetchNote &n) { return n.more || n.edited || !n.here.empty() || !n.remarks.empty(); });
    if (any([](const sources::FetchNote &n) { return n.more; }))
        m_result = tr("first %1").arg(m_result);
}

} // namespace triptych::ui
