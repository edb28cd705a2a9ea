#include "formats/plain_reader.h"

#include "formats/byte_scan.h"
#include "formats/field_names.h"
#include "telemetry/clock_text.h"
#include "telemetry/hex_digits.h"

#include <algorithm>
#include <cstring>

namespace triptych::formats {

using namespace telemetry;
using telemetry::clock_text::isDigit;

namespace {

bool isLetter(char c)
{
    return static_cast<unsigned char>((c | 32) - 'a') < 26;
}
bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

/// The value behind a key at the start of `text`: `="…"`, `: …`, `":"…"`; empty if nothing of the sort follows.
std::string_view valueBehind(std::string_view text)
{
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '"' || text[i] == '\''))
        ++i;
    while (i < text.size() && text[i] == ' ')
        ++i;
    if (i >= text.size() || (text[i] != '=' && text[i] != ':'))
        return {};
    ++i;
    while (i < text.size() && (text[i] == ' ' || text[i] == '"' || text[i] == '\'' || text[i] == '\\'))
        ++i;
    const std::size_t from = i;
    while (i < text.size() && (isLetter(text[i]) || isDigit(text[i]) || text[i] == '-' || text[i] == ':'))
        ++i;
    return text.substr(from, i - from);
}

/// Length of `id`, `_id`, `.id`, `-id`, ` id`, `parent` in any case behind the word trace or span.
std::size_t idWord(std::string_view text)
{
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '_' || text[i] == '.' || text[i] == '-' || text[i] == ' '))
        ++i;
    if (i + 2 <= text.size() && (text[i] | 32) == 'i' && (text[i + 1] | 32) == 'd')
        return i + 2;
    if (text.size() >= 6 && startsWith(text, "parent"))
        return 6;
    return 0;
}

/// Spring Cloud Sleuth and Micrometer: [app,trace,span], [app,trace,span,true], [trace-span].
bool bracketIds(std::string_view inside, TraceContext &ids)
{
    const std::size_t first = inside.find(',');
    if (first == std::string_view::npos) {
        if (inside.size() < 33)
            return false;
    } else {
        inside.remove_prefix(first + 1);
    }
    const std::size_t mark = inside.find_first_of(",-");
    if ((mark != 16 && mark != 32) || inside.size() < mark + 17)
        return false;
    const auto trace = traceIdFromHex(inside.substr(0, mark));
    const auto span = spanIdFromHex(inside.substr(mark + 1, 16));
    if (!trace || !span || trace->empty())
        return false;
    ids = {*trace, *span};
    return true;
}

} // namespace

bool startsPlainRecord(std::string_view line)
{
    if (line.empty() || line[0] == ' ' || line[0] == '\t' || line[0] == '\r')
        return false;
    switch (line[0]) {
    case 'a': return !startsWith(line, "at ");
    case 'C': return !startsWith(line, "Caused by:");
    case 'S': return !startsWith(line, "Suppressed:");
    case 'T': return !startsWith(line, "Traceback (most recent");
    case 'g': return !startsWith(line, "goroutine ");
    case 's': return !startsWith(line, "stack traceback:");
    case '.': return !startsWith(line, "...");
    case '#': return !(line.size() > 1 && isDigit(line[1]));
    case '[': return !startsWith(line, "[stacktrace]");
    case '}': case ')': case ']': case '"': case '\'': case '+': case '|': case '^': return false;
    default: break;
    }
    // java.lang.IllegalStateException: text, ValueError: text: what a trace is headed by or ends with
    const std::size_t end = std::min(line.find_first_of(" :"), line.size());
    const std::string_view word = line.substr(0, end);
    const auto endsWith = [word](std::string_view tail) {
        return word.size() > tail.size() && word.substr(word.size() - tail.size()) == tail;
    };
    return !(endsWith("Exception") || (endsWith("Error") && end < line.size() && line[end] == ':'));
}

