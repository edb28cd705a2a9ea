#pragma once
#include "base/result.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::cli {

struct Context;

/// One option of a command. `value` names its value in the help; empty: a flag.
struct Option {
    std::string_view name;
    std::string_view value;
    std::string_view help;
};

/// One command: what the help and the man page say of it, and what runs it.
struct Command {
    std::string_view name;
    std::string_view synopsis; ///< after the name
    std::string_view summary;  ///< one line
    std::string_view details;  ///< paragraphs for --help; may be empty
    std::vector<Option> options;
    bool readsTelemetry = true; ///< takes the common options of input and time
    int (*run)(Context &context) = nullptr;
};

/// Words of a command line, options apart. Names are without the dashes.
class Arguments
{
public:
    /// Errors: BadQuery with a sentence, for exit 2. `--name value` and `--name=value`; `--` ends the options; `-` is a word.
    static base::Result<Arguments> parse(const Command &command, const std::vector<std::string> &words);

    bool has(std::string_view name) const { return m_values.contains(name); }
    /// The last value given.
    std::optional<std::string> value(std::string_view name) const;
    /// All that were given, in order.
    std::vector<std::string> values(std::string_view name) const;
    const std::vector<std::string> &words() const { return m_words; }
    /// A number; errors if it is none or below `least`.
    base::Result<std::uint64_t> number(std::string_view name, std::uint64_t fallback, std::uint64_t least = 0) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
    std::vector<std::string> m_words;
};

/// Options that commands over telemetry share.
std::span<const Option> commonOptions();

base::Error usageError(std::string what, std::string advice = {});

} // namespace triptych::cli
