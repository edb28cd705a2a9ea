#pragma once
#include "base/result.h"
#include "telemetry/ids.h"

#include <QObject>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace triptych::session {

/// What a mark stands on.
struct SpanMark {
    telemetry::TraceId trace;
    telemetry::SpanId span;
    bool operator==(const SpanMark &) const = default;
};
/// A trace as a whole.
struct TraceMark {
    telemetry::TraceId trace;
    bool operator==(const TraceMark &) const = default;
};
struct LogMark {
    telemetry::RecordId record = telemetry::RecordId::None;
    bool operator==(const LogMark &) const = default;
};
/// A stretch of a trace's time axis.
struct RangeMark {
    telemetry::TraceId trace;
    telemetry::TimeRange range;
    bool operator==(const RangeMark &) const = default;
};
using MarkTarget = std::variant<SpanMark, LogMark, RangeMark, TraceMark>;

struct Mark {
    MarkTarget target;
    telemetry::Nanos time = 0; ///< of what is marked, for order; ns since the epoch
    std::string note;          ///< plain text, may be empty
};

/// Bookmarks and notes of a session, kept beside the data, never in it. GUI thread.
class Marks : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<Mark> &all() const { return m_marks; } ///< by time
    bool contains(const MarkTarget &target) const { return find(target) != nullptr; }
    std::string note(const MarkTarget &target) const;
    /// Sets or takes away; a mark with a note goes with its note.
    void toggle(const MarkTarget &target, telemetry::Nanos time);
    /// Marks if need be.
    void setNote(const MarkTarget &target, telemetry::Nanos time, const std::string &note);
    void remove(const MarkTarget &target);
    /// Of log lines: their numbers mean something else in other data.
    void removeLogs();
    /// Marks on what kind of thing: LogMark, SpanMark …
    template <typename Kind> std::size_t count() const
    {
        std::size_t marks = 0;
        for (const Mark &mark : m_marks)
            marks += std::holds_alternative<Kind>(mark.target);
        return marks;
    }
    void clear();
    /// The mark after (before) `time`, going round at the end; nothing if there are none.
    std::optional<Mark> next(telemetry::Nanos time) const;
    std::optional<Mark> previous(telemetry::Nanos time) const;

    std::string toJson() const;
    /// Replaces all. Errors: BadInput, and nothing is changed. Marks of unknown kinds are skipped.
    base::Result<void> fromJson(std::string_view json);

Q_SIGNALS:
    void changed();

private:
    const Mark *find(const MarkTarget &target) const;
    void insert(Mark mark);
    std::vector<Mark> m_marks;
};

} // namespace triptych::session
