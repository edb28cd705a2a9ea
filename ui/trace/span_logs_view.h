#pragma once
#include "items/rule_colours.h"
#include "ui/common/context.h"
#include "ui/logs/text_pick.h"
#include "ui/trace/span_logs_model.h"

#include <QListView>
#include <set>

namespace triptych::ui {

/// The list of log lines in tiers. Arrows, pages, Home and End move; everything else is a command of the pane. GUI thread.
class SpanLogsView : public QListView
{
    Q_OBJECT
public:
    SpanLogsView(Context &context, SpanLogsModel &logs, QWidget *parent = nullptr);

    void setMatches(std::vector<bool> rows);  ///< by row, for the find bar
    const std::vector<bool> &matches() const { return m_matches; }
    enum class Way { Forward, Backward };
    void stepMatch(Way way);
    std::size_t matchCount() const;
    int matchNumber() const; ///< of the current row, from 1
    bool isMarked(telemetry::RecordId record) const { return m_marks.contains(record); }
    void showRow(int row);
    void move(int rows);
    void toggleMark();
    void stepMark(Way way);
    void stepLevel(telemetry::Level least, telemetry::Level below, Way way);
    void movePage(double pages);
    void toggleBody();
    /// The number typed before a command ("12g"), once.
    std::optional<int> takeCount();
    void goToLine(int line); ///< from 1, tiers not counted
    /// Which lines are listed: all, marked and found ones, marked ones, found ones.
    enum class Show { All, MarksAndMatches, Marks, Matches };
    Show show() const { return m_show; }
    void cycleShow();
    /// A word of the current line, for find and colour labels.
    void pickWord(Way way);
    QString pickedText() const;
    const TextPick &picked() const { return m_pick; }
    const session::TextLabels &labels() const { return m_labels; }
    items::RuleColouring &colouring() { return m_colours; }

Q_SIGNALS:
    void lineChosen(int row);    ///< clicked or moved to by key
    void lineActivated(int row); ///< double-click
    void lineHovered(int row);   ///< -1: none

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    template <typename Wanted> void step(Way way, Wanted wanted);

    bool isListed(int row) const;
    void applyShow();

    Theme &m_theme;
    session::TextLabels &m_labels;
    items::RuleColouring m_colours;
    SpanLogsModel &m_logs;
    Show m_show = Show::All;
    TextPick m_pick;
    int m_count = 0;
    std::vector<bool> m_matches;
    std::set<telemetry::RecordId> m_marks;
    bool m_byUser = false;
};

} // namespace triptych::ui
