#include "ui/shell/session_facts.h"

#include "telemetry/human_text.h"

#include <QElapsedTimer>
#include <utility>

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
    connect(&context.session.marks(), &session::Marks::changed, this, [this] {
        if (m_context.workspace.source() && !m_status.isEmpty())
            compose();
    });
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
        [this, servers = source->asksServers()](Found found) { tell(std::move(found), !servers); });
}

void SessionFacts::tell(Found found, bool filtered)
{
    m_found = std::move(found);
    m_filtered = filtered;
    compose();
}

void SessionFacts::setTrace(const QStringList &facts)
{
    m_trace = facts;
    if (m_context.workspace.source() && !m_status.isEmpty())
        compose();
}

void SessionFacts::setUnreadFiles(int files)
{
    if (std::exchange(m_unreadFiles, files) != files && m_context.workspace.source() && !m_status.isEmpty())
        compose();
}

/// Marks of what the page lists: lines, or traces and spans.
QString SessionFacts::marked() const
{
    const session::Marks &marks = m_context.session.marks();
    const std::size_t number = m_context.session.page() == session::Page::Logs
                                   ? marks.count<session::LogMark>()
                                   : marks.count<session::TraceMark>() + marks.count<session::SpanMark>();
    return number == 0 ? QString() : tr("%1 marked").arg(count(number));
}

void SessionFacts::compose()
{
    const bool logs = m_context.session.page() == session::Page::Logs;
    m_result.clear();
    m_asked.clear();
    m_status.clear();
    m_warning = -1;
    m_remarked = false;
    if (m_found.failed) {
        Q_EMIT changed();
        return;
    }
    const std::uint64_t all = logs ? m_info.logs : m_info.traces, hit = logs ? m_found.logs : m_found.traces;
    const auto some = [this](std::uint64_t shown, std::uint64_t whole, const QString &one, const QString &many) {
        if (m_filtered)
            return tr("%1 of %2 %3").arg(count(shown), count(whole), many);
        return shown == 1 ? one : tr("%1 %2").arg(count(shown), many);
    };
    m_result = logs ? some(hit, all, tr("1 line"), tr("lines")) : some(hit, all, tr("1 trace"), tr("traces"));
    const bool ofTrace = m_context.session.page() == session::Page::Trace && !m_trace.isEmpty();
    m_status = ofTrace ? m_trace : QStringList{m_result};
    if (m_filtered)
        m_result += tr(" · %1 ms").arg(std::max<qint64>(1, m_found.ms));
    if (!logs && !ofTrace)
        m_status.append(some(m_found.spans, m_info.spans, tr("1 span"), tr("spans")));
    if (const QString marks = marked(); !marks.isEmpty())
        m_status.append(marks);
    std::uint64_t bad = 0;
    for (const auto &import : m_info.imports)
        bad += import.errorCount;
    if (bad > 0)
        m_warning = int(m_status.size());
    tellNotes(m_found.notes);
    if (m_unreadFiles > 0)
        m_warning = int(m_status.size());
    if (bad > 0)
        m_status.append(bad == 1 ? tr("1 record unreadable") : tr("%1 records unreadable").arg(count(bad)));
    if (m_unreadFiles > 0)
        m_status.append(m_unreadFiles == 1 ? tr("1 file not read") : tr("%1 files not read").arg(m_unreadFiles));
    if (bad == 0 && m_unreadFiles == 0)
        m_status.append(tr("nothing dropped"));
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
