#pragma once
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"

#include <QWidget>
#include <vector>

class QAction;
class QSplitter;

namespace triptych::ui {

class TraceClone;
class TracePage;

/// The trace page with its clones under it, their time axes one above the other. What the window asks goes to the one
/// with the focus. GUI thread.
class TraceDesk : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    explicit TraceDesk(Context &context, QWidget *parent = nullptr);

    /// Two beside the original: more would leave none of them room.
    static constexpr std::size_t kMostClones = 2;
    TracePage &original() { return *m_original; }
    const std::vector<TraceClone *> &clones() const { return m_clones; }
    /// Of `pane` alone ("details", "logs"), or of the whole. Null: no trace is open, or there are as many as may be.
    TraceClone *clone(const QString &pane);
    void close(TraceClone *clone);
    TracePage &focused() const;

    Panes *panes() override;
    bool stepRow(int step) override;
    bool stepInTrace(int step) override;
    bool toggleMark() override;
    bool stepMark(int step) override;
    bool goToRow(qint64 row) override;
    bool goesToTimes() const override { return true; }
    bool goToTime(telemetry::Nanos time) override;
    QString currentAsFilter() override;
    bool exportData() override;
    bool exportPicture() override;

Q_SIGNALS:
    /// What the status line says of the trace that is open; empty: none is.
    void factsChanged(const QStringList &facts);

private:
    void addCommands();
    void step();
    void tellFacts();
    TraceClone *focusedClone() const;

    Context &m_context;
    QSplitter *m_split;
    TracePage *m_original;
    std::vector<TraceClone *> m_clones;
};

} // namespace triptych::ui
