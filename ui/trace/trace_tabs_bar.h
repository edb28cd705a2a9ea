#pragma once
#include "ui/common/context.h"

#include <QWidget>
#include <map>

namespace triptych::ui {

class SegmentedTabs;

/// The traces that are open beside each other, over the page; hidden while there is one. Each remembers its selected
/// span. A click goes to a trace, a middle click or the button closes it. GUI thread.
class TraceTabsBar : public QWidget
{
    Q_OBJECT
public:
    explicit TraceTabsBar(Context &context, QWidget *parent = nullptr);
    /// What a trace is called once it is known; before, its id stands.
    void setTitle(telemetry::TraceId trace, const QString &title);
    /// The tab right (1) or left (-1) of the current one, going round.
    void step(int by);
    void closeCurrent();
    SegmentedTabs *tabs() const { return m_tabs; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fill();
    void go(int tab);

    Context &m_context;
    SegmentedTabs *m_tabs;
    std::map<telemetry::TraceId, QString> m_titles;
    std::map<telemetry::TraceId, session::SpanRef> m_spans;
};

} // namespace triptych::ui
