#include "sources/remote_source.h"

#include "ingest/import_job.h"
#include "query/compose.h"

#include <algorithm>
#include <chrono>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr Nanos kSecond = 1'000'000'000;
constexpr Nanos kStillGrows = 600 * kSecond; // spans of a trace come in one by one, the root last
constexpr Nanos kSlack = 600 * kSecond; // around a trace: how far off the clocks of its log lines may be

Nanos now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string keyOf(Table table, const query::Selection &selection)
{
    std::string key = table == Table::Spans ? "spans " : "logs ";
    if (selection.range)
        key += std::to_string(selection.range->from) + " " + std::to_string(selection.range->to);
    return key + "\n" + selection.filter.text();
}

/// A written query belongs to the filter that it was written for, whatever the time range.
std::string insteadKey(Table table, const query::Filter &filter, const std::string &address)
{
    return (table == Table::Spans ? "spans " : "logs ") + address + "\n" + filter.text();
}

const Error kStopped{ErrorKind::Stopped, "stopped", {}, {}, {}};

} // namespace

RemoteSource::RemoteSource(std::string title, std::vector<std::shared_ptr<Backend>> backends, std::shared_ptr<store::Store> store, query::AliasTable aliases, Limits limits)
    : m_title(std::move(title)), m_backends(std::move(backends)), m_store(std::move(store)), m_local(std::make_shared<LocalSource>(m_store, aliases, m_title)), m_limits(limits)
{
    Source::setAliases(std::move(aliases));
}

void RemoteSource::setAliases(query::AliasTable aliases)
{
    m_local->setAliases(aliases);
    Source::setAliases(std::move(aliases));
    m_once.forget();
}

RemoteSource::~RemoteSource() = default;

void RemoteSource::refresh()
{
    m_once.forget();
    m_refreshed = true;
    const std::lock_guard lock(m_mutex);
    m_notes.clear();
}

void RemoteSource::askInstead(Table table, const query::Selection &selection, const std::string &address, const std::string &native)
{
    {
        const std::lock_guard lock(m_mutex);
        if (native.empty())
            m_instead.erase(insteadKey(table, selection.filter, address));
        else
            m_instead[insteadKey(table, selection.filter, address)] = native;
    }
    refresh();
}

bool RemoteSource::holds(Table table) const
{
    return std::any_of(m_backends.begin(), m_backends.end(), [&](const auto &b) { return table == Table::Spans ? b->capabilities().traces : b->capabilities().logs; });
}

TimeRange RemoteSource::bounded(const query::Selection &selection) const
{
    const Nanos end = now() + kSecond;
    if (!selection.range)
        return {end - m_limits.lookback, end};
    const Nanos to = std::min(selection.range->to, end);
    return {selection.range->from > 0 ? selection.range->from : to - m_limits.lookback, to};
}

Result<void> RemoteSource::land(const Backend &backend, Fetched &fetched, std::stop_token stop)
{
    if (fetched.answers.empty())
        return {};
    {
        std::unique_lock lock(m_mutex);
        if (!m_landed.wait(lock, stop, [this] { return !m_landing; }))
            return kStopped;
        m_landing = true;
    }
    std::vector<ingest::MemoryInput> inputs;
    for (const Answer &answer : fetched.answers)
        inputs.push_back({answer.name, answer.bytes});
    const auto report = ingest::ImportJob(*m_store).runInMemory(inputs, stop);
    {
        const std::lock_guard lock(m_mutex);
        m_landing = false;
        m_landed.notify_all();
    }
    if (!report)
        return report.error();
    for (const ingest::FileReport &file : report->files) {
        const std::string first = file.record.errors.empty() ? "it cannot be read" : file.record.errors.front().what;
        if (file.state == ingest::FileState::Refused || file.state == ingest::FileState::Failed)
            return Error{ErrorKind::BadInput, std::string(sources::title(backend.kind())) + "'s answer is broken: " + first, {backend.address(), {}, {}, {}}, {}, {}};
        if (file.state == ingest::FileState::Losses)
            fetched.remarks.push_back("a part of its answer could not be read: " + first);
    }
    m_seen.add(fetched.lines);
    if (m_tellLanded && report->spans + report->logs > 0)
        m_tellLanded({report->spans, report->logs});
    return {};
}

