#pragma once
#include "items/logs_model.h"
#include "session/marks.h"

#include <QObject>
#include <set>

namespace triptych::items {

enum class Way { Next, Previous };

/// Where in a list of log lines its matches, errors, warnings and marks stand: ascending rows. Found in the pool when
/// the lines are known; empty until then. GUI thread.
class LogPlaces : public QObject
{
    Q_OBJECT
public:
    using Rows = std::vector<qint64>;
    LogPlaces(base::JobPool &pool, LogsModel &lines, session::Marks &marks, QObject *parent = nullptr);

    /// Finds every line whose text contains `text`, in any case of letters; empty finds nothing.
    void find(const QString &text);
    const QString &text() const { return m_text; }
    bool finding() const { return m_finding.running(); }
    const Rows &matches() const { return m_matches; }
    const Rows &errors() const { return m_errors; }
    const Rows &warnings() const { return m_warnings; }
    const Rows &marks() const { return m_markRows; }
    bool isMarked(telemetry::RecordId record) const { return m_marks.contains(record); }
    void toggleMark(qint64 row);
    void clearMarks();
    /// Lists only lines that are marked or found; matches and marks that come later join, those that go leave.
    using Show = LogsModel::Narrowing::Show;
    Show show() const { return m_show; }
    void setShow(Show show);
    bool hasMarks() const { return !m_marks.empty(); }
    /// Looks for the line of the same trace before or after this one; steppedInTrace follows if there is one. False where
    /// the line names no trace or is not here.
    bool stepInTrace(qint64 from, Way way);
    /// Looks for the first line from this time on (the last line if there is none); foundTime follows.
    void goToTime(telemetry::Nanos time);
    base::LatestJob &findJob() { return m_finding; }
    base::LatestJob &levelJob() { return m_levels; }

Q_SIGNALS:
    void changed();
    void found(); ///< matches are those of text()
    void steppedInTrace(qint64 row);
    void foundTime(qint64 row);

private:
    void linesChanged();
    void narrow();

    Show m_show = Show::All;
    LogsModel &m_lines;
    session::Marks &m_kept;
    base::LatestJob m_finding, m_levels, m_marking, m_tracing, m_timing;
    QString m_text;
    Rows m_matches, m_errors, m_warnings, m_markRows;
    std::set<telemetry::RecordId> m_marks;
};

/// The next of ascending `rows` after (or before) `from`, from the other end if there is none; -1 if rows is empty.
qint64 stepIn(const LogPlaces::Rows &rows, qint64 from, Way way);

} // namespace triptych::items
