#pragma once
#include "explore_fixture.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/waterfall_view.h"

#include <QSignalSpy>
#include <QTest>

namespace triptych::tests {

/// A trace page over a FakeSource, as the composition would make it.
struct TracePageFixture : ExploreFixture<ui::TracePage> {
    explicit TracePageFixture(ui::Theme::Mode mode = ui::Theme::Mode::Light)
    {
        theme.setMode(mode);
        page = std::make_unique<ui::TracePage>(context);
        page->resize(1540, 900);
    }

    /// Shows the page and opens the trace of the source, or whichever is given. False if it never got there.
    bool open(TraceId trace = FakeSource::kTrace)
    {
        workspace.setSource(source);
        QSignalSpy loaded(page.get(), &ui::TracePage::loaded);
        page->show();
        if (!QTest::qWaitForWindowActive(page.get()))
            return false;
        session.openTrace(trace);
        return !loaded.isEmpty() || loaded.wait(5000);
    }
};

/// Tree rows as indented text.
inline QString treeText(const ui::TraceState &state)
{
    QString text;
    for (std::int64_t row = 0; row < state.rows().rowCount(); ++row) {
        const telemetry::SpanIndex span = state.rows().at(row);
        text += QString(int(state.document()->table->indent(span)) * 2, u' ') + state.nameOf(span) + u'\n';
    }
    return text;
}

inline telemetry::SpanIndex indexOf(const TracePageFixture &f, telemetry::SpanId id)
{
    return f.page->state().document()->find(id);
}

inline void clickRow(TracePageFixture &f, telemetry::SpanId id)
{
    const QRect row = f.page->waterfall().rowRect(indexOf(f, id));
    QTest::mouseClick(f.page->waterfall().viewport(), Qt::LeftButton, {}, QPoint(120, row.center().y()));
}

} // namespace triptych::tests
