#include "query/intrinsic_value.h"

#include "query/quantity.h"
#include "telemetry/letters.h"
#include "telemetry/span_kind.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace triptych::query {

using telemetry::lower;

namespace {

using telemetry::Level;
using telemetry::SpanKind;

std::string quote(std::string_view text) { return "“" + std::string(text) + "”"; }

std::optional<ValueFault> checkTime(Quantity &q)
{
    QuantityError error;
    q = quantity(q.text, &error);
    if (q.kind == Quantity::Kind::Time || (q.kind == Quantity::Kind::Plain && q.value == 0))
        return std::nullopt;
    if (q.kind == Quantity::Kind::Text)
        return ValueFault{error.at, error.what};
    if (q.kind == Quantity::Kind::Bytes)
        return ValueFault{0, quote(q.text) + " is a size; a time is expected: ns, µs, ms, s, m or h"};
    return ValueFault{q.text.size(), "a unit of time is expected after " + quote(q.text) + "; ns, µs, ms, s, m or h"};
}

std::optional<ValueFault> checkCount(Quantity &q)
{
    if (q.kind == Quantity::Kind::Plain && q.value >= 0 && q.value == std::floor(q.value) && q.value < 1e15)
        return std::nullopt;
    return ValueFault{0, quote(q.text) + " is no count; a whole number is expected"};
}

std::optional<ValueFault> checkLevel(Quantity &q)
{
    const Level level = telemetry::levelFromText(q.text);
    if (level == Level::Unknown)
        return ValueFault{0, quote(q.text) + " is no level; trace, debug, info, warn, error or fatal"};
    q.kind = Quantity::Kind::Plain;
    q.value = static_cast<double>(level);
    q.text = telemetry::name(level);
    return std::nullopt;
}

template <typename Check> std::optional<ValueFault> eachOperand(Value &value, std::string_view what, Check check)
{
    if (auto *exact = std::get_if<Exact>(&value)) {
        Quantity q = quantity(exact->text);
        if (auto fault = check(q))
            return fault;
        value = Between{q, q, true, true};
        return std::nullopt;
    }
    if (auto *compare = std::get_if<Compare>(&value))
        return check(compare->operand);
    if (auto *between = std::get_if<Between>(&value)) {
        if (between->low)
            if (auto fault = check(*between->low))
                return fault;
        if (between->high)
            if (auto fault = check(*between->high))
                return fault;
        return std::nullopt;
    }
    if (std::holds_alternative<Exists>(value))
        return std::nullopt;
    return ValueFault{0, std::string(what) + " is a number; compare it: >, >=, <, <= or [low TO high]"};
}

/// Values that are one of a few names.
std::optional<ValueFault> checkNames(Value &value, std::string_view what, std::initializer_list<std::string_view> names)
{
    if (auto *exact = std::get_if<Exact>(&value)) {
        const std::string text = lower(exact->text);
        if (std::find(names.begin(), names.end(), text) != names.end()) {
            exact->text = text;
            return std::nullopt;
        }
        std::string all;
        for (const std::string_view name : names)
            all += (all.empty() ? "" : name == *(names.end() - 1) ? " or " : ", ") + std::string(name);
        return ValueFault{0, quote(exact->text) + " is no " + std::string(what) + "; " + all};
    }
    if (auto *wildcard = std::get_if<Wildcard>(&value)) {
        for (std::string &part : wildcard->parts)
            part = lower(part);
        return std::nullopt;
    }
    if (std::holds_alternative<Regex>(value) || std::holds_alternative<Exists>(value))
        return std::nullopt;
    return ValueFault{0, std::string(what) + " has no order; name one value"};
}

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> decimal(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<ValueFault> checkId(const Value &value, std::string_view what)
{
    if (std::holds_alternative<Exists>(value))
        return std::nullopt;
    const auto *exact = std::get_if<Exact>(&value);
    const bool good = exact && (what == "trace" ? !traceIds(exact->text).empty() : !spanIds(exact->text).empty());
    if (good)
        return std::nullopt;
    return ValueFault{0, exact ? quote(exact->text) + " is no " + std::string(what) + " id; hex digits are expected"
                               : std::string(what) + " takes a whole id"};
}

} // namespace

std::vector<telemetry::TraceId> traceIds(std::string_view text)
{
    std::vector<telemetry::TraceId> out;
    if (const auto context = telemetry::parseTraceContext(text); context && !context->trace.empty())
        out.push_back(context->trace);
    else if (const auto plain = telemetry::traceIdFromHex(text); plain && !plain->empty())
        out.push_back(*plain);
    if (allDigits(text)) {
        if (const auto low = decimal(text); low && *low != 0)
            if (const telemetry::TraceId id{0, *low}; std::find(out.begin(), out.end(), id) == out.end())
                out.push_back(id);
    }
    return out;
}

std::vector<telemetry::SpanId> spanIds(std::string_view text)
{
    std::vector<telemetry::SpanId> out;
    if (const auto plain = telemetry::spanIdFromHex(text); plain && !plain->empty())
        out.push_back(*plain);
    else if (const auto context = telemetry::parseTraceContext(text); context && !context->span.empty())
        out.push_back(context->span);
    if (allDigits(text)) {
        if (const auto value = decimal(text); value && *value != 0)
            if (const telemetry::SpanId id{*value}; std::find(out.begin(), out.end(), id) == out.end())
                out.push_back(id);
    }
    return out;
}

std::optional<ValueFault> normaliseIntrinsic(Intrinsic intrinsic, Value &value)
{
    switch (intrinsic) {
    case Intrinsic::Service:
    case Intrinsic::Name:
        return std::nullopt;
    case Intrinsic::Kind:
        return checkNames(value, "kind", {"server", "client", "producer", "consumer", "internal", "unspecified"});
    case Intrinsic::Status:
        return checkNames(value, "status", {"ok", "error", "unset"});
    case Intrinsic::Root:
        return checkNames(value, "value of root", {"true", "false", "orphan"});
    case Intrinsic::Duration:
    case Intrinsic::SelfTime:
        return eachOperand(value, name(intrinsic), checkTime);
    case Intrinsic::Events:
    case Intrinsic::Links:
    case Intrinsic::Depth:
        return eachOperand(value, name(intrinsic), checkCount);
    case Intrinsic::Level: {
        if (auto *exact = std::get_if<Exact>(&value)) {
            const Level level = telemetry::levelFromText(exact->text);
            if (level == Level::Unknown && lower(exact->text) != "unknown")
                return checkNames(value, "level", {"trace", "debug", "info", "warn", "error", "fatal", "unknown"});
            exact->text = level == Level::Unknown ? "unknown" : telemetry::name(level);
            return std::nullopt;
        }
        if (std::holds_alternative<Compare>(value) || std::holds_alternative<Between>(value))
            return eachOperand(value, "level", checkLevel);
        return checkNames(value, "level", {});
    }
    case Intrinsic::Trace:
        return checkId(value, "trace");
    case Intrinsic::Span:
        return checkId(value, "span");
    }
    return std::nullopt;
}

} // namespace triptych::query
