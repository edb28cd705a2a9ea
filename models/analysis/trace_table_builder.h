#pragma once
#include "analysis/trace_table.h"

#include <map>

namespace triptych::analysis
{

/// The steps of TraceTable::build. Each returns false if stopped.
class TraceTableBuilder
{
public:
    TraceTableBuilder(std::shared_ptr<const TraceColumns> columns, std::stop_token stop);
    std::shared_ptr<const TraceTable> build(Skew skew, std::span<const ClockSetting> clocks);

private:
    bool resolveParents();
    bool breakCycles();
    void breakCycleAt(std::uint32_t node);
    void takeSettings(std::span<const ClockSetting> clocks);
    void addPlaceholders();
    void collectChildren();
    bool walkTopDown(Skew skew);
    void place(std::uint32_t node, std::uint32_t parent, Skew skew);
    void finishPlaceholders();
    bool sortSiblings();
    bool numberPreOrder();
    void measure();
    void warn();

    std::uint64_t clockOf(std::uint32_t node) const;
    bool stopped() const { return m_stop.stop_requested(); }
    /// A start of 0 is unknown, unless the trace's times count from 0 themselves (as in profiles of one program).
    bool timed(std::uint32_t node) const { return m_columns.start[node] != 0 || !m_epochTimes; }

    std::shared_ptr<TraceTable> m_table;
    TraceTable &t;
    const TraceColumns &m_columns;
    std::stop_token m_stop;
    bool m_epochTimes = false;
    std::vector<Nanos> m_delta;         // per node: how far its clock is moved
    std::vector<std::uint64_t> m_clock; // per node: whose clock m_delta belongs to
    std::map<std::uint64_t, Nanos> m_settings; // by clock
    std::map<std::pair<std::int32_t, std::int32_t>, SkewAdjustment> m_moved;
    std::vector<std::string> m_cycleTexts;
    std::uint32_t m_cycles = 0, m_duplicates = 0, m_zeroIds = 0, m_negative = 0, m_untimed = 0;
};

} // namespace triptych::analysis
