#pragma once
#include "ingest/demo/text.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::ingest::demo {

/// Lines of one text file, made in any order and written in order of time, as a real log has them.
class TimedLines
{
public:
    /// Begins a line; the caller appends to the text and ends it.
    std::string &begin(Nanos time)
    {
        m_lines.push_back({time, static_cast<std::uint32_t>(m_text.size()), 0});
        return m_text;
    }
    void end()
    {
        m_text += '\n';
        m_lines.back().length = static_cast<std::uint32_t>(m_text.size()) - m_lines.back().from;
    }
    bool empty() const { return m_lines.empty(); }
    std::size_t count() const { return m_lines.size(); }
    std::string take()
    {
        std::stable_sort(m_lines.begin(), m_lines.end(), [](const Line &a, const Line &b) { return a.time < b.time; });
        std::string out;
        out.reserve(m_text.size());
        for (const Line &line : m_lines)
            out.append(m_text, line.from, line.length);
        m_lines.clear();
        m_text = {};
        return out;
    }

private:
    struct Line {
        Nanos time;
        std::uint32_t from, length;
    };
    std::string m_text;
    std::vector<Line> m_lines;
};

/// OTLP JSON lines as the collector's file exporter writes them: records gather by pod and leave in small batches.
class OtlpLines
{
public:
    OtlpLines(std::string_view resources, std::string_view scopes, std::string_view records)
        : m_resources(resources), m_scopes(scopes), m_records(records)
    {
    }
    std::string &begin(std::size_t pod)
    {
        if (pod >= m_pending.size())
            m_pending.resize(pod + 1);
        Pending &pending = m_pending[pod];
        if (!pending.text.empty())
            pending.text += ',';
        ++pending.count;
        return pending.text;
    }
    /// Ends the record; a batch of 96 leaves.
    void end(std::size_t pod, const std::string &resource, std::string_view scope)
    {
        if (m_pending[pod].count >= 96)
            flush(pod, resource, scope);
    }
    void flush(std::size_t pod, const std::string &resource, std::string_view scope)
    {
        if (pod >= m_pending.size() || m_pending[pod].count == 0)
            return;
        m_out += "{\"" + m_resources + "\":[{\"resource\":" + resource + ",\"" + m_scopes + "\":[{\"scope\":{\"name\":\"";
        m_out += scope;
        m_out += "\"},\"" + m_records + "\":[";
        m_out += m_pending[pod].text;
        m_out += "]}]}]}\n";
        m_pending[pod] = {};
    }
    std::size_t pods() const { return m_pending.size(); }
    std::string take() { return std::move(m_out); }

private:
    struct Pending {
        std::string text;
        int count = 0;
    };
    std::string m_resources, m_scopes, m_records, m_out;
    std::vector<Pending> m_pending;
};

} // namespace triptych::ingest::demo
