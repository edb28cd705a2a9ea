#include "analysis/csv_text.h"

namespace triptych::analysis
{

std::string csvField(std::string_view text)
{
    std::string field(text);
    if (!field.empty() && std::string_view("=+@\t\r").find(field.front()) != std::string_view::npos)
        field.insert(field.begin(), '\'');
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string quoted = "\"";
    for (const char c : field) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace triptych::analysis
