#include "query/sql_text.h"

#include "query/value_test.h"

namespace triptych::query {

namespace {

std::string signOf(Compare::Op op)
{
    switch (op) {
    case Compare::Op::Less:
        return " < ";
    case Compare::Op::LessOrEqual:
        return " <= ";
    case Compare::Op::Greater:
        return " > ";
    case Compare::Op::GreaterOrEqual:
        return " >= ";
    }
    return " = ";
}

/// Numbers compare as numbers, all else as text.
std::string compare(const std::string &expression, const std::string &sign, const Quantity &operand,
                    std::vector<telemetry::SqlValue> &parameters)
{
    if (operand.kind == Quantity::Kind::Text) {
        parameters.emplace_back(operand.text);
        return expression + sign + "?";
    }
    parameters.emplace_back(operand.value);
    return "TRY_CAST(" + expression + " AS DOUBLE)" + sign + "?";
}

} // namespace

std::string sqlTextTest(const std::string &expression, const Value &value, std::vector<telemetry::SqlValue> &parameters)
{
    if (std::holds_alternative<Exists>(value))
        return expression + " IS NOT NULL";
    std::string test;
    if (const auto *exact = std::get_if<Exact>(&value)) {
        parameters.emplace_back(exact->text);
        test = expression + " = ?";
    } else if (const auto *one = std::get_if<Compare>(&value)) {
        test = compare(expression, signOf(one->op), one->operand, parameters);
    } else if (const auto *range = std::get_if<Between>(&value)) {
        if (range->low)
            test = compare(expression, range->lowIncluded ? " >= " : " > ", *range->low, parameters);
        if (range->high)
            test += (test.empty() ? "" : " AND ") + compare(expression, range->highIncluded ? " <= " : " < ", *range->high, parameters);
        if (test.empty())
            test = expression + " IS NOT NULL";
    } else {
        parameters.emplace_back(asRegex(value, Where::Whole));
        test = "regexp_matches(" + expression + ", ?)";
    }
    return "coalesce(" + test + ", FALSE)";
}

std::string jsonPointer(std::string_view key)
{
    std::string out = "/";
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

} // namespace triptych::query
