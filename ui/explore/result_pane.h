#pragma once
#include "base/latest_job.h"
#include "items/ways_out.h"
#include "ui/common/context.h"
#include "ui/common/state_pane.h"

#include <QStackedWidget>
#include <QTimer>

namespace triptych::ui {

class KeptContent;

/// Content, or what stands in its place: nothing found (and why, and the way out), searching, failed with Retry. Rows whose
/// question was asked again in vain stay, with the failure over them.
/// A search that takes longer than 300 ms shows itself: as a thin line over older rows, or as a page of its own.
class ResultPane : public QWidget
{
    Q_OBJECT
public:
    /// `noun` and `nouns` say what is searched: "trace", "traces".
    ResultPane(Context &context, telemetry::Table table, QString noun, QString nouns, QWidget *content,
               QWidget *parent = nullptr);

    void setAsking(bool asking, bool hasRows);
    /// Asks the newest question again: for who stopped it.
    void setRetry(std::function<void()> retry) { m_retry = std::move(retry); }
    void showContent();
    void showNothing(const query::Selection &selection);
    void showNoSource();
    void showFailure(const base::Error &error, std::function<void()> retry);
    bool showsContent() const { return m_stack->currentIndex() == 0; }
    StatePane *state() const { return m_state; }
    /// Over rows that stayed.
    class Banner *banner() const;

private:
    void offer(const query::Selection &selection, const items::WaysOut &ways);
    void offerOfServers(const sources::Source &source, const query::Selection &selection);
    void showStopped();
    void showAsking();

    Context &m_context;
    telemetry::Table m_table;
    QString m_noun, m_nouns;
    QStackedWidget *m_stack;
    StatePane *m_state;
    KeptContent *m_kept;
    QTimer m_patience, m_progress;
    bool m_hasRows = false, m_wasAsking = false;
    base::LatestJob m_ways;
    std::function<void()> m_retry;
};

} // namespace triptych::ui