Result<void> RemoteSource::search(Backend &backend, Table table, const query::Selection &selection, const std::string &key, std::stop_token stop)
{
    BackendSearch wanted{selection.filter, bounded(selection), table == Table::Spans ? m_limits.traces : m_limits.lines, *this->aliases()};
    if (wanted.range.empty())
        return {};
    if (backend.takesNative()) {
        const std::lock_guard lock(m_mutex);
        if (const auto written = m_instead.find(insteadKey(table, selection.filter, backend.address())); written != m_instead.end())
            wanted.native = written->second;
    }
    const auto named = table == Table::Spans && wanted.native.empty() ? query::requiredTraces(selection.filter) : std::nullopt;
    if (named) {
        for (const TraceId id : *named)
            if (auto fetched = fetchTrace(id, stop); !fetched)
                return fetched;
        return {};
    }
    auto found = table == Table::Spans ? backend.searchTraces(wanted, stop) : backend.searchLogs(wanted, m_seen, stop);
    FetchNote note;
    note.backend = sources::title(backend.kind());
    note.address = backend.address();
    note.editable = backend.takesNative();
    note.edited = !wanted.native.empty();
    if (!found) {
        if (note.edited) { // so that it can be put right
            note.native = wanted.native;
            note.remarks.push_back(found.error().what);
            const std::lock_guard lock(m_mutex);
            m_notes[key].push_back(std::move(note));
        }
        return found.error();
    }
    if (stop.stop_requested())
        return kStopped;
    if (auto landed = land(backend, *found, stop); !landed)
        return landed;
    note.native = std::move(found->asked.native);
    note.here = std::move(found->asked.here);
    note.remarks = std::move(found->remarks);
    note.remarks.insert(note.remarks.end(), found->asked.caveats.begin(), found->asked.caveats.end());
    note.fetched = found->count;
    note.more = found->more;
    note.mayHide = found->more && !found->asked.decidesAll;
    const std::lock_guard lock(m_mutex);
    m_notes[key].push_back(std::move(note));
    return {};
}

Result<void> RemoteSource::fetch(Table table, const query::Selection &selection, std::stop_token stop)
{
    if (!holds(table) || (table == Table::Logs && tailCovers(selection)))
        return {};
    const std::string key = keyOf(table, selection);
    return m_once.run(
        key,
        [&](std::stop_token running) -> Result<void> {
            {
                const std::lock_guard lock(m_mutex);
                m_notes[key].clear();
            }
            for (const auto &backend : m_backends) {
                const Capabilities can = backend->capabilities();
                if (table == Table::Spans ? can.traces : can.logs)
                    if (auto done = search(*backend, table, selection, key, running); !done)
                        return done;
            }
            return {};
        },
        stop);
}

Result<void> RemoteSource::fetchTrace(TraceId id, std::stop_token stop)
{
    if (!holds(Table::Spans))
        return {};
    const auto here = m_local->findTraces(id, stop);
    if (!here)
        return here.error();
    // Backends answer with whole traces. One of just now may have grown since it was fetched.
    if (!here->empty() && !(m_refreshed && endedWithin(id, kStillGrows, stop)))
        return {};
    const auto again = m_once.run(
        "trace " + hex(id),
        [&](std::stop_token running) -> Result<void> {
            for (const auto &backend : m_backends) {
                if (!backend->capabilities().traces)
                    continue;
                auto found = backend->trace(id, running);
                if (!found && found.error().kind == ErrorKind::NotFound)
                    continue;
                if (!found)
                    return found.error();
                if (auto landed = land(*backend, *found, running); !landed)
                    return landed;
            }
            return {};
        },
        stop);
    const bool stopped = !again && again.error().kind == ErrorKind::Stopped;
    return here->empty() || stopped ? again : Result<void>(); // what is here is better than an error
}

bool RemoteSource::endedWithin(TraceId id, Nanos time, std::stop_token stop)
{
    const auto trace = m_local->trace(id, stop);
    Nanos end = 0;
    for (std::size_t i = 0; trace && i < trace->start.size(); ++i)
        end = std::max(end, trace->start[i] + trace->duration[i]);
    return end > now() - time;
}

Result<void> RemoteSource::fetchLogsOf(TraceId id, std::stop_token stop)
{
    if (!holds(Table::Logs))
        return {};
    return m_once.run(
        "logs of " + hex(id),
        [&](std::stop_token running) -> Result<void> {
            const auto trace = m_local->trace(id, running);
            TimeRange range = bounded({});
            if (trace && !trace->start.empty()) {
                range = {trace->start.front(), trace->start.front()};
                for (std::size_t i = 0; i < trace->start.size(); ++i) {
                    range.from = std::min(range.from, trace->start[i]);
                    range.to = std::max(range.to, trace->start[i] + trace->duration[i]);
                }
                range = {range.from - kSlack, range.to + kSlack};
            }
            for (const auto &backend : m_backends) {
                if (!backend->capabilities().logs)
                    continue;
                auto found = backend->logsOfTrace(id, range, m_limits.lines, m_seen, running);
                if (!found)
                    return found.error();
                if (auto landed = land(*backend, *found, running); !landed)
                    return landed;
            }
            return {};
        },
        stop);
}

Result<void> RemoteSource::fetchAround(TraceId trace, std::optional<SpanId> span, std::stop_token stop)
{
    const auto columns = m_local->trace(trace, stop);
    if (!columns || !span)
        return columns ? Result<void>() : Result<void>(columns.error());
    for (std::size_t i = 0; i < columns->span.size(); ++i) {
        if (columns->span[i] != span->value)
            continue;
        const std::string &service = columns->strings[static_cast<std::size_t>(columns->service[i])];
        auto filter = query::Filter::parse(query::termText("service", service));
        if (!filter)
            return filter.error();
        return fetch(Table::Logs, {*filter, TimeRange{columns->start[i] - kSecond, columns->start[i] + columns->duration[i] + kSecond}}, stop);
    }
    return {};
}

std::vector<FetchNote> RemoteSource::notes(Table table, const query::Selection &selection) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_notes.find(keyOf(table, selection));
    return found == m_notes.end() ? std::vector<FetchNote>() : found->second;
}

} // namespace triptych::sources
