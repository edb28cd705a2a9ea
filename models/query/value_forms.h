#pragma once
#include "query/aliases.h"
#include "query/syntax.h"
#include "telemetry/answers.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Values of the filter in forms that several targets share.
namespace triptych::query {

/// A double-quoted string of Go's syntax (TraceQL, LogQL, PromQL): control characters and bytes that are no UTF-8 are
/// written as escapes.
std::string goQuoted(std::string_view text);
/// A JSON string.
std::string jsonQuoted(std::string_view text);
/// Literal text within an RE2 (Go, ClickHouse) expression.
std::string regexQuoted(std::string_view text);

/// How an engine reads an expression: it must match the whole value, or may match anywhere in it.
enum class Anchors : std::uint8_t { Whole, Search };
/// The RE2 expression that holds where the value's test does on a whole tag; nothing for other than Exact, Wildcard
/// and Regex, and for expressions that C++'s RE2 reads otherwise than Go's.
std::optional<std::string> wholeRegex(const Value &value, Anchors anchors);
/// Likewise for free text: somewhere in the line, ASCII letters in any case. `exact`: no Unicode character passes that
/// our own test, which folds ASCII only, refuses; written with `(?i)` where that is the same or `exact` is not asked.
struct AnywhereRegex {
    std::string pattern;
    bool exact = true;
};
enum class Folding : std::uint8_t { Fast, Exact };
std::optional<AnywhereRegex> anywhereRegex(const Value &value, Folding folding);

/// A value that other types than text may have: `500` is an integer's text and a double's.
std::optional<std::int64_t> asInteger(std::string_view text); ///< canonical only
std::optional<double> asDouble(std::string_view text);        ///< finite, shortest form only
/// A double as every target reads it, with a point: `500.0`, `0.25`, `1e+21`.
std::string decimalText(double value);
/// Whether the test may hold for the text of some number. Never false by mistake.
bool mayMatchNumber(const Value &value);
/// Whether the test holds for this text (`true`, `unknown_service` …).
bool holdsFor(const Value &value, std::string_view text);

/// Tags that the conventions put on events, never on spans.
bool isEventKey(std::string_view key);

/// One side of a comparison or range, as the target's signs want it.
struct Bound {
    std::string_view sign; ///< `>`, `>=`, `<` or `<=`
    const Quantity *operand = nullptr;
};
/// One or two (a range); empty if the value is no comparison or the range is open at both ends.
std::vector<Bound> bounds(const Value &value);
/// The kind of all operands, if they share one.
std::optional<Quantity::Kind> operandKind(const Value &value);
/// The whole numbers that lie in a comparison or range, both ends included; an absent end is open. Exact for integers
/// (ns, counts).
struct WholeRange {
    std::optional<std::int64_t> low, high;
};
WholeRange wholeRange(const Value &value);
/// `250ms`: ns in the largest of s, ms, us, ns that keeps it whole, as Go reads durations.
std::string goDuration(std::int64_t nanos);
/// Of some names those that the value's test holds for (kinds, statuses, levels); the others, if negated.
std::vector<std::string_view> namesThat(const Value &value, const std::vector<std::string_view> &names, bool negated);

/// Spellings of the key that the filter's key stands for, without its scope.
std::vector<std::string> keySpellings(const Key &key, const AliasTable &aliases, telemetry::Table table = telemetry::Table::Spans);

} // namespace triptych::query
