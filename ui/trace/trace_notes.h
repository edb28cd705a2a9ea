#pragma once
#include "session/marks.h"
#include "ui/common/context.h"

#include <QObject>
#include <vector>

namespace triptych::ui {

/// Notes on the time axis of one trace, remembered by the trace's id, never in the data. GUI thread.
class TraceNotes : public QObject
{
    Q_OBJECT
public:
    explicit TraceNotes(Context &context, QObject *parent = nullptr);

    struct Note {
        telemetry::TimeRange range;
        QString text;
    };
    /// Reads those of another trace; an empty id: none.
    void setTrace(telemetry::TraceId trace);
    std::vector<Note> all() const; ///< by their beginning
    QString note(telemetry::TimeRange range) const;
    /// An empty text takes the note away.
    void setNote(telemetry::TimeRange range, const QString &text);

Q_SIGNALS:
    void changed();

private:
    QString key() const;

    Context &m_context;
    telemetry::TraceId m_trace;
    session::Marks m_marks;
};

} // namespace triptych::ui
