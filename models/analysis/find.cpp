#include "analysis/find.h"

#include "telemetry/byte_search.h"
#include "telemetry/letters.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

namespace triptych::analysis
{

using telemetry::lower;

namespace
{

using Field = FindQuery::Field;
using Compare = FindQuery::Compare;

struct Word {
    std::string text;
    std::size_t colon = std::string::npos; ///< of the first colon outside quotes
};

std::vector<Word> words(std::string_view text)
{
    std::vector<Word> out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == ' ' || text[i] == '\t') {
            ++i;
            continue;
        }
        Word word;
        bool quoted = false, any = false;
        for (; i < text.size() && (quoted || (text[i] != ' ' && text[i] != '\t')); ++i) {
            if (text[i] == '"') {
                quoted = !quoted;
                any = true;
                continue;
            }
            if (text[i] == ':' && !quoted && word.colon == std::string::npos && !any)
                word.colon = word.text.size();
            word.text += text[i];
        }
        if (!word.text.empty())
            out.push_back(std::move(word));
    }
    return out;
}

/// "250ms", "1.5s", "10us", "3" (nanoseconds).
std::optional<Nanos> durationFrom(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || !std::isfinite(number))
        return {};
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    constexpr std::array<std::pair<std::string_view, double>, 8> kUnits{
        {{"", 1}, {"ns", 1}, {"us", 1e3}, {"\u00b5s", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 6e10}, {"h", 3.6e12}}};
    for (const auto &[name, nanos] : kUnits)
        if (unit == name && std::abs(number * nanos) < 9e18)
            return static_cast<Nanos>(std::llround(number * nanos));
    return {};
}

std::optional<Field> fieldOf(std::string_view key)
{
    constexpr std::array<std::pair<std::string_view, Field>, 12> kKeys{{{"service", Field::Service},
                                                                        {"svc", Field::Service},
                                                                        {"service.name", Field::Service},
                                                                        {"name", Field::Name},
                                                                        {"op", Field::Name},
                                                                        {"operation", Field::Name},
                                                                        {"kind", Field::Kind},
                                                                        {"status", Field::Status},
                                                                        {"id", Field::Id},
                                                                        {"span", Field::Id},
                                                                        {"duration", Field::Duration},
                                                                        {"is", Field::Any}}};
    for (const auto &[name, field] : kKeys)
        if (key == name)
            return field;
    return {};
}

/// `value` of `is:value`.
std::optional<Field> stateOf(std::string_view value)
{
    if (value == "error")
        return Field::Status;
    if (value == "orphan")
        return Field::Orphan;
    if (value == "root")
        return Field::Root;
    return {};
}

bool readDuration(std::string_view text, FindQuery::Term &term)
{
    term.compare = Compare::GreaterEqual;
    if (text.starts_with(">="))
        text.remove_prefix(2);
    else if (text.starts_with("<=")) {
        term.compare = Compare::LessEqual;
        text.remove_prefix(2);
    } else if (text.starts_with('>') || text.starts_with('<')) {
        term.compare = text[0] == '>' ? Compare::Greater : Compare::Less;
        text.remove_prefix(1);
    }
    const auto duration = durationFrom(text);
    term.duration = duration.value_or(0);
    return duration.has_value();
}

/// One term made ready for a trace: which strings hold its text.
class Matcher
{
public:
    Matcher(const TraceTable &trace, const FindQuery::Term &term) : m_trace(trace), m_term(term)
    {
        const auto &strings = trace.columns().strings;
        if (term.field == Field::Any || term.field == Field::Service || term.field == Field::Name) {
            const telemetry::LiteralSearch search(term.text, telemetry::Case::Fold);
            m_holds.resize(strings.size());
            for (std::size_t i = 0; i < strings.size(); ++i)
                m_holds[i] = search.in(strings[i]);
        }
        if (term.field == Field::Kind)
            for (std::size_t kind = 0; kind < m_kinds.size(); ++kind)
                m_kinds[kind] = name(static_cast<telemetry::SpanKind>(kind)).starts_with(term.text);
        if (term.field == Field::Status)
            for (std::size_t status = 0; status < m_statuses.size(); ++status)
                m_statuses[status] = name(static_cast<telemetry::StatusCode>(status)) == term.text;
        if (term.field == Field::Id || (term.field == Field::Any && term.text.size() == kIdDigits))
            readId();
    }

    bool operator()(std::uint32_t i) const { return matches(i) != m_term.negated; }

private:
    static constexpr std::size_t kIdDigits = 16;

