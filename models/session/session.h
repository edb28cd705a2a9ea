#pragma once
#include "query/selection.h"
#include "session/colour_rules.h"
#include "session/comparison.h"
#include "session/marks.h"
#include "session/text_labels.h"
#include "session/time_window.h"
#include "session/trace_tabs.h"
#include "telemetry/ids.h"

#include <QObject>
#include <optional>

namespace triptych::session {

/// What the window shows, in the order of the rail but for Overview, which stands first there; Flame (all traces that match, merged) and Compare (two sets of them)
/// stand under the rail's Trace.
enum class Page : std::uint8_t { Start, Traces, Trace, Flame, Compare, Logs, Metrics, Map, Boards, Slos, Sql, Overview };

/// How the Flame page shows its set of traces.
enum class FlameMode : std::uint8_t { LeftHeavy, Sandwich };

/// The selected span of the open trace. `record` names the exact stored row where ids repeat.
struct SpanRef {
    telemetry::SpanId span;
    telemetry::RecordId record = telemetry::RecordId::None;
    bool operator==(const SpanRef &) const = default;
};

/// What all views observe: filter, time range, open trace, selection, page, and the way back. A view that wants
/// another view to change changes the session. GUI thread. Changes of one event-loop turn are merged into one history
/// step; setters that change nothing emit nothing.
class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    query::Selection selection() const; ///< filter and range together
    const query::Filter &filter() const;
    void setFilter(const query::Filter &filter);
    /// Adds `key:value` (or its negation) with AND; used by every "Apply as filter". Value is quoted as needed.
    enum class Combine : std::uint8_t { Replace, And, AndNot, Or, Not };
    void applyTag(const std::string &key, const std::string &value, Combine combine);
    std::optional<telemetry::TimeRange> range() const;
    void setRange(std::optional<telemetry::TimeRange> range);
    /// The range of the last `length` before `now`; it moves along with roll() until another range is set.
    void setLast(telemetry::Nanos length, telemetry::Nanos now);
    /// The length of such a range.
    std::optional<telemetry::Nanos> last() const;
    /// Lets such a range end at `now`. No step of its own: what was looked at before the clock moved on is gone.
    void roll(telemetry::Nanos now);

    Page page() const;
    void setPage(Page page);
    FlameMode flameMode() const;
    /// The Flame page in this mode.
    void openFlame(FlameMode mode);

    /// What the Compare page holds against each other; both sides empty until chosen.
    const Comparison &comparison() const;
    void setComparison(const Comparison &comparison);
    /// Page becomes Compare.
    void openComparison(const Comparison &comparison);

    std::optional<telemetry::TraceId> trace() const;
    /// Opens a trace: page becomes Trace, the span selection is set or cleared.
    void openTrace(telemetry::TraceId trace, std::optional<SpanRef> span = std::nullopt);
    /// The same in a tab of its own: the trace that is open stays in its.
    void openTraceBeside(telemetry::TraceId trace, std::optional<SpanRef> span = std::nullopt);
    /// The traces that are open beside each other; the one of now is trace().
    TraceTabs &tabs();
    /// Closes a tab; the one that takes its place opens if it was the current one.
    void closeTab(std::size_t index);
    std::optional<SpanRef> span() const;
    void setSpan(std::optional<SpanRef> span);
    /// The span that a view chose itself when a trace opened: no step of its own, so that Back leaves the trace.
    void settleSpan(SpanRef span);
    std::optional<telemetry::RecordId> log() const;
    void setLog(std::optional<telemetry::RecordId> log);
    /// Span hovered anywhere in the trace page; not in the history.
    std::optional<SpanRef> hovered() const;
    void setHovered(std::optional<SpanRef> span);

    /// Texts that are coloured wherever log lines show them.
    TextLabels &labels();
    /// Filters that colour the records of every view.
    ColourRules &colours();
    /// Traces, spans and lines that were marked to come back to.
    Marks &marks();

    /// Visible time of the open trace, shared by flame graph, waterfall, minimap and logs.
    TimeWindow &window();

    /// Whole view state back to an earlier step and forth (Alt+Left/Right).
    bool canGoBack() const;
    bool canGoForward() const;
    void back();
    void forward();
    /// Everything to the start: a new document was opened.
    void reset();
    /// What is shown now becomes the first step: a new document opened on it, there is no way back before it.
    void beginHere();

Q_SIGNALS:
    void filterChanged();
    void rangeChanged();
    void selectionChanged(); ///< filter or range
    void pageChanged();
    void flameModeChanged();
    void comparisonChanged();
    void traceChanged();
    void spanChanged();
    void logChanged();
    void hoveredChanged();
    void historyChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::session
