#pragma once
#include "analysis/flame_filter.h"
#include "base/latest_job.h"
#include "ui/common/context.h"
#include "ui/common/file_export.h"
#include "ui/compare/compared_sets.h"

#include <QTimer>
#include <QWidget>

class QMenu;
class QStackedWidget;

namespace triptych::items {
class ChangesModel;
}

namespace triptych::ui {

class AlignedView;
class DataTable;
class DiffView;
class FindBar;
class FlameTabs;
class FlatButton;
class PaneHeader;
class ComparedFramePane;
class NewPatternsPane;
class SideCard;
class StatePane;
class TableFind;

/// Two sets of traces held against each other: figures, differential flame graph, what grew and what shrank, and the
/// chosen frame. Follows the session's comparison; merges in the pool. GUI thread.
class ComparePage : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePage(Context &context, QWidget *parent = nullptr);
    SideCard *card(session::Side side) const { return m_cards[static_cast<int>(side)]; }
    DiffView *view() const { return m_view; }
    items::ChangesModel *changes() const { return m_changes; }
    DataTable *table() const { return m_table; }
    /// Where both sides are one trace each, they stand span by span in place of the table.
    AlignedView *aligned() const { return m_aligned; }
    NewPatternsPane *newPatterns() const { return m_newPatterns; }
    FindBar *findBar() const { return m_findBar; }
    void setPerTrace(bool perTrace);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void addCommands();
    void follow();
    void ask();
    void take(std::shared_ptr<const ComparedSets> sets);
    void layOut();
    void showProgress();
    void showNode(std::uint32_t node);
    void frameMenu(std::uint32_t node, QPoint at);
    void sideMenu(session::Side side);
    void splitBy(const std::string &key);
    void previousPeriod();
    void setSide(session::Side side, const query::Selection &selection);
    void showChips();
    void exportTable();
    QString figureText(double value) const;

    Context &m_context;
    SideCard *m_cards[2];
    FlameTabs *m_tabs = nullptr;
    QStackedWidget *m_stack;
    StatePane *m_state;
    DiffView *m_view;
    DataTable *m_table;
    AlignedView *m_aligned;
    PaneHeader *m_lowerHeader;
    QStackedWidget *m_lower;
    FindBar *m_findBar;
    TableFind *m_find;
    QTimer m_timer;
    std::shared_ptr<MergeProgress> m_progress;
    ComparedFramePane *m_frame;
    NewPatternsPane *m_newPatterns;
    QWidget *m_chips;
    FlatButton *m_weightButton, *m_perTraceButton, *m_absoluteButton;
    items::ChangesModel *m_changes;
    base::LatestJob m_job, m_layoutJob, m_splitJob;
    FileExport *m_export;
    std::shared_ptr<const ComparedSets> m_sets;
    analysis::FlameFilter m_filter;
    analysis::FlameWeight m_weight = analysis::FlameWeight::Total;
    bool m_perTrace = true, m_stale = true;
};

} // namespace triptych::ui
