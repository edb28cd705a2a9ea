#pragma once
#include "telemetry/ids.h"

#include <QObject>
#include <cstddef>
#include <vector>

namespace triptych::session {

/// The traces that are open beside each other, each once, in the order of their tabs. GUI thread.
class TraceTabs : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<telemetry::TraceId> &all() const { return m_traces; }
    std::size_t current() const { return m_current; }
    /// Goes to the tab of this trace; where it has none, it takes the current one over.
    void show(telemetry::TraceId trace);
    /// A tab right of the current one, which becomes current; a trace that has one already keeps it.
    void add(telemetry::TraceId trace);
    /// Its right neighbour becomes current if it was, or the left one at the end.
    void close(std::size_t index);
    void clear();

Q_SIGNALS:
    void changed();

private:
    std::vector<telemetry::TraceId> m_traces;
    std::size_t m_current = 0;
};

} // namespace triptych::session
