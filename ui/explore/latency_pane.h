#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"
#include "ui/explore/scatter_canvas.h"

#include <QWidget>
#include <functional>
#include <vector>

namespace triptych::ui {

class FlatButton;
class PaneHeader;
class ResultPane;

/// How slow the matching traces are: the scatter with its title, and the verbs that a selected rectangle offers.
class LatencyPane : public QWidget
{
    Q_OBJECT
public:
    explicit LatencyPane(Context &context, QWidget *parent = nullptr);
    ScatterCanvas *canvas() const { return m_canvas; }

Q_SIGNALS:
    /// What tells the selected traces from the others?
    void differenceAsked(const telemetry::TraceBox &box);
    /// The time axis over all points again.
    void wholeWanted();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void askWhenVisible();
    void offer(const ScatterRange &range);
    void menu(QPoint globalPos);
    struct Verb {
        QString text;
        std::function<void()> run;
    };
    /// What can be done with the traces of a rectangle, the usual one first.
    std::vector<Verb> verbsOf(const ScatterRange &range);
    void filterBy(const ScatterRange &range);
    void openSlowest(const ScatterRange &range);

    Context &m_context;
    PaneHeader *m_header;
    ScatterCanvas *m_canvas;
    QWidget *m_verbs;
    base::LatestJob m_job;
    bool m_stale = true;
};

/// The filter's words for the durations of a rectangle: `duration:>=250ms`, `duration:[1ms TO 3ms]`; empty where it
/// spans all of them.
std::string durationFilter(const ScatterRange &range);

} // namespace triptych::ui
