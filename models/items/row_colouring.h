#pragma once
#include "base/latest_job.h"
#include "session/colour_rules.h"
#include "sources/source.h"

#include <QObject>
#include <map>
#include <memory>
#include <vector>

namespace triptych::items {

/// Which rule colours the rows of a long table of spans or traces: asked, in the pool, of those rows alone that were
/// wanted, and of what is stored. A trace has the colour of the first rule that any of its spans fits. GUI thread.
class RowColouring : public QObject
{
    Q_OBJECT
public:
    RowColouring(base::JobPool &pool, session::ColourRules &rules, QObject *parent = nullptr);

    /// Rows of this source from now on; what was known is forgotten. Null: no rows.
    void setSource(std::shared_ptr<sources::Source> source);
    /// Null: no rule, or not known yet; then it is asked for and changed() follows.
    const session::ColourRule *ofTrace(telemetry::TraceId trace);
    const session::ColourRule *ofSpan(const telemetry::SpanRow &row);
    base::LatestJob &job() { return m_job; }

Q_SIGNALS:
    void changed();

private:
    /// A row; of traces the trace alone.
    struct Row {
        telemetry::TraceId trace;
        telemetry::SpanId span;
        telemetry::RecordId record = telemetry::RecordId::None;
        auto operator<=>(const Row &) const = default;
        bool isTrace() const { return record == telemetry::RecordId::None; }
    };
    using Found = std::map<Row, int>; ///< the rule's number; -1: none

    static Found found(sources::Source &source, const std::vector<session::ColourRule> &rules, const std::vector<Row> &rows, std::stop_token stop);
    const session::ColourRule *of(const Row &row);
    void forget();
    void ask();

    session::ColourRules &m_changed;
    base::LatestJob m_job;
    std::shared_ptr<sources::Source> m_source;
    std::vector<session::ColourRule> m_rules; ///< those that colour anything
    Found m_known;
    std::vector<Row> m_wanted;
    bool m_posted = false;
};

} // namespace triptych::items
