#include "app/cli/remote.h"

#include "sources/backends.h"
#include "sources/profile.h"
#include "sources/secrets.h"
#include "sources/servers.h"

#include <algorithm>
#include <array>

namespace triptych::cli {

using base::Error;
using base::ErrorKind;
using base::Result;
using telemetry::Table;

namespace {

/// What a command asks of a selection.
struct Need {
    std::string_view command;
    bool spans, logs;
};
constexpr std::array<Need, 10> kNeeds{{{"traces", true, false},
                                       {"spans", true, false},
                                       {"stats", false, false}, // asks itself: some servers compute it
                                       {"servicemap", true, false},
                                       {"flamegraph", true, false},
                                       {"logs", false, true},
                                       {"patterns", false, true},
                                       {"tags", true, true},
                                       {"export", true, true},
                                       {"trace", false, false}}};

const Need *needOf(std::string_view command)
{
    const auto it = std::find_if(kNeeds.begin(), kNeeds.end(), [&](const Need &n) { return n.command == command; });
    return it == kNeeds.end() ? nullptr : &*it;
}

Result<sources::Endpoint> endpointOf(const Arguments &arguments, sources::Endpoint endpoint)
{
    for (const std::string &header : arguments.values("header")) {
        const std::size_t colon = header.find(':');
        if (colon == 0 || colon == std::string::npos)
            return usageError("--header needs 'NAME: VALUE'");
        const std::size_t value = std::min(header.find_first_not_of(' ', colon + 1), header.size());
        endpoint.headers.emplace_back(header.substr(0, colon), header.substr(value));
    }
    endpoint.caFile = arguments.value("ca").value_or(std::string());
    return endpoint;
}

/// A saved connection with its secrets.
Result<sources::Profile> savedProfile(const std::string &name)
{
    const auto all = sources::readProfiles(sources::profilesFile());
    if (!all)
        return all.error();
    std::string names;
    for (const sources::Profile &profile : *all) {
        if (profile.name == name)
            return sources::Secrets().unlocked(profile);
        names += (names.empty() ? "" : ", ") + profile.name;
    }
    return usageError("no connection is called '" + name + "'", names.empty() ? sources::profilesFile() + " holds none" : "there are " + names);
}

void tell(const sources::FetchNote &note)
{
    if (!note.here.empty()) {
        complain(note.backend + " was asked: " + note.native);
        complain(note.here);
    }
    for (const std::string &remark : note.remarks)
        complain(note.backend + ": " + remark);
    if (note.more)
        complain(note.backend + ": " + std::to_string(note.fetched) + " came, which is the limit; " +
                 (note.mayHide ? "more may match than are shown, as some conditions are tested here" : "there may be more") + " (--fetch N raises it)");
}

/// What --profile and --source name, each with its secrets.
Result<std::vector<sources::Profile>> namedProfiles(const Context &context)
{
    std::vector<sources::Profile> out;
    for (const std::string &name : context.arguments.values("profile")) {
        auto profile = savedProfile(name);
        if (!profile)
            return profile.error();
        if (std::none_of(out.begin(), out.end(), [&](const sources::Profile &other) { return other.name == name; }))
            out.push_back(std::move(*profile));
    }
    sources::Profile given;
    for (const std::string &text : context.arguments.values("source")) {
        auto address = sources::backendAddress(text);
        if (!address)
            return address.error();
        auto endpoint = endpointOf(context.arguments, std::move(address->endpoint));
        if (!endpoint)
            return endpoint.error();
        address->endpoint = std::move(*endpoint);
        given.backends.push_back({std::move(*address), sources::SecretPlace::None, {}});
    }
    if (!given.backends.empty())
        out.push_back(std::move(given));
    return out;
}

} // namespace

Result<std::vector<std::shared_ptr<sources::Backend>>> openBackends(Context &context)
{
    const auto profiles = namedProfiles(context);
    if (!profiles)
        return profiles.error();
    const auto servers = sources::serversOf(*profiles, sources::startNetworkThread());
    if (!servers)
        return servers.error();
    std::vector<std::shared_ptr<sources::Backend>> out;
    for (const sources::Server &server : *servers)
        out.push_back(server.backend);
    return out;
}

Result<std::shared_ptr<sources::Backend>> openOneBackend(Context &context, std::string_view example, std::initializer_list<sources::BackendKind> preferred)
{
    const auto backends = openBackends(context);
    if (!backends)
        return backends.error();
    if (backends->size() == 1)
        return backends->front();
    for (const sources::BackendKind kind : preferred) { // of a connection's the one that such a question is for
        const auto is = [kind](const auto &backend) { return backend->kind() == kind; };
        if (std::count_if(backends->begin(), backends->end(), is) == 1)
            return *std::find_if(backends->begin(), backends->end(), is);
    }
    return usageError(std::string(context.command.name) + " asks one server", "give --source " + std::string(example));
}

Result<std::shared_ptr<sources::RemoteSource>> openRemote(Context &context, std::shared_ptr<store::Store> into, query::AliasTable aliases)
{
    if (!needOf(context.command.name))
        return usageError(std::string(context.command.name) + " takes no --source", "export --format bundle keeps what a source gave in a store, which it can read");
    const auto profiles = namedProfiles(context);
    if (!profiles)
        return profiles.error();
    auto servers = sources::serversOf(*profiles, sources::startNetworkThread());
    if (!servers)
        return servers.error();
    sources::RemoteSource::Limits limits;
    if (context.arguments.has("fetch")) {
        const auto most = context.arguments.number("fetch", 0, 1);
        if (!most)
            return most.error();
        limits.traces = limits.lines = *most;
    }
    return std::make_shared<sources::RemoteSource>(sources::titleOf(*profiles), std::move(*servers), std::move(into), sources::withAliases(std::move(aliases), *profiles), limits);
}

void tellNotes(const Input &input, Table table)
{
    if (input.remote)
        for (const sources::FetchNote &note : input.remote->notes(table, input.selection))
            tell(note);
}

Result<void> bring(Context &context, const Input &input)
{
    if (!input.remote)
        return {};
    const Need need = *needOf(context.command.name);
    if (context.arguments.has("trace") || context.arguments.has("span"))
        return {}; // the command asks for these itself
    const std::string what = context.arguments.value("what").value_or(std::string());
    bool some = !need.spans && !need.logs && (need.command != "stats" || input.remote->holds(Table::Spans));
    for (const Table table : {Table::Spans, Table::Logs}) {
        const bool wanted = table == Table::Spans ? need.spans && (what.empty() || what == "spans") : need.logs && (what.empty() || what == "logs");
        if (!wanted || !input.remote->holds(table))
            continue;
        some = true;
        if (auto fetched = input.remote->fetch(table, input.selection, context.stop); !fetched)
            return fetched;
        tellNotes(input, table);
    }
    if (!some)
        return Error{ErrorKind::NotFound, input.remote->title() + " holds no " + (need.logs ? "logs" : "traces"), {}, {}, "give a --source that does"};
    return {};
}

} // namespace triptych::cli
