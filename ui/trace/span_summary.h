#pragma once
#include "ui/trace/trace_state.h"

#include <QWidget>

namespace triptych::ui {

/// What the selected span is and how long it took, against how long it usually takes; of a failed one, why; of a row that
/// stands for repeated siblings, their figures. GUI thread.
class SpanSummary : public QWidget
{
    Q_OBJECT
public:
    explicit SpanSummary(TraceState &state, QWidget *parent = nullptr);
    /// `details` null while they are on their way: the usual duration is then left out.
    void show(SpanIndex span, const telemetry::SpanDetails *details);
    QSize sizeHint() const override;
    const QString &failure() const { return m_failure; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showRepeats(SpanIndex span, const analysis::RepeatFigures &repeats);
    void announce();
    struct Figure {
        QString label, value, extra;
        Role extraRole = Role::TextSecondary;
    };
    void paintFigures(QPainter &painter) const;

    TraceState &m_state;
    QString m_service, m_title, m_subtitle, m_problem, m_failure;
    QVector<Figure> m_figures;
};

} // namespace triptych::ui
