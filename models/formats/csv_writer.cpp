#include "formats/metric_points.h"
#include "formats/record_writer.h"

#include <QByteArray>
#include <QLocale>
#include <string>

namespace triptych::formats {

using namespace telemetry;

namespace {

class CsvWriter final : public RecordWriter
{
public:
    explicit CsvWriter(Write write) : m_write(std::move(write)) {}

    void span(const SpanDetails &d) override
    {
        header("trace_id,span_id,parent_id,service,name,kind,status,status_message,start_ns,duration_ns,events,links,tags,resource\r\n");
        const SpanRow &s = d.row;
        cell(hex(s.trace));
        cell(hex(s.span));
        cell(s.parent.empty() ? std::string() : hex(s.parent));
        cell(s.service);
        cell(s.name);
        cell(name(s.kind));
        cell(name(s.status));
        cell(d.statusMessage);
        number(s.start);
        number(s.duration);
        number(s.events);
        number(s.links);
        cell(tagsToJson(d.spanTags));
        cell(tagsToJson(d.resourceTags));
        endLine();
    }

    void log(const LogDetails &d) override
    {
        header("time_ns,level,service,trace_id,span_id,body,tags,resource,source,line\r\n");
        const LogRow &row = d.row;
        number(row.time);
        cell(name(row.level));
        cell(row.service);
        cell(row.trace.empty() ? std::string() : hex(row.trace));
        cell(row.span.empty() ? std::string() : hex(row.span));
        cell(row.body);
        cell(tagsToJson(d.logTags));
        cell(tagsToJson(d.resourceTags));
        cell(d.importPath);
        number(row.line);
        endLine();
    }

    void series(const SeriesDetails &d) override
    {
        header("time_ns,name,type,unit,value,count,detail,labels,resource\r\n");
        const std::string labels = tagsToJson(d.series.tags), resource = tagsToJson(d.resourceTags);
        for (const SampleRow &sample : d.samples) {
            number(sample.time);
            cell(d.series.name);
            cell(otlpDataName(d.series.type));
            cell(d.series.unit);
            comma();
            m_line += QByteArray::number(sample.value, 'g', QLocale::FloatingPointShortest).constData(); // a number is no formula
            number(static_cast<std::int64_t>(sample.count));
            cell(sample.detail);
            cell(labels);
            cell(resource);
            endLine();
        }
    }

    void finish() override {}

private:
    void header(std::string_view titles)
    {
        if (!m_started)
            m_write(titles);
        m_started = true;
    }

    void comma()
    {
        if (!m_line.empty())
            m_line += ',';
    }

    void number(std::int64_t value)
    {
        comma();
        m_line += std::to_string(value);
    }

    void cell(std::string_view text)
    {
        if (m_line.empty() && text.empty()) {
            m_line += "\"\"";
            return;
        }
        comma();
        // A leading = + - @ (or tab, return) starts a formula in spreadsheets.
        const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
        if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) {
            m_line += text;
            return;
        }
        m_line += formula ? "\"'" : "\"";
        for (const char c : text) {
            if (c == '"')
                m_line += '"';
            m_line += c;
        }
        m_line += '"';
    }

    void endLine()
    {
        m_line += "\r\n";
        m_write(m_line);
        m_line.clear();
    }

    Write m_write;
    bool m_started = false;
    std::string m_line;
};

} // namespace

std::unique_ptr<RecordWriter> csvWriter(RecordWriter::Write write)
{
    return std::make_unique<CsvWriter>(std::move(write));
}

} // namespace triptych::formats
