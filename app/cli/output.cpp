#include "app/cli/output.h"

#include "telemetry/tag.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <unistd.h>

namespace triptych::cli {

namespace {

constexpr std::size_t kBuffer = 1u << 16;

std::size_t columnsOf(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string cutTo(const std::string &utf8, std::size_t columns)
{
    if (columnsOf(utf8) <= columns)
        return utf8;
    std::size_t at = 0, seen = 0;
    while (at < utf8.size()) {
        if ((static_cast<unsigned char>(utf8[at]) & 0xc0) != 0x80 && seen++ == columns - 1)
            break;
        ++at;
    }
    return utf8.substr(0, at) + "…";
}

std::string harmless(std::string_view text, bool keepLines)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (keepLines && (c == '\n' || c == '\t'))
            out += static_cast<char>(c);
        else if (c < 0x20 || c == 0x7f)
            out += c == '\n' || c == '\t' || c == '\r' ? ' ' : '?';
        else if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            out += '?', ++i; // C1 controls, which some terminals obey
        else
            out += static_cast<char>(c);
    }
    return out;
}

} // namespace

Output::~Output()
{
    flush();
}

void Output::write(std::string_view text)
{
    m_buffer.append(text);
    if (m_buffer.size() >= kBuffer)
        flush();
}

bool Output::flush()
{
    std::string_view left = m_buffer;
    while (!left.empty() && !m_failed) {
        const ssize_t n = ::write(m_fd, left.data(), left.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            m_failed = true;
        else
            left.remove_prefix(static_cast<std::size_t>(n));
    }
    m_buffer.clear();
    return !m_failed;
}

JsonWriter &JsonWriter::open(char c)
{
    value(std::string_view(&c, 1));
    m_filled.push_back(false);
    return *this;
}

JsonWriter &JsonWriter::close(char c)
{
    m_filled.pop_back();
    m_out.write(std::string_view(&c, 1));
    return *this;
}

void JsonWriter::value(std::string_view text)
{
    if (!m_afterKey && !m_filled.empty()) {
        if (m_filled.back())
            m_out.write(m_filled.size() == 1 ? ",\n" : ",");
        m_filled.back() = true;
    }
    m_afterKey = false;
    m_out.write(text);
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    text(name);
    m_out.write(":");
    m_afterKey = true;
    return *this;
}

JsonWriter &JsonWriter::text(std::string_view text)
{
    m_scratch.clear();
    telemetry::appendJsonString(m_scratch, text);
    value(m_scratch);
    return *this;
}

JsonWriter &JsonWriter::number(std::uint64_t number)
{
    value(std::to_string(number));
    return *this;
}

JsonWriter &JsonWriter::number(std::int64_t number)
{
    value(std::to_string(number));
    return *this;
}

JsonWriter &JsonWriter::number(double number)
{
    if (!std::isfinite(number))
        return null();
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    value(std::string_view(text, static_cast<std::size_t>(end - text)));
    return *this;
}

JsonWriter &JsonWriter::boolean(bool yes)
{
    value(yes ? "true" : "false");
    return *this;
}

JsonWriter &JsonWriter::null()
{
    value("null");
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view json)
{
    value(json);
    return *this;
}

void JsonWriter::end()
{
    m_out.write("\n");
}

void TextTable::column(std::string title, Align align, std::size_t widest)
{
    m_columns.push_back({std::move(title), align, widest});
}

void TextTable::row(std::vector<std::string> cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i] = cutTo(terminalText(cells[i]), m_columns[i].widest);
    m_rows.push_back(std::move(cells));
}

void TextTable::print(Output &out) const
{
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        std::size_t width = columnsOf(m_columns[i].title);
        for (const auto &row : m_rows)
            width = std::max(width, columnsOf(row[i]));
        widths.push_back(width);
    }
    const auto line = [&](const auto &cellOf) {
        std::string text;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            const std::string &cell = cellOf(i);
            const std::string blanks(widths[i] - columnsOf(cell), ' ');
            text += i > 0 ? "  " : "";
            text += m_columns[i].align == Align::Right ? blanks + cell : cell + blanks;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out.write(text + "\n");
    };
    line([&](std::size_t i) -> const std::string & { return m_columns[i].title; });
    for (const auto &row : m_rows)
        line([&](std::size_t i) -> const std::string & { return row[i]; });
}

std::string terminalText(std::string_view text)
{
    return harmless(text, false);
}

std::string terminalLines(std::string_view text)
{
    return harmless(text, true);
}

} // namespace triptych::cli
