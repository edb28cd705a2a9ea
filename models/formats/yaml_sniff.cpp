#include "formats/yaml_sniff.h"

#include "formats/line_census.h"

#include <algorithm>
#include <array>
#include <optional>

namespace triptych::formats {

namespace {

constexpr int kSure = 30; // above plain lines of text, below every format that has a mark of its own
constexpr std::size_t kLongestYamlKey = 100;
constexpr int kLeastLines = 3;

bool isLevel(std::string_view key)
{
    constexpr std::array<std::string_view, 18> kLevels{"trace", "debug", "info", "notice", "warn", "warning", "error", "fatal", "critical",
                                                       "trce",  "dbug",  "crit", "fail",   "err",  "emerg",   "alert", "panic", "verbose"};
    return std::any_of(kLevels.begin(), kLevels.end(), [key](std::string_view level) {
        return std::equal(key.begin(), key.end(), level.begin(), level.end(), [](char a, char b) { return (a | 32) == b; });
    });
}

bool isKeyLetter(char c)
{
    const auto lower = static_cast<unsigned char>(c | 32);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/' || c == '$';
}

struct YamlEntry {
    std::string_view key, value;
};

/// `key: value`, `key:`, `"a key": value`.
std::optional<YamlEntry> entryOf(std::string_view text)
{
    std::size_t end = 0;
    std::string_view key;
    if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
        const std::size_t close = text.find(text[0], 1);
        if (close == std::string_view::npos)
            return std::nullopt;
        key = text.substr(1, close - 1);
        end = close + 1;
    } else {
        while (end < text.size() && isKeyLetter(text[end]))
            ++end;
        key = text.substr(0, end);
    }
    if (key.empty() || key.size() > kLongestYamlKey || end >= text.size() || text[end] != ':' || (end + 1 < text.size() && text[end + 1] != ' '))
        return std::nullopt;
    std::string_view value = text.substr(end + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return YamlEntry{key, value};
}

/// Whether the lines under a value's key are its text: `|`, `>-`, behind an anchor or a tag.
bool opensText(std::string_view value)
{
    if (const std::size_t comment = value.find(" #"); comment != std::string_view::npos)
        value = value.substr(0, comment);
    while (!value.empty() && value.back() == ' ')
        value.remove_suffix(1);
    while (!value.empty() && (value.back() == '-' || value.back() == '+' || (value.back() >= '1' && value.back() <= '9')))
        value.remove_suffix(1);
    return !value.empty() && (value.back() == '|' || value.back() == '>') && (value.size() == 1 || value[value.size() - 2] == ' ');
}

/// How many brackets a value opens and does not close.
int openBrackets(std::string_view value)
{
    int open = 0;
    char quote = 0;
    for (const char c : value) {
        if (quote != 0) {
            quote = c == quote ? 0 : quote;
            continue;
        }
        if (c == '"' || c == '\'')
            quote = c;
        open += (c == '[' || c == '{') - (c == ']' || c == '}');
    }
    return open;
}

/// The quote that a value opens and does not close; 0: none.
char openQuote(std::string_view value)
{
    if (value.empty() || (value[0] != '"' && value[0] != '\''))
        return 0;
    return std::count(value.begin(), value.end(), value[0]) % 2 == 0 ? 0 : value[0];
}

/// What the lines of a document written in YAML show of it.
class YamlShape
{
public:
    /// Ends early where a line cannot be YAML's.
    explicit YamlShape(const Sample &sample)
    {
        std::string_view head = sample.head;
        if (head.substr(0, 3) == "\xEF\xBB\xBF")
            head.remove_prefix(3);
        while (!head.empty() && m_good) {
            const std::size_t end = head.find('\n');
            if (end == std::string_view::npos && !sample.whole && m_lines > 0)
                break; // cut by the end of the sample
            std::string_view line = head.substr(0, end);
            head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
            while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
                line.remove_suffix(1);
            if (!line.empty())
                take(line);
        }
    }
    bool certain() const { return m_good && m_lines >= kLeastLines && m_nested && m_odd * 10 <= m_lines; }
    /// At the left edge of one of its documents.
    bool has(std::string_view key) const { return std::find(m_all.begin(), m_all.end(), key) != m_all.end(); }
    bool hasAnywhere(std::string_view key) const { return std::find(m_inner.begin(), m_inner.end(), key) != m_inner.end(); }

private:
    void take(std::string_view line)
    {
        const std::size_t indent = line.find_first_not_of(' ');
        if (m_textUnder && indent > *m_textUnder)
            return;
        m_textUnder.reset();
        if (m_quote != 0) {
            if (line.find(m_quote) != std::string_view::npos)
                m_quote = 0;
            return;
        }
        std::string_view text = line.substr(indent);
        if (m_brackets > 0) {
            m_brackets += openBrackets(text);
            return;
        }
        if (text[0] == '#')
            return;
        if (indent == 0 && (text == "---" || text.starts_with("--- ") || text == "..." || text.starts_with("%YAML "))) {
            m_keys.clear();
            return;
        }
        ++m_lines;
        std::size_t column = indent;
        bool item = false;
        while (text.starts_with("- ") || text == "-") {
            item = true;
            const std::size_t next = std::min(text.find_first_not_of(' ', 1), text.size());
            text.remove_prefix(next);
            column += next;
        }
        m_nested |= m_opened && (indent > m_openedAt || (item && indent == m_openedAt));
        m_opened = false;
        const auto entry = entryOf(text);
        if (!entry)
            return takeOther(text, indent, item);
        if (column == 0 && (isLevel(entry->key) || m_keys.size() > kMostKeys || std::find(m_keys.begin(), m_keys.end(), entry->key) != m_keys.end())) {
            m_good = false; // a log's line; or a key told twice, which no document does
            return;
        }
        if (column == 0) {
            m_keys.push_back(entry->key);
            m_all.push_back(entry->key);
        } else if (m_inner.size() < kMostInner) {
            m_inner.push_back(entry->key);
        }
        m_opened = entry->value.empty() || entry->value[0] == '#' || entry->value[0] == '&';
        m_openedAt = column;
        if (opensText(entry->value))
            m_textUnder = indent;
        m_quote = openQuote(entry->value);
        if (m_quote == 0 && !entry->value.empty() && (entry->value[0] == '[' || entry->value[0] == '{'))
            m_brackets = std::max(0, openBrackets(entry->value));
    }

