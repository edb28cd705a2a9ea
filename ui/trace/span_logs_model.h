#pragma once
#include "telemetry/answers.h"

#include <QAbstractListModel>
#include <QString>
#include <vector>

namespace triptych::ui {

/// How the times of log lines are written.
enum class LogTimes { Absolute, SinceTrace, SincePrevious };

/// Lines beside a span in labelled tiers, one after the other; a line may be opened into its pretty-printed body.
/// Rows: tier header, line, or one line of an opened body. GUI thread.
class SpanLogsModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    enum class Kind { Tier, Line, Body };
    struct Row {
        Kind kind = Kind::Line;
        std::size_t line = 0; ///< index into lines(); of a tier, its first
        QString text, detail; ///< tier: title and rule; body: the text
        std::size_t count = 0; ///< of a tier
    };
    /// What the views paint; DisplayRole is the same as one plain sentence.
    const Row &row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    const telemetry::MatchedLog &line(std::size_t i) const { return m_lines[i]; }
    const telemetry::MatchedLog *lineAt(int row) const; ///< null of a tier
    std::size_t lineCount() const { return m_lines.size(); }
    int rowOf(telemetry::RecordId record) const;        ///< -1 if it is not here

    /// Lines in the order of their tiers, as Source::logsOf answers; `span` is the selected one.
    void setLines(std::vector<telemetry::MatchedLog> lines, telemetry::SpanId span = {});
    void toggleBody(int row);
    void setTimes(LogTimes times, telemetry::Nanos origin);
    QString timeOf(std::size_t line) const;

    /// The body as a row shows it: of an access log from its request on, as time and service stand before it already.
    static QString shownBody(const telemetry::LogRow &row);
    static QString levelText(const telemetry::LogRow &row); ///< of an access log its status
    static bool isProblem(telemetry::Level level) { return level >= telemetry::Level::Warn; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    void rebuild();
    bool isPlacedHere(const telemetry::MatchedLog &line) const { return !line.placed.empty() && line.placed == m_span; }

    std::vector<telemetry::MatchedLog> m_lines;
    std::vector<Row> m_rows;
    std::vector<telemetry::RecordId> m_open;
    LogTimes m_times = LogTimes::Absolute;
    telemetry::Nanos m_origin = 0;
    telemetry::SpanId m_span;
};

} // namespace triptych::ui