    void readId()
    {
        std::string_view digits = m_term.text;
        if (digits.starts_with("0x"))
            digits.remove_prefix(2);
        if (digits.empty() || digits.size() > kIdDigits)
            return;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), m_id, 16);
        m_idShift = static_cast<int>(4 * (kIdDigits - digits.size()));
        m_hasId = error == std::errc() && end == digits.data() + digits.size();
    }
    bool matches(std::uint32_t i) const
    {
        const auto &c = m_trace.columns();
        switch (m_term.field) {
        case Field::Any:
            return m_holds[static_cast<std::size_t>(c.name[i])] || m_holds[static_cast<std::size_t>(c.service[i])] ||
                   hasId(i);
        case Field::Service:
            return m_holds[static_cast<std::size_t>(c.service[i])];
        case Field::Name:
            return m_holds[static_cast<std::size_t>(c.name[i])];
        case Field::Kind:
            return c.kind[i] < m_kinds.size() && m_kinds[c.kind[i]];
        case Field::Status:
            return c.status[i] < m_statuses.size() && m_statuses[c.status[i]];
        case Field::Id:
            return hasId(i);
        case Field::Orphan:
            return m_trace.has(SpanIndex{i}, NodeFlag::Orphan);
        case Field::Root:
            return m_trace.parent(SpanIndex{i}) == SpanIndex::None;
        case Field::Duration:
            return comparesTo(c.duration[i]);
        }
        return false;
    }
    bool hasId(std::uint32_t i) const { return m_hasId && m_trace.columns().span[i] >> m_idShift == m_id; }
    bool comparesTo(Nanos duration) const
    {
        switch (m_term.compare) {
        case Compare::Less:
            return duration < m_term.duration;
        case Compare::LessEqual:
            return duration <= m_term.duration;
        case Compare::Greater:
            return duration > m_term.duration;
        case Compare::Contains:
        case Compare::GreaterEqual:
            return duration >= m_term.duration;
        }
        return false;
    }

    const TraceTable &m_trace;
    const FindQuery::Term &m_term;
    std::vector<std::uint8_t> m_holds; // per string
    std::array<bool, 6> m_kinds{};
    std::array<bool, 3> m_statuses{};
    std::uint64_t m_id = 0;
    int m_idShift = 0;
    bool m_hasId = false;
};

} // namespace

FindQuery::FindQuery(std::string_view text)
{
    for (Word &word : words(text)) {
        Term term;
        if (word.text.size() > 1 && word.text[0] == '-') {
            term.negated = true;
            word.text.erase(0, 1);
            if (word.colon != std::string::npos)
                --word.colon;
        }
        const std::string whole = lower(word.text);
        term.text = whole;
        // "http://x" and "10:30" are plain text; a key begins with a letter.
        const bool keyed = word.colon != std::string::npos && word.colon > 0 && whole[0] >= 'a' && whole[0] <= 'z' &&
                           whole.compare(word.colon, 3, "://") != 0;
        if (!keyed) {
            terms.push_back(std::move(term));
            continue;
        }
        const std::string key = whole.substr(0, word.colon);
        term.text = whole.substr(word.colon + 1);
        auto field = fieldOf(key);
        if (field == Field::Any)
            field = stateOf(term.text);
        if (!field || (field == Field::Duration && !readDuration(term.text, term))) {
            unknownKeys.push_back(key);
            continue;
        }
        term.field = *field;
        terms.push_back(std::move(term));
    }
}

FindResult find(const TraceTable &trace, const FindQuery &query, std::stop_token stop)
{
    FindResult result;
    if (query.terms.empty())
        return result;
    std::vector<Matcher> matchers;
    matchers.reserve(query.terms.size());
    for (const auto &term : query.terms) {
        if (stop.stop_requested())
            return result;
        matchers.emplace_back(trace, term);
    }
    result.bits.assign((trace.spanCount() + std::size_t{63}) / 64, 0);
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
        if ((i & 0xffff) == 0 && stop.stop_requested())
            return {};
        if (std::all_of(matchers.begin(), matchers.end(), [i](const Matcher &m) { return m(i); })) {
            result.bits[i / 64] |= std::uint64_t{1} << (i % 64);
            ++count;
        }
    }
    result.hits.reserve(count);
    if (count > 0)
        for (const std::uint32_t node : trace.order())
            if (result.contains(SpanIndex{node}))
                result.hits.push_back(node);
    return result;
}

} // namespace triptych::analysis
