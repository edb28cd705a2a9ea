#pragma once
#include "ui/common/context.h"

#include <QTimer>
#include <QWidget>

class QMenu;

namespace triptych::ui {

class FilterBar;
class FlatButton;
class LiveButton;
class Refresher;
class TimeRangeButton;

/// The 48 px bar: back and forward, what is open, the filter, the time range, refresh, and news of imports.
class TopBar : public QWidget
{
    Q_OBJECT
public:
    TopBar(Context &context, Refresher &refresher, QWidget *parent = nullptr);

    FilterBar &filter() { return *m_filter; }
    TimeRangeButton &timeRange() { return *m_range; }
    QMenu &sourceMenu() { return *m_sourceMenu; }
    void setTitle(const QString &title);
    /// Marks the bell: an import ended or lost something since it was last looked at.
    void setNews(bool news);

Q_SIGNALS:
    void newsRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setStops(bool stops);
    Context &m_context;
    FlatButton *m_back, *m_forward, *m_source, *m_refresh, *m_bell;
    QMenu *m_sourceMenu;
    FilterBar *m_filter;
    TimeRangeButton *m_range;
    LiveButton *m_live;
    QTimer m_patience;
    bool m_stops = false;
};

} // namespace triptych::ui
