#include "app/cli/arguments.h"

#include <array>
#include <charconv>

namespace triptych::cli {

using base::Result;

namespace {

const Option *find(const Command &command, std::string_view name)
{
    for (const Option &option : command.options)
        if (option.name == name)
            return &option;
    if (command.readsTelemetry)
        for (const Option &option : commonOptions())
            if (option.name == name)
                return &option;
    return nullptr;
}

} // namespace

std::span<const Option> commonOptions()
{
    static constexpr std::array<Option, 15> options{{
        {"store", "FILE", "read this saved store instead of importing PATHs"},
        {"demo", "", "read the built-in demo instead of PATHs"},
        {"source", "KIND=URL", "ask this server; KIND is jaeger, tempo, zipkin, loki, prometheus, clickhouse, elasticsearch or datadog; may be repeated"},
        {"profile", "NAME", "ask the servers of this saved connection; may be repeated: one question to all, each record tagged profile:NAME"},
        {"fetch", "N", "at most N traces (200) or log lines (5000) from each --source"},
        {"header", "'NAME: VALUE'", "sent to each --source: a tenant, a token; may be repeated"},
        {"ca", "FILE", "PEM of the authority that signed the certificate of a --source"},
        {"filter", "FILTER", "the filter, where it is not given as a word of its own"},
        {"json", "", "one JSON document on standard output, nothing else there"},
        {"from", "TIME", "from here on: RFC 3339, epoch s/ms/us/ns by magnitude, or relative to now (-15m)"},
        {"to", "TIME", "up to here, in the same forms"},
        {"last", "DURATION", "the last stretch of the data: 15m, 1h, 2d"},
        {"limit", "N", "at most N rows"},
        {"progress", "HOW", "auto (default), none, or json: one line an update on standard error"},
        {"help", "", "this text"},
    }};
    return options;
}

base::Error usageError(std::string what, std::string advice)
{
    return base::Error{base::ErrorKind::BadQuery, std::move(what), {}, {}, std::move(advice)};
}

Result<Arguments> Arguments::parse(const Command &command, const std::vector<std::string> &words)
{
    Arguments out;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string &word = words[i];
        // A filter may begin with a minus (`-status:ok`): only two dashes, -o and -h are options.
        const bool shortOption = word == "-o" || word == "-h";
        if (optionsEnded || (!word.starts_with("--") && !shortOption)) {
            out.m_words.push_back(word);
            continue;
        }
        if (word == "--") {
            optionsEnded = true;
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word == "-o" ? "output" : word == "-h" ? "help" : word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const Option *option = find(command, name);
        if (!option)
            return usageError("there is no option --" + name + " of " + std::string(command.name), "triptych-cli " + std::string(command.name) + " --help lists them");
        if (option->value.empty()) {
            if (equals != std::string::npos && !shortOption)
                return usageError("--" + name + " takes no value");
            out.m_values[name].emplace_back();
        } else if (equals != std::string::npos && !shortOption) {
            out.m_values[name].push_back(word.substr(equals + 1));
        } else if (i + 1 < words.size()) {
            out.m_values[name].push_back(words[++i]);
        } else {
            return usageError("--" + name + " needs a value: " + std::string(option->value));
        }
    }
    return out;
}

std::optional<std::string> Arguments::value(std::string_view name) const
{
    const auto it = m_values.find(name);
    return it == m_values.end() ? std::nullopt : std::optional(it->second.back());
}

std::vector<std::string> Arguments::values(std::string_view name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::vector<std::string>() : found->second;
}

Result<std::uint64_t> Arguments::number(std::string_view name, std::uint64_t fallback, std::uint64_t least) const
{
    const auto text = value(name);
    if (!text)
        return fallback;
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failed != std::errc() || end != text->data() + text->size() || number < least)
        return usageError("--" + std::string(name) + " needs a whole number" + (least > 0 ? " from " + std::to_string(least) : std::string()) + ", not '" + *text + "'");
    return number;
}

} // namespace triptych::cli
