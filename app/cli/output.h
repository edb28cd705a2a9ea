#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::cli {

/// Bytes on their way to standard output or a file, buffered. A reader that went away (a closed pipe) is no crash:
/// failed() turns true and the rest is dropped.
class Output
{
public:
    explicit Output(int fd = 1) : m_fd(fd) {}
    ~Output();
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;

    void write(std::string_view text);
    bool flush();
    bool failed() const { return m_failed; }

private:
    int m_fd;
    std::string m_buffer;
    bool m_failed = false;
};

/// Writes one JSON document piece by piece, so that a million rows need no memory. Commas are its business.
class JsonWriter
{
public:
    explicit JsonWriter(Output &out) : m_out(out) {}

    JsonWriter &beginObject() { return open('{'); }
    JsonWriter &endObject() { return close('}'); }
    JsonWriter &beginArray() { return open('['); }
    JsonWriter &endArray() { return close(']'); }
    JsonWriter &key(std::string_view name);
    JsonWriter &text(std::string_view value);
    JsonWriter &number(std::uint64_t value);
    JsonWriter &number(std::int64_t value);
    JsonWriter &number(double value); ///< null where JSON has no number for it
    JsonWriter &boolean(bool value);
    JsonWriter &null();
    /// A value that is JSON already.
    JsonWriter &raw(std::string_view json);
    /// Ends the document with a line break.
    void end();

    JsonWriter &field(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonWriter &field(std::string_view name, std::uint64_t value) { return key(name).number(value); }
    JsonWriter &field(std::string_view name, std::uint32_t value) { return key(name).number(std::uint64_t(value)); }
    JsonWriter &field(std::string_view name, std::int64_t value) { return key(name).number(value); }
    JsonWriter &field(std::string_view name, double value) { return key(name).number(value); }
    /// A time: nanoseconds as a decimal string.
    JsonWriter &time(std::string_view name, std::int64_t ns) { return key(name).text(std::to_string(ns)); }

private:
    JsonWriter &open(char c);
    JsonWriter &close(char c);
    void value(std::string_view text);
    Output &m_out;
    std::vector<bool> m_filled; // per open object or array: something is in it
    bool m_afterKey = false;
    std::string m_scratch;
};

/// A table for a terminal: columns as wide as their texts, cut to bounds; what comes from telemetry is made harmless.
class TextTable
{
public:
    enum class Align : std::uint8_t { Left, Right };
    void column(std::string title, Align align = Align::Left, std::size_t widest = 60);
    void row(std::vector<std::string> cells);
    void print(Output &out) const;
    bool empty() const { return m_rows.empty(); }

private:
    struct Column {
        std::string title;
        Align align;
        std::size_t widest;
    };
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

/// Text from data, fit for a terminal: no control characters (escape sequences included), line breaks shown as blanks.
std::string terminalText(std::string_view text);
/// Same, but line breaks stay.
std::string terminalLines(std::string_view text);

} // namespace triptych::cli
