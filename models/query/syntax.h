#pragma once
#include "telemetry/tag.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The syntax tree of a tag filter. Plain values; made by parser.h, immutable afterwards.
namespace triptych::query {

/// Bytes [begin, end) of the filter's text.
struct TextRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const TextRange &) const = default;
};

/// Keys that mean a field of the record itself.
enum class Intrinsic : std::uint8_t {
    Service,
    Name,
    Kind,
    Status,
    Duration,
    SelfTime,
    Root,
    Trace,
    Span,
    Level,
    Events,
    Links,
    Depth
};
/// As written in a filter: `self_time`.
std::string_view name(Intrinsic intrinsic);
std::optional<Intrinsic> intrinsicFromText(std::string_view text);
/// All of them, in the order of the enumeration.
const std::vector<std::string_view> &intrinsicNames();

struct Key {
    std::string text; ///< unescaped, without `@`
    std::optional<Intrinsic> intrinsic;
    bool exact = false;                                ///< was quoted: no alias, no scope prefix
    telemetry::TagScope scope = telemetry::TagScope::Any; ///< of the prefix, if `text` starts with one
    std::string unscoped;                              ///< `text` without that prefix
    TextRange where;
};

/// A number with its unit: ns for times, bytes for sizes.
struct Quantity {
    enum class Kind : std::uint8_t { Text, Plain, Time, Bytes };
    Kind kind = Kind::Text; ///< Text: no number at all; such operands compare in natural order (2.9 < 2.10)
    double value = 0;
    std::string text;
};

struct Exact {
    std::string text;
};
/// `eu-*`: literals between the stars.
struct Wildcard {
    std::vector<std::string> parts;
};
/// RE2 syntax, searched for anywhere in the value.
struct Regex {
    std::string pattern;
    bool foldCase = false;
};
struct Compare {
    enum class Op : std::uint8_t { Less, LessOrEqual, Greater, GreaterOrEqual };
    Op op = Op::Less;
    Quantity operand;
};
/// An absent end is open.
struct Between {
    std::optional<Quantity> low, high;
    bool lowIncluded = true, highIncluded = true;
};
struct Exists {
};
using Value = std::variant<Exact, Wildcard, Regex, Compare, Between, Exists>;

struct Node;
/// Not has one child, And and Or two or more.
struct Group {
    enum class Kind : std::uint8_t { And, Or, Not };
    Kind kind = Kind::And;
    std::vector<Node> children;
};
struct Term {
    Key key;
    Value value;
    TextRange valueWhere;
};
/// Span name or log body contains it, whatever the case of letters. Value is Exact, Wildcard or Regex.
struct FreeText {
    Value value;
};
struct Node {
    std::variant<Group, Term, FreeText> what;
    TextRange where;           ///< with its parentheses
    bool parenthesised = false;
};

} // namespace triptych::query
