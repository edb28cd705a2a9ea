#pragma once
#include "base/latest_job.h"
#include "items/records_model.h"
#include "ui/common/context.h"

#include <QWidget>

class QStackedWidget;

namespace triptych::ui {

class DataTable;
class RecordDelegate;
class StatePane;
class TextLabel;

/// The selected span as each input brought it, side by side. Asked for when first shown. GUI thread.
class RecordsView : public QWidget
{
    Q_OBJECT
public:
    explicit RecordsView(Context &context, QWidget *parent = nullptr);
    /// Nothing: no span, or one that a single input brought.
    void setSpan(const std::optional<telemetry::SpanRow> &span);
    const items::RecordsModel &model() const { return *m_model; }
    DataTable *table() const { return m_table; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void take(std::shared_ptr<const items::SpanRecords> records);
    void fitRows();

    Context &m_context;
    base::LatestJob m_job;
    std::optional<telemetry::SpanRow> m_span;
    bool m_stale = false;
    items::RecordsModel *m_model;
    QStackedWidget *m_stack;
    StatePane *m_state;
    TextLabel *m_line;
    DataTable *m_table;
    RecordDelegate *m_delegate;
};

} // namespace triptych::ui
