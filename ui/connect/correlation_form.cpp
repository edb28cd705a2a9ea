#include "ui/connect/correlation_form.h"

#include "ui/common/text_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kMostSeconds = 86'400, kCorrelationFormStep = 60;
}

CorrelationForm::CorrelationForm(Theme &theme, const QVector<ServerKind> &kinds, QWidget *parent)
    : QWidget(parent), m_logs(new QComboBox), m_trace(new QLineEdit), m_span(new QLineEdit), m_slack(new QSpinBox)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    auto *rule = new TextLabel(theme, tr("A log line belongs to a span by its trace id: as a field first, then anywhere in the line, in any spelling."), theme.small(), Role::TextSecondary);
    rule->setWordWrap(true);
    column->addWidget(rule);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(metrics::kGrid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    column->addLayout(form);
    m_logs->addItem(tr("every source that holds logs"), QString());
    for (const ServerKind &kind : kinds)
        m_logs->addItem(tr("%1 alone").arg(kind.title), kind.name);
    m_logs->setAccessibleName(tr("Which source is asked for the logs of a trace"));
    form->addRow(tr("Logs from"), m_logs);
    auto *fields = new QHBoxLayout;
    m_trace->setPlaceholderText(tr("trace_id and other usual names"));
    m_trace->setAccessibleName(tr("Field that names the trace"));
    m_span->setPlaceholderText(tr("span_id and other usual names"));
    m_span->setAccessibleName(tr("Field that names the span"));
    m_trace->setFont(theme.mono());
    m_span->setFont(theme.mono());
    fields->addWidget(m_trace, 1);
    fields->addWidget(new QLabel(tr("span in")));
    fields->addWidget(m_span, 1);
    form->addRow(tr("Trace in"), fields);
    m_slack->setRange(0, kMostSeconds);
    m_slack->setSingleStep(kCorrelationFormStep);
    m_slack->setSuffix(tr(" s before and after the trace"));
    m_slack->setAccessibleName(tr("How far off a line's time may be"));
    form->addRow(tr("Looked for"), m_slack);
    const auto told = [this] {
        if (!m_setting)
            Q_EMIT changed();
    };
    connect(m_logs, &QComboBox::currentIndexChanged, this, told);
    connect(m_trace, &QLineEdit::textChanged, this, told);
    connect(m_span, &QLineEdit::textChanged, this, told);
    connect(m_slack, &QSpinBox::valueChanged, this, told);
    setCorrelation({});
}

ConnectionForm::Correlation CorrelationForm::correlation() const
{
    return {m_logs->currentData().toString(), m_trace->text().trimmed(), m_span->text().trimmed(), m_slack->value()};
}

void CorrelationForm::setCorrelation(const ConnectionForm::Correlation &correlation)
{
    m_setting = true;
    m_logs->setCurrentIndex(std::max(0, m_logs->findData(correlation.logs)));
    m_trace->setText(correlation.traceField);
    m_span->setText(correlation.spanField);
    m_slack->setValue(correlation.slackSeconds);
    m_setting = false;
}

} // namespace triptych::ui
