#pragma once
#include "analysis/failing_patterns.h"
#include "base/progress.h"
#include "query/selection.h"
#include "sources/source.h"

#include <QAbstractListModel>

namespace triptych::items {

/// What a list of log patterns shows: all lines by frequency, or what failing traces have more often.
enum class PatternQuestion : std::uint8_t { All, Failing };

/// The patterns of a selection. A finished value that crosses threads.
struct PatternAnswer {
    PatternQuestion question = PatternQuestion::All;
    std::vector<analysis::FailingPattern> patterns; ///< of PatternQuestion::All only `pattern` is set
    std::uint64_t lines = 0;                        ///< read
    std::uint64_t failingTraces = 0, passingTraces = 0;
    telemetry::Nanos binsFrom = 0, binWidth = 0; ///< of LogPattern::bins
};
base::Result<PatternAnswer> findPatterns(sources::Source &source, const query::Selection &selection, PatternQuestion question,
                                         base::Progress *progress, std::stop_token stop);
/// The patterns of lines that are here already, each with its first line as example.
PatternAnswer patternsOf(const std::vector<telemetry::LogRow> &lines);
/// The filter's term for lines like this one, and its negation; the filter joined with it.
query::Filter withPattern(const query::Filter &filter, const std::string &pattern, bool excluded);
/// The pattern that a single line shows.
std::string patternOfLine(std::string_view body);

/// Patterns by row. GUI thread.
class PatternList : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void set(PatternAnswer answer);
    const PatternAnswer &answer() const { return m_answer; }
    const analysis::FailingPattern &at(int row) const { return m_answer.patterns[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override; ///< DisplayRole: the pattern; AccessibleTextRole: with figures
    QString figures(int row) const;                                   ///< `1,842`, `in 12 of 40 failing, 1 of 300 passing traces`

private:
    PatternAnswer m_answer;
};

} // namespace triptych::items
