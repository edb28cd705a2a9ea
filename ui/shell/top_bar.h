#pragma once
#include "ui/common/context.h"

#include <QWidget>

class QMenu;

namespace triptych::ui {

class FilterBar;
class FlatButton;
class TimeRangeButton;

/// The 48 px bar: back and forward, what is open, the filter, the time range, refresh, and news of imports.
class TopBar : public QWidget
{
    Q_OBJECT
public:
    explicit TopBar(Context &context, QWidget *parent = nullptr);

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
    Context &m_context;
    FlatButton *m_back, *m_forward, *m_source, *m_refresh, *m_bell;
    QMenu *m_sourceMenu;
    FilterBar *m_filter;
    TimeRangeButton *m_range;
};

} // namespace triptych::ui