std::optional<LeadingTime> timeAtStart(std::string_view line, TimestampReader &times)
{
    std::size_t from = 0;
    if (line.size() > 3 && line[0] == '<' && isDigit(line[1])) { // syslog priority, RFC 5424's version behind it
        const std::size_t close = line.substr(0, 6).find('>');
        if (close != std::string_view::npos) {
            from = close + 1;
            if (startsWith(line.substr(from), "1 "))
                from += 2;
        }
    }
    while (from < line.size() && from < 8 && (line[from] == '[' || line[from] == '(' || line[from] == '"' || line[from] == ' '))
        ++from;
    if (const auto found = times.leading(line.substr(from))) {
        std::size_t end = from + found->length;
        if (end < line.size() && (line[end] == ']' || line[end] == ')' || line[end] == '"') && from > 0)
            ++end;
        return LeadingTime{found->time, end};
    }
    // INFO 2026-08-20 11:40:00, web-1 | 2026…, 1:M 20 Aug 2026 11:40:00: behind one of the first words
    std::size_t at = from;
    for (int word = 0; word < 4; ++word) {
        at = line.find_first_of(" \t[|", at);
        if (at == std::string_view::npos || at > 64)
            break;
        while (at < line.size() && (line[at] == ' ' || line[at] == '\t' || line[at] == '[' || line[at] == '|'))
            ++at;
        if (at < line.size() && (isDigit(line[at]) || isLetter(line[at])))
            if (const auto found = times.leading(line.substr(at)))
                if (!isDigit(line[at]) || line.substr(at, found->length).find(':') != std::string_view::npos)
                    return LeadingTime{found->time, at + found->length};
    }
    return std::nullopt;
}

Nanos newestTimeWithYear(const Sample &sample)
{
    // Two readers that would guess different years agree where the year is written.
    TimestampReader early(1'000'000'000'000'000'000), late(1'300'000'000'000'000'000);
    Nanos newest = 0;
    std::string_view head = sample.head.substr(0, 32768);
    for (int lines = 0; !head.empty() && lines < 100; ++lines) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        const std::string_view line = head.substr(0, std::min<std::size_t>(end, 256));
        head.remove_prefix(std::min(end + 1, head.size()));
        for (std::size_t i = 0; i + 10 < line.size(); ++i) {
            if (i > 0 && line[i - 1] != ' ' && line[i - 1] != '[' && line[i - 1] != '"' && line[i - 1] != '=' && line[i - 1] != '>')
                continue;
            if (const auto a = early.leading(line.substr(i)))
                if (const auto b = late.leading(line.substr(i)); b && a->time == b->time)
                    newest = std::max(newest, a->time);
        }
    }
    return newest;
}

Level levelNearStart(std::string_view text)
{
    // Words of the first 100 bytes: upper-case words anywhere, others only in brackets, behind `level=` or before a colon.
    const std::size_t most = std::min<std::size_t>(text.size(), 100);
    std::size_t i = 0;
    while (i < most) {
        if (!isLetter(text[i])) {
            ++i;
            continue;
        }
        const std::size_t from = i;
        bool upper = true;
        while (i < text.size() && isLetter(text[i])) {
            upper &= text[i] < 'a';
            ++i;
        }
        const std::string_view word = text.substr(from, i - from);
        const char before = from > 0 ? text[from - 1] : ' ';
        const char after = i < text.size() ? text[i] : ' ';
        if (word.size() > 9)
            continue;
        if (after == '=' && (word == "level" || word == "lvl" || word == "severity")) {
            i += i + 1 < text.size() && text[i + 1] == '"' ? 2 : 1;
            const std::size_t value = i;
            while (i < text.size() && isLetter(text[i]))
                ++i;
            return levelFromText(text.substr(value, i - value));
        }
        const bool bracketed = (before == '[' && (after == ']' || after == ' ')) || (before == '<' && after == '>') ||
                               (before == '(' && after == ')') || (before == '|' && after == '|') ||
                               (before == ':' && after == ']'); // Apache's [core:error]
        const bool heads = after == ':' && from == 0;
        const bool alone = before == ' ' || before == '\t' || before == '.' || before == '|' || from == 0;
        if (!(bracketed || heads || (upper && alone && (word.size() > 2 || (word.size() == 1 && after == ' ' && from < 3)))))
            continue;
        if (word.size() == 1 && !bracketed)
            continue;
        if (const Level level = levelFromText(word); level != Level::Unknown)
            return level;
    }
    return Level::Unknown;
}

