#include "query/search_text.h"

#include "query/value_test.h"

#include <algorithm>

namespace triptych::query {

namespace {

bool isWordChar(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool isBare(char c) { return isWordChar(c) || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80; }

} // namespace

std::string searchEscaped(std::string_view text)
{
    std::string out;
    for (const char c : text)
        out += isBare(c) ? std::string(1, c) : std::string("\\") + c;
    return out;
}

std::string searchValue(std::string_view text)
{
    const bool bare = !text.empty() && std::all_of(text.begin(), text.end(), isBare) && text != "AND" && text != "OR" && text != "NOT" && text != "TO";
    if (bare)
        return std::string(text);
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "\"";
}

std::optional<std::string> searchWildcard(const std::vector<std::string> &parts, std::string_view cannotStand)
{
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].find_first_of(cannotStand) != std::string::npos)
            return std::nullopt;
        out += (i == 0 ? "" : "*") + searchEscaped(parts[i]);
    }
    return out;
}

std::vector<std::string> searchWords(std::string_view text)
{
    std::vector<std::string> out;
    std::string word;
    for (const char c : text) {
        if (isWordChar(c)) {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty())
        out.push_back(std::move(word));
    return out;
}

std::vector<std::string> wordsOf(const Value &value)
{
    std::vector<std::string> out;
    const auto add = [&out](std::string_view text) {
        for (std::string &word : searchWords(text))
            if (std::find(out.begin(), out.end(), word) == out.end())
                out.push_back(std::move(word));
    };
    if (const auto *exact = std::get_if<Exact>(&value))
        add(exact->text);
    else if (const auto *wildcard = std::get_if<Wildcard>(&value))
        std::for_each(wildcard->parts.begin(), wildcard->parts.end(), add);
    else
        add(needle(value, Where::Anywhere).text);
    return out;
}

std::string literalWildcard(const Value &value, std::string_view cannotStand)
{
    const Needle literal = needle(value, Where::Whole);
    if (literal.text.empty() || literal.foldCase)
        return {};
    return searchWildcard({"", literal.text, ""}, cannotStand).value_or(std::string());
}

} // namespace triptych::query
