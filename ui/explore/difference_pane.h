#pragma once
#include "analysis/tag_comparison.h"
#include "base/latest_job.h"
#include "ui/common/context.h"

#include <QWidget>

class QListView;
class QStackedWidget;
class QStandardItemModel;

namespace triptych::ui {

class PaneHeader;
class StatePane;

/// "What is different": values of every tag, ranked by how differently the selected traces (B) and the others (A) hold
/// them. A click, or Enter, filters by one. Hidden until asked. GUI thread.
class DifferencePane : public QWidget
{
    Q_OBJECT
public:
    explicit DifferencePane(Context &context, QWidget *parent = nullptr);
    /// Compares the traces of the session's selection inside the box with those outside, and shows itself.
    void compare(const telemetry::TraceBox &box);
    QListView *list() const { return m_list; }

private:
    struct Answer {
        std::uint64_t selected = 0, others = 0;
        std::vector<analysis::TagDifference> differences;
        std::vector<std::string> leftOut;
    };
    void take(const Answer &answer);
    void open(const QModelIndex &index);
    void openMenu(QPoint at);

    Context &m_context;
    PaneHeader *m_header;
    QStackedWidget *m_stack;
    StatePane *m_state;
    QListView *m_list;
    QStandardItemModel *m_model;
    base::LatestJob m_job;
};

} // namespace triptych::ui