    /// An item that is a text, or a text that goes on from the line before.
    void takeOther(std::string_view text, std::size_t indent, bool item)
    {
        if (opensText(text))
            m_textUnder = indent;
        else if (item)
            m_quote = openQuote(text);
        else if (indent == 0)
            m_good = text[0] == '}' || text[0] == ']';
        else
            ++m_odd;
    }

    static constexpr std::size_t kMostInner = 2000, kMostKeys = 500;
    bool m_good = true, m_nested = false, m_opened = false;
    int m_lines = 0, m_odd = 0, m_brackets = 0;
    char m_quote = 0;
    std::size_t m_openedAt = 0;
    std::optional<std::size_t> m_textUnder; ///< the indent of the key whose text the lines are
    std::vector<std::string_view> m_keys;   ///< at the left edge, of this document
    std::vector<std::string_view> m_all, m_inner;
};

enum class Kind { Kubernetes, Compose, Rules, DataSources, Other };

template <Kind kind> int sniffYaml(const Sample &sample)
{
    if (sample.head.empty() || !sample.census().isText())
        return 0;
    const YamlShape shape(sample);
    if (!shape.certain())
        return 0;
    bool is = true;
    switch (kind) {
    case Kind::Kubernetes: is = shape.has("apiVersion") && shape.has("kind"); break;
    case Kind::Compose: is = shape.has("services") && (shape.hasAnywhere("image") || shape.hasAnywhere("build")); break;
    case Kind::Rules: is = shape.has("groups") && shape.hasAnywhere("rules"); break;
    case Kind::DataSources: is = shape.has("datasources"); break;
    case Kind::Other: break;
    }
    return is ? kSure : 0;
}

} // namespace

std::vector<Format> refusedYamlFormats()
{
    const auto refused = [](std::string_view name, std::string_view title, int (*sniff)(const Sample &), std::string_view sentence) {
        return Format{name, title, sniff, nullptr, nullptr, nullptr, sentence};
    };
    return {
        refused("kubernetes-yaml", "Kubernetes manifest", sniffYaml<Kind::Kubernetes>, "a Kubernetes manifest, which holds no telemetry; Triptych reads logs as lines, JSON or OTLP"),
        refused("compose-yaml", "Compose file", sniffYaml<Kind::Compose>, "a Compose file, which holds no telemetry; Triptych reads logs as lines, JSON or OTLP"),
        refused("prometheus-rules", "Prometheus rules", sniffYaml<Kind::Rules>,
                "a file of Prometheus' alert and recording rules, which holds no telemetry; a connection to Prometheus shows the rules of its server"),
        refused("grafana-datasources", "Grafana data sources", sniffYaml<Kind::DataSources>, "Grafana's provisioned data sources, which hold no telemetry; the dialog of connections imports them"),
        refused("yaml", "YAML", sniffYaml<Kind::Other>, "a configuration written in YAML; Triptych reads logs as lines, JSON or OTLP"),
    };
}

} // namespace triptych::formats
