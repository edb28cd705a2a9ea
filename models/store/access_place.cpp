#include "store/access_place.h"

#include "telemetry/clock_text.h"
#include "telemetry/service_name.h"

#include <algorithm>
#include <cstdlib>

namespace triptych::store {

using telemetry::clock_text::kSecond;
using telemetry::Nanos;
using telemetry::SpanKind;

namespace {

constexpr Nanos kMillisecond = 1'000'000;
// Clocks of neighbours, and logs that round to milliseconds.
constexpr Nanos kSlack = 5 * kMillisecond;

bool isWithin(const AccessFacts &line, const AccessCandidate &span)
{
    // A time of whole seconds was rounded down, most likely.
    const Nanos coarse = line.time % kSecond == 0 ? kSecond : 0;
    const Nanos from = span.start - kSlack - coarse, to = span.start + std::max<Nanos>(0, span.duration) + kSlack + coarse;
    const auto fits = [&](Nanos a, Nanos b) { return a >= from && b <= to; };
    return fits(line.time, line.time + line.duration) || fits(line.time - line.duration, line.time);
}

bool same(std::string_view a, std::string_view b)
{
    return !a.empty() && a == b;
}

struct Evidence {
    int weight = 0;
    std::string words;
    void add(int more, std::string word)
    {
        weight += more;
        words += (words.empty() ? "" : ", ") + std::move(word);
    }
};

Evidence evidenceOf(const AccessFacts &line, const AccessCandidate &span)
{
    Evidence found;
    const bool serves = span.kind == SpanKind::Server || span.kind == SpanKind::Consumer;
    const bool calls = span.kind == SpanKind::Client || span.kind == SpanKind::Producer;
    const std::string_view service = telemetry::plainService(line.service), caller = telemetry::plainService(line.caller);
    if (same(service, span.service))
        found.add(serves ? 10 : 7, "service " + span.service);
    else if (same(caller, span.service))
        found.add(calls ? 8 : 4, "caller " + span.service);
    if (same(service, span.peerService))
        found.add(6, "peer " + span.peerService);
    for (const std::string &address : {line.upstream, line.client})
        if (!address.empty() && std::find(span.addresses.begin(), span.addresses.end(), address) != span.addresses.end()) {
            found.add(5, "peer " + address);
            break;
        }
    if (same(line.pod, span.pod))
        found.add(4, "pod " + span.pod);
    else if (same(line.host, span.host))
        found.add(3, "host " + span.host);
    if (!line.path.empty() && (line.path == span.path || span.name.find(line.path) != std::string::npos))
        found.add(2, "path");
    return found;
}

} // namespace

std::optional<AccessPlace> placeAccessLine(const AccessFacts &line, const std::vector<AccessCandidate> &candidates)
{
    struct Best {
        std::size_t at = 0;
        Evidence evidence;
        Nanos differs = 0, duration = 0;
    };
    std::optional<Best> best;
    if (line.time == 0)
        return std::nullopt;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const AccessCandidate &span = candidates[i];
        if (span.start == 0 || !isWithin(line, span))
            continue;
        Best one{i, evidenceOf(line, span), line.duration > 0 ? std::abs(span.duration - line.duration) : 0, span.duration};
        const bool better = !best || one.evidence.weight > best->evidence.weight ||
                            (one.evidence.weight == best->evidence.weight &&
                             (one.differs != best->differs ? one.differs < best->differs : one.duration < best->duration));
        if (better)
            best = std::move(one);
    }
    if (!best)
        return std::nullopt;
    return AccessPlace{best->at, best->evidence.words.empty() ? "time alone" : best->evidence.words + " and time"};
}

std::string addressOf(std::string_view text)
{
    if (const std::size_t comma = text.rfind(", "); comma != std::string_view::npos)
        text.remove_prefix(comma + 2); // retries are listed: the last one answered
    if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos)
        text.remove_prefix(scheme + 3);
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        return std::string(text.substr(1, close == std::string_view::npos ? close : close - 1));
    }
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos)
        text = text.substr(0, colon);
    return text == "-" ? std::string() : std::string(text);
}

} // namespace triptych::store
