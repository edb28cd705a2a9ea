#include "ui/trace/trace_notes.h"

#include "items/cell_text.h"

namespace triptych::ui {

TraceNotes::TraceNotes(Context &context, QObject *parent) : QObject(parent), m_context(context)
{
    connect(&m_marks, &session::Marks::changed, this, &TraceNotes::changed);
}

QString TraceNotes::key() const
{
    return QStringLiteral("notes/") + QString::fromStdString(hex(m_trace));
}

void TraceNotes::setTrace(telemetry::TraceId trace)
{
    if (m_trace == trace)
        return;
    m_trace = trace;
    const std::string kept = trace.empty() ? std::string() : m_context.preferences.value(key()).toString().toStdString();
    if (kept.empty() || !m_marks.fromJson(kept))
        m_marks.clear();
}

std::vector<TraceNotes::Note> TraceNotes::all() const
{
    std::vector<Note> out;
    for (const session::Mark &mark : m_marks.all())
        if (const auto *range = std::get_if<session::RangeMark>(&mark.target))
            out.push_back({range->range, items::textOf(mark.note)});
    return out;
}

QString TraceNotes::note(telemetry::TimeRange range) const
{
    return items::textOf(m_marks.note(session::RangeMark{m_trace, range}));
}

void TraceNotes::setNote(telemetry::TimeRange range, const QString &text)
{
    if (m_trace.empty())
        return;
    const session::RangeMark mark{m_trace, range};
    if (text.trimmed().isEmpty())
        m_marks.remove(mark);
    else
        m_marks.setNote(mark, range.from, text.trimmed().toStdString());
    if (m_marks.all().empty())
        m_context.preferences.remove(key());
    else
        m_context.preferences.set(key(), QString::fromStdString(m_marks.toJson()));
}

} // namespace triptych::ui