TraceContext idsInText(std::string_view text)
{
    TraceContext ids;
    const char *const begin = text.data(), *const end = begin + text.size();
    // All usual keys hold "race" or "pan" behind their first letter of either case.
    for (const char *p = begin; p + 5 < end;) {
        const auto *hit = static_cast<const char *>(std::memchr(p, 'r', static_cast<std::size_t>(end - p)));
        if (!hit || hit + 8 >= end)
            break;
        p = hit + 1;
        if (hit == begin || (hit[-1] | 32) != 't' || std::memcmp(hit, "race", 4) != 0)
            continue;
        const std::string_view behind(hit + 4, static_cast<std::size_t>(end - hit - 4));
        const std::string_view value = valueBehind(behind.substr(idWord(behind)));
        if (value.size() < 16)
            continue;
        const bool datadog = hit - begin >= 4 && std::memcmp(hit - 4, "dd.", 3) == 0;
        if (const auto found = parseTraceContext(value, datadog ? Decimal::IsDatadog : Decimal::IsHex)) {
            ids = *found;
            break;
        }
    }
    if (ids.trace.empty()) {
        const auto *bracket = static_cast<const char *>(std::memchr(begin, '[', text.size()));
        for (int tries = 0; bracket && tries < 6; ++tries) {
            const char *close = findByte(bracket, std::min(end, bracket + 160), ']');
            if (bracketIds({bracket + 1, static_cast<std::size_t>(close - bracket - 1)}, ids))
                break;
            bracket = bracket + 1 < end ? static_cast<const char *>(
                                              std::memchr(bracket + 1, '[', static_cast<std::size_t>(end - bracket - 1)))
                                        : nullptr;
        }
        return ids;
    }
    if (ids.span.empty())
        for (std::size_t at = text.find("pan"); at != std::string_view::npos; at = text.find("pan", at + 3)) {
            if (at == 0 || (text[at - 1] | 32) != 's')
                continue;
            const std::string_view behind = text.substr(at + 3);
            const std::string_view value = valueBehind(behind.substr(idWord(behind)));
            if (value.size() == 16)
                if (const auto span = spanIdFromHex(value)) {
                    ids.span = *span;
                    break;
                }
        }
    return ids;
}

std::string_view withoutAnsi(std::string_view text, TextArena &arena)
{
    char *const out = arena.reserve(text.size());
    std::size_t n = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\x1b') {
            out[n++] = text[i++];
            continue;
        }
        ++i;
        if (i < text.size() && text[i] == '[') { // CSI: up to a byte from @ to ~
            ++i;
            while (i < text.size() && (text[i] < '@' || text[i] > '~'))
                ++i;
            i += i < text.size();
        } else if (i < text.size() && text[i] == ']') { // OSC: up to BEL or ESC backslash
            while (i < text.size() && text[i] != '\a' && text[i] != '\x1b')
                ++i;
            i += i < text.size();
        } else if (i < text.size()) {
            ++i;
        }
    }
    return arena.commit(n);
}

bool PlainReader::read(const LogLine &line, LineSink &sink)
{
    LogFields log = sink.fields(line);
    std::string_view head = line.text.substr(0, line.text.find('\n'));
    if (const auto time = timeAtStart(head, sink.times())) {
        log.time = time->time;
        const bool klog = time->length > 5 && isLetter(head[0]) && isDigit(head[1]) && isDigit(head[4]);
        if (klog)
            log.level = levelFromText(head.substr(0, 1));
        else if (head[0] == '<' && isDigit(head[1]))
            log.level = levelFromSyslog(std::atoi(head.data() + 1) % 8);
        else if (time->length < 64 && isLetter(head[0]))
            log.level = levelNearStart(head.substr(0, time->length)); // INFO 2026-…
        head.remove_prefix(std::min(time->length, head.size()));
    }
    if (!log.time)
        log.time = sink.lastTime;
    if (log.level == Level::Unknown)
        log.level = levelNearStart(head);
    const TraceContext ids = idsInText(line.text);
    log.trace = ids.trace;
    log.span = ids.span;
    auto &tags = sink.tags();
    tags.clear();
    sink.add(line, log, line.text, tags);
    return true;
}

} // namespace triptych::formats
