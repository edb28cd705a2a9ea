#pragma once
#include "ui/theme/theme.h"
#include "ui/trace/span_logs_model.h"

#include <QListView>
#include <set>

namespace triptych::ui {

/// The list of log lines in tiers. Keys of the log pane: j k, arrows, Space, g G, Home End, Ctrl+D Ctrl+U half a page,
/// e w (Shift: back) next error or warning, m [ ] marks, n N next match, P pretty body, Shift+T times, Enter. GUI thread.
class SpanLogsView : public QListView
{
    Q_OBJECT
public:
    SpanLogsView(Theme &theme, SpanLogsModel &logs, QWidget *parent = nullptr);

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

Q_SIGNALS:
    void lineChosen(int row);    ///< clicked or moved to by key
    void lineActivated(int row); ///< Enter, double-click
    void lineHovered(int row);   ///< -1: none
    void timesCycled();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    template <typename Wanted> void step(Way way, Wanted wanted);

    Theme &m_theme;
    SpanLogsModel &m_logs;
    std::vector<bool> m_matches;
    std::set<telemetry::RecordId> m_marks;
    bool m_byUser = false;
};

} // namespace triptych::ui
