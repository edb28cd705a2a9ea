#include "ui/trace/records_view.h"

#include "items/cell_text.h"
#include "ui/common/state_pane.h"
#include "ui/common/text_label.h"
#include "ui/explore/data_table.h"
#include "ui/trace/record_delegate.h"

#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

RecordsView::RecordsView(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_model(new items::RecordsModel(this)), m_stack(new QStackedWidget),
      m_state(new StatePane(context.theme)), m_line(new TextLabel(context.theme, {}, context.theme.small(), Role::TextSecondary)),
      m_table(new DataTable(context, [](int) { return false; })), m_delegate(new RecordDelegate(context.theme, m_table))
{
    context.workspace.busy().watch(m_job);
    m_table->setAccessibleName(tr("The span as each input brought it"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this, &RecordsView::fitRows, Qt::QueuedConnection);
    m_table->setWidths([this] {
        std::vector<DataTable::Width> widths{{150, 240}};
        widths.resize(static_cast<std::size_t>(std::max(1, m_model->columnCount())), {110, 190, true});
        return widths;
    });
    m_line->setContentsMargins(metrics::kMargin, metrics::kGrid, metrics::kMargin, metrics::kGrid);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);
    column->addWidget(m_table, 1);
    m_stack->addWidget(m_state);
    m_stack->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setFocusProxy(m_table);
}

void RecordsView::setSpan(const std::optional<telemetry::SpanRow> &span)
{
    if (span && m_span && span->record == m_span->record)
        return;
    m_job.cancel();
    m_span = span;
    m_stale = true;
    if (isVisible())
        ask();
}

void RecordsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void RecordsView::ask()
{
    m_stale = false;
    m_model->setRecords(nullptr);
    m_stack->setCurrentWidget(m_state);
    const auto source = m_context.workspace.source();
    if (!m_span || !source)
        return m_state->showEmpty(tr("One input alone brought this span"), {});
    m_state->showLoading(tr("Holding the records together"), {}, [this] {
        m_job.cancel();
        m_state->showEmpty(tr("Stopped"), {}, {{tr("Ask again"), [this] { ask(); }}});
    });
    using Answer = base::Result<std::shared_ptr<const items::SpanRecords>>;
    m_job.start(
        [source, span = *m_span](std::stop_token stop) -> Answer {
            auto records = items::recordsOfSpan(*source, span, stop);
            if (!records)
                return records.error();
            return std::make_shared<const items::SpanRecords>(std::move(*records));
        },
        [this](Answer answer) {
            if (answer)
                take(std::move(*answer));
            else if (answer.error().kind != base::ErrorKind::Stopped)
                m_state->showError(answer.error(), [this] { ask(); });
        });
}

void RecordsView::take(std::shared_ptr<const items::SpanRecords> records)
{
    const std::size_t differing = records->differing(), all = records->facts.size();
    if (records->inputs.size() < 2)
        return m_state->showEmpty(tr("The same record"), tr("Every input brought this span word for word alike."));
    m_line->setText(differing == 0 ? tr("%1 records, all values the same").arg(records->inputs.size())
                                   : tr("%1 records: %2 of %3 values differ").arg(items::countText(records->inputs.size()), items::countText(differing), items::countText(all)));
    m_model->setRecords(std::move(records));
    m_stack->setCurrentIndex(1);
    fitRows();
}

void RecordsView::fitRows()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        int high = 0;
        for (int column = 0; column < m_model->columnCount(); ++column)
            high = std::max(high, m_delegate->heightFor(m_model->index(row, column), m_table->columnWidth(column)));
        if (m_table->rowHeight(row) != high)
            m_table->setRowHeight(row, high);
    }
}

} // namespace triptych::ui
