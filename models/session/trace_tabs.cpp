#include "session/trace_tabs.h"

#include <algorithm>

namespace triptych::session {

void TraceTabs::show(telemetry::TraceId trace)
{
    const auto at = std::find(m_traces.begin(), m_traces.end(), trace);
    if (at != m_traces.end())
        m_current = static_cast<std::size_t>(at - m_traces.begin());
    else if (m_traces.empty())
        m_traces.push_back(trace);
    else
        m_traces[m_current] = trace;
    Q_EMIT changed();
}

void TraceTabs::add(telemetry::TraceId trace)
{
    if (!m_traces.empty() && std::find(m_traces.begin(), m_traces.end(), trace) == m_traces.end()) {
        ++m_current;
        m_traces.insert(m_traces.begin() + static_cast<std::ptrdiff_t>(m_current), trace);
    }
    show(trace);
}

void TraceTabs::close(std::size_t index)
{
    if (index >= m_traces.size())
        return;
    m_traces.erase(m_traces.begin() + static_cast<std::ptrdiff_t>(index));
    if (index < m_current || (m_current > 0 && m_current == m_traces.size()))
        --m_current;
    Q_EMIT changed();
}

void TraceTabs::clear()
{
    m_traces.clear();
    m_current = 0;
    Q_EMIT changed();
}

} // namespace triptych::session
