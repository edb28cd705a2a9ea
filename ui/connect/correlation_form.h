#pragma once
#include "ui/connect/connection_form.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace triptych::ui {

/// How the log lines of a system are found for its spans: which server is asked, which field names the trace and the span,
/// and how far off the clocks may be.
class CorrelationForm : public QWidget
{
    Q_OBJECT
public:
    /// `kinds`: of servers that hold logs.
    CorrelationForm(Theme &theme, const QVector<ServerKind> &kinds, QWidget *parent = nullptr);

    ConnectionForm::Correlation correlation() const;
    void setCorrelation(const ConnectionForm::Correlation &correlation);

Q_SIGNALS:
    void changed(); ///< by the user

private:
    QComboBox *m_logs;
    QLineEdit *m_trace, *m_span;
    QSpinBox *m_slack;
    bool m_setting = false;
};

} // namespace triptych::ui
