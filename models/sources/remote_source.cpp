#include "sources/remote_source.h"

#include "ingest/import_job.h"
#include "sources/clock.h"
#include "telemetry/human_text.h"

#include <algorithm>
#include <chrono>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

std::string Server::label() const
{
    return std::string(title(backend->kind())) + (profile.empty() ? "" : " of " + profile);
}

RemoteSource::RemoteSource(std::string title, std::vector<Server> servers, std::shared_ptr<store::Store> store, query::AliasTable aliases, Limits limits)
    : m_title(std::move(title)), m_servers(std::move(servers)), m_store(std::move(store)), m_local(std::make_shared<LocalSource>(m_store, aliases, m_title)), m_limits(limits)
{
    for (const Server &server : m_servers)
        m_seen[server.profile];
    Source::setAliases(std::move(aliases));
}

RemoteSource::~RemoteSource() = default;

void RemoteSource::setAliases(query::AliasTable aliases)
{
    m_local->setAliases(aliases);
    Source::setAliases(std::move(aliases));
    m_once.forget();
}

void RemoteSource::refresh()
{
    m_once.forget();
    m_refreshed = true;
    const std::lock_guard lock(m_mutex);
    m_notes.clear();
}

std::string RemoteSource::keyOf(Table table, const query::Selection &selection)
{
    std::string key = table == Table::Spans ? "spans " : "logs ";
    if (selection.range)
        key += std::to_string(selection.range->from) + " " + std::to_string(selection.range->to);
    return key + "\n" + selection.filter.text();
}

std::string RemoteSource::insteadKey(Table table, const query::Filter &filter, const std::string &address)
{
    return (table == Table::Spans ? "spans " : "logs ") + address + "\n" + filter.text();
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

std::vector<const Server *> RemoteSource::holders(Table table) const
{
    std::vector<const Server *> out;
    for (const Server &server : m_servers) {
        const Capabilities can = server.backend->capabilities();
        if (table == Table::Spans ? can.traces : can.logs)
            out.push_back(&server);
    }
    return out;
}

bool RemoteSource::holds(Table table) const
{
    return !holders(table).empty();
}

TimeRange RemoteSource::bounded(const query::Selection &selection) const
{
    const Nanos end = now() + kSecond;
    if (!selection.range)
        return {end - m_limits.lookback, end};
    const Nanos to = std::min(selection.range->to, end);
    return {selection.range->from > 0 ? selection.range->from : to - m_limits.lookback, to};
}

Result<void> RemoteSource::land(const Server &server, Fetched &fetched, std::stop_token stop)
{
    if (fetched.answers.empty())
        return {};
    {
        std::unique_lock lock(m_mutex);
        if (!m_landed.wait(lock, stop, [this] { return !m_landing; }))
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        m_landing = true;
    }
    SeenLines &seen = m_seen.at(server.profile);
    const auto isSeen = [&seen](std::uint64_t line) { return seen.contains(line); };
    if (std::any_of(fetched.lines.begin(), fetched.lines.end(), isSeen))
        server.backend->dropSeen(fetched, seen);
    std::vector<std::string> texts;
    for (const Answer &answer : fetched.answers)
        texts.push_back(answer.text());
    std::vector<ingest::MemoryInput> inputs;
    for (std::size_t i = 0; i < texts.size(); ++i)
        inputs.push_back({fetched.answers[i].name, texts[i]});
    ingest::ImportOptions options;
    if (!server.profile.empty())
        options.resourceTag = Tag{std::string(query::kProfileTag), server.profile};
    options.logTraceField = server.correlation.traceField;
    options.logSpanField = server.correlation.spanField;
    options.onlyNews = true;
    const auto report = ingest::ImportJob(*m_store, options).runInMemory(inputs, stop);
    if (report)
        seen.add(fetched.lines);
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
            return Error{ErrorKind::BadInput, std::string(sources::title(server.backend->kind())) + "'s answer is broken: " + first, {server.backend->address(), {}, {}, {}}, {}, {}};
        if (file.state == ingest::FileState::Losses)
            fetched.remarks.push_back("a part of its answer could not be read: " + first);
    }
    if (m_tellLanded && report->spans + report->logs > 0)
        m_tellLanded({report->spans, report->logs});
    return {};
}

std::vector<FetchNote> RemoteSource::notes(Table table, const query::Selection &selection) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_notes.find(keyOf(table, selection));
    return found == m_notes.end() ? std::vector<FetchNote>() : found->second;
}

/// Told of every answer: a server that answers again is in no trouble.
void RemoteSource::trouble(const Server &server, std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_troubles.find(server.label());
        if (error ? known != m_troubles.end() && known->second.text() == error->text() : known == m_troubles.end())
            return;
        if (error)
            m_troubles.insert_or_assign(server.label(), std::move(*error));
        else
            m_troubles.erase(known);
    }
    if (m_tellTroubled)
        m_tellTroubled();
}

std::vector<ServerTrouble> RemoteSource::troubles() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ServerTrouble> out;
    for (const auto &[server, error] : m_troubles)
        out.push_back({server, error});
    return out;
}

Asking RemoteSource::asking() const
{
    const std::lock_guard lock(m_mutex);
    Asking out;
    std::size_t telling = 0;
    double parts = 0;
    for (const Round &round : m_rounds) {
        out.servers += round.servers;
        out.answered += round.answered;
        for (const auto &[server, told] : round.told) {
            out.words.push_back(server->label() + " has read " + formatCount(told.done) + (told.total > told.done ? " of " + formatCount(told.total) : "") + " rows");
            if (told.total > 0) {
                ++telling;
                parts += std::min(1.0, static_cast<double>(told.done) / static_cast<double>(told.total));
            }
        }
    }
    if (out.servers > 0 && out.answered + telling > 0)
        out.fraction = (static_cast<double>(out.answered) + parts) / static_cast<double>(out.servers);
    return out;
}

} // namespace triptych::sources
