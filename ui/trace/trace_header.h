#pragma once
#include "ui/trace/trace_state.h"

#include <QWidget>

namespace triptych::ui {

class Chip;
class FlatButton;

/// What, how long, how bad, in one line. GUI thread.
class TraceHeader : public QWidget
{
    Q_OBJECT
public:
    explicit TraceHeader(TraceState &state, QWidget *parent = nullptr);
    QSize sizeHint() const override;

Q_SIGNALS:
    void findRequested();
    void rowsMenuRequested(QPoint globalPos);   ///< what to collapse, what to show
    void exportMenuRequested(QPoint globalPos);
    void skewToggled(bool adjust);
    void clocksRequested();
    void unstackRequested(); ///< linked traces are to go from under this one

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();
    void fill();
    QRect idRect() const;
    int textRight() const;

    TraceState &m_state;
    QString m_service, m_name, m_id, m_when;
    Chip *m_duration, *m_spans, *m_services, *m_errors;
    FlatButton *m_warnings, *m_critical, *m_rows, *m_stacked;
};

} // namespace triptych::ui
