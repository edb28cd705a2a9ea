#include "formats/logfmt_reader.h"

#include "formats/byte_scan.h"
#include "formats/field_names.h"
#include "formats/json_flattener.h"

namespace triptych::formats {

using namespace telemetry;

namespace {

bool isKeyByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == '/' || c == '@';
}

ValueType valueTypeOf(std::string_view value)
{
    if (value == "true" || value == "false")
        return ValueType::Bool;
    std::size_t i = !value.empty() && value[0] == '-';
    if (i == value.size() || value.size() - i > 15 || (value[i] == '0' && value.size() - i > 1 && value[i + 1] != '.'))
        return ValueType::String;
    bool point = false;
    for (; i < value.size(); ++i) {
        if (value[i] == '.' && !point && i + 1 < value.size())
            point = true;
        else if (value[i] < '0' || value[i] > '9')
            return ValueType::String;
    }
    return point ? ValueType::Double : ValueType::Int;
}

/// What stands between two values: ` key="` is layout; bare words before it are not.
void addGap(LineParts &parts, std::string_view gap, std::size_t keySize)
{
    const std::string_view before = gap.substr(0, gap.size() - keySize);
    if (before.find_first_not_of("\" ") == std::string_view::npos && before.size() < 4) {
        parts.literal(gap);
        return;
    }
    parts.text(before);
    parts.literal(gap.substr(before.size()));
}

} // namespace

bool LogfmtReader::split(std::string_view line, std::vector<Pair> &pairs)
{
    pairs.clear();
    std::size_t bare = 0;
    const char *const end = line.data() + line.size();
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] == ' ' || line[i] == '\t') {
            ++i;
            continue;
        }
        const std::size_t from = i;
        while (i < line.size() && isKeyByte(line[i]))
            ++i;
        if (i == from || i == line.size() || line[i] != '=') {
            // A bare word; a few are allowed, the first token is not.
            if (pairs.empty() || ++bare > 3 + pairs.size() / 4)
                return false;
            i = std::min(line.find(' ', i), line.size());
            continue;
        }
        Pair pair;
        pair.key = line.substr(from, i - from);
        ++i;
        if (i < line.size() && line[i] == '"') {
            const char *p = line.data() + i + 1;
            pair.quoted = true;
            for (;;) {
                p = findQuoteOrBackslash(p, end);
                if (p == end)
                    return false;
                if (*p == '"')
                    break;
                pair.escaped = true;
                p += end - p > 1 ? 2 : 1;
            }
            pair.from = i + 1;
            pair.to = static_cast<std::size_t>(p - line.data());
            i = pair.to + 1;
        } else {
            pair.from = i;
            i = std::min(line.find(' ', i), line.size());
            pair.to = i;
        }
        pair.value = line.substr(pair.from, pair.to - pair.from);
        pairs.push_back(pair);
        if (pairs.size() > 200)
            return false;
    }
    return pairs.size() >= 2 && bare <= pairs.size();
}

bool LogfmtReader::read(const LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    // The first token must be a pair; that refuses most other lines at once.
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals > 40 || text.find(' ') < equals || !split(text, m_pairs))
        return false;
    LogFields log = sink.fields(line);
    FoundIds ids;
    std::uint8_t timeRank = 255, levelRank = 255, serviceRank = 255;
    bool telling = m_pairs.size() >= 4;
    LineParts &parts = m_parts;
    parts.clear();
    std::size_t written = 0;
    for (const Pair &pair : m_pairs) {
        addGap(parts, text.substr(written, pair.from - written), pair.key.size() + 1 + pair.quoted);
        written = pair.to;
        const KnownField known = knownField(pair.key);
        bool column = false; // a column of the record holds the value exactly
        switch (known.role) {
        case FieldRole::Time:
            if (known.rank < timeRank)
                if (const auto time = sink.times().whole(pair.value); time && *time > 100'000'000'000'000'000) {
                    log.time = *time;
                    timeRank = known.rank;
                    telling = column = true;
                }
            break;
        case FieldRole::Level:
            if (known.rank < levelRank)
                if (const Level level = levelFromField(pair.value); level != Level::Unknown) {
                    log.level = level;
                    levelRank = known.rank;
                    telling = true;
                    column = name(level) == pair.value;
                }
            break;
        case FieldRole::Message:
            telling = true;
            break;
        case FieldRole::Service:
            if (known.rank < serviceRank && !pair.value.empty() && !pair.escaped) {
                log.service = sink.out().string(pair.value);
                serviceRank = known.rank;
            }
            break;
        case FieldRole::None:
        case FieldRole::Severity:
        case FieldRole::SyslogPriority:
            break;
        default:
            column = ids.take(known, pair.value);
        }
        if (column || pair.value.empty()) {
            parts.text(pair.value);
        } else if (pair.escaped) {
            parts.text(pair.value);
            parts.tagBeside(pair.key, jsonUnescaped(pair.value, sink.arena()));
        } else {
            parts.tag(pair.key, pair.value, pair.quoted ? ValueType::String : valueTypeOf(pair.value));
        }
    }
    if (!telling)
        return false;
    if (written < text.size()) {
        if (text.substr(written) == "\"")
            parts.literal("\"");
        else
            parts.text(text.substr(written));
    }
    log.trace = ids.trace;
    log.span = ids.span;
    sink.add(line, log, parts);
    return true;
}

} // namespace triptych::formats
