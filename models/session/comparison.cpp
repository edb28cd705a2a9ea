#include "session/comparison.h"

#include "query/compose.h"
#include "query/syntax.h"

#include <charconv>

namespace triptych::session {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

bool same(const query::Selection &a, const query::Selection &b)
{
    return a.filter.text() == b.filter.text() && a.range == b.range;
}

/// Reads a whole number off the front of `text`.
std::optional<telemetry::Nanos> takeNumber(std::string_view &text)
{
    telemetry::Nanos number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view &text, std::string_view expected)
{
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

} // namespace

bool Comparison::operator==(const Comparison &other) const { return same(a, other.a) && same(b, other.b); }

query::Selection sideSelection(const query::Selection &common, const query::Selection &side)
{
    if (singleTrace(side))
        return {side.filter, std::nullopt};
    return {common.filter.and_(side.filter), side.range ? side.range : common.range};
}

std::optional<telemetry::TraceId> singleTrace(const query::Selection &side)
{
    const auto *term = side.filter.root() ? std::get_if<query::Term>(&side.filter.root()->what) : nullptr;
    if (!term || term->key.intrinsic != query::Intrinsic::Trace)
        return std::nullopt;
    const auto *exact = std::get_if<query::Exact>(&term->value);
    return exact ? telemetry::traceIdFromHex(exact->text) : std::nullopt;
}

query::Selection traceSide(telemetry::TraceId trace)
{
    return {*query::Filter::parse(query::termText("trace", telemetry::hex(trace))), std::nullopt};
}

Comparison withPreviousPeriod(telemetry::TimeRange range)
{
    return {{{}, telemetry::TimeRange{range.from - range.length(), range.from}}, {{}, range}};
}

std::string sideText(const query::Selection &side)
{
    if (!side.range)
        return side.filter.text();
    const std::string range = '[' + std::to_string(side.range->from) + ".." + std::to_string(side.range->to) + ']';
    return side.filter.empty() ? range : range + ' ' + side.filter.text();
}

Result<query::Selection> sideFromText(std::string_view text)
{
    query::Selection side;
    if (take(text, "[")) {
        const auto from = takeNumber(text);
        const bool dots = take(text, "..");
        const auto to = takeNumber(text);
        if (!from || !dots || !to || !take(text, "]") || *to <= *from)
            return Error{ErrorKind::BadQuery, "a side's time range is written as [FROM..TO], in ns since 1970", {}, {}, {}};
        side.range = telemetry::TimeRange{*from, *to};
        take(text, " ");
    }
    auto filter = query::Filter::parse(text);
    if (!filter)
        return filter.error();
    side.filter = std::move(*filter);
    return side;
}

} // namespace triptych::session
