#pragma once
#include "base/latest_job.h"
#include "base/result.h"
#include "query/selection.h"
#include "session/colour_rules.h"
#include "sources/source.h"

#include <QObject>
#include <memory>

namespace triptych::items {

/// Which rule colours each of some records. A finished value that crosses threads.
class RuleColours
{
public:
    /// `found`: the records of each rule, in the order of the rules; the first rule that has a record wins it.
    RuleColours(std::vector<session::ColourRule> rules, const std::vector<std::vector<telemetry::RecordId>> &found);
    /// Null: no rule. O(log n).
    const session::ColourRule *ruleOf(telemetry::RecordId record) const;

private:
    std::vector<session::ColourRule> m_rules;
    std::vector<std::pair<telemetry::RecordId, std::uint8_t>> m_of; ///< by record
};

/// Keeps the colours of one list in step with the rules: asks the source for what each rule finds. GUI thread.
class RuleColouring : public QObject
{
    Q_OBJECT
public:
    RuleColouring(base::JobPool &pool, session::ColourRules &rules, QObject *parent = nullptr);

    /// Of the log lines of a selection.
    void askLogs(std::shared_ptr<sources::Source> source, const query::Selection &selection);
    /// Of the spans of a trace.
    void askSpans(std::shared_ptr<sources::Source> source, telemetry::TraceId trace);
    const session::ColourRule *ruleOf(telemetry::RecordId record) const { return m_colours ? m_colours->ruleOf(record) : nullptr; }
    base::LatestJob &job() { return m_job; }

Q_SIGNALS:
    void changed();

private:
    void ask();

    session::ColourRules &m_rules;
    base::LatestJob m_job;
    std::shared_ptr<sources::Source> m_source;
    query::Selection m_selection;
    telemetry::Table m_table = telemetry::Table::Logs;
    std::shared_ptr<const RuleColours> m_colours;
};

} // namespace triptych::items
