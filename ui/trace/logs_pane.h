#pragma once
#include "base/latest_job.h"
#include "items/pattern_list.h"
#include "ui/trace/span_logs_model.h"
#include "ui/trace/trace_state.h"

#include <QWidget>

class QListView;
class QStackedWidget;

namespace triptych::ui {

class Chip;
class FindBar;
class FlatButton;
class SpanLogsView;
class StatePane;

/// The logs beside the selected span, in tiers that say which rule matched. Pointing at a line marks its time in the
/// canvases; choosing it selects its span. GUI thread.
class LogsPane : public QWidget
{
    Q_OBJECT
public:
    explicit LogsPane(TraceState &state, QWidget *parent = nullptr);

    enum class Reach { Span, Trace, Nearby };
    void setReach(Reach reach);
    void cycleReach();
    void focusLines();
    SpanLogsView &view() { return *m_view; }
    SpanLogsModel &logs() { return m_logs; }
    QListView *patterns() { return m_patternView; }
    /// The lines, or what they have in common.
    enum class Shape : std::uint8_t { Lines, Patterns };
    void setShape(Shape shape);

Q_SIGNALS:
    void spanRequested(); ///< Enter on a line: its span has been selected, show it

private:
    void load();
    /// Lines in the order of their tiers, and their patterns.
    struct Tiers {
        std::vector<telemetry::MatchedLog> lines;
        items::PatternAnswer patterns;
    };
    static Tiers tiersOf(std::vector<telemetry::MatchedLog> lines, telemetry::SpanId span, bool spanOnly);
    void takeLines(Tiers tiers, telemetry::SpanId span);
    void showShape();
    void showExample(int row);
    QListView *makePatternView();
    void choose(int row);
    void hover(int row);
    void markChosen();
    void find(const QString &text);
    void openFind();
    FlatButton *addReach(const QString &text, Reach reach);
    void addCommands();
    void findPicked();

    TraceState &m_state;
    base::LatestJob m_job;
    SpanLogsModel m_logs;
    Chip *m_count;
    std::vector<FlatButton *> m_reachButtons;
    FindBar *m_find;
    QStackedWidget *m_stack;
    StatePane *m_nothing;
    SpanLogsView *m_view;
    items::PatternList m_patterns;
    QListView *m_patternView;
    FlatButton *m_shapeButton;
    Shape m_shape = Shape::Lines;
    Reach m_reach = Reach::Trace;
    LogTimes m_times = LogTimes::Absolute;
    telemetry::RecordId m_chosen = telemetry::RecordId::None;
};

} // namespace triptych::ui
