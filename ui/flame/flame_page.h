#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"
#include "ui/common/page_verbs.h"
#include "ui/flame/flame_merge.h"

#include <QTimer>
#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace triptych::ui {

class ElidedLabel;
class FigureRow;
class FileExport;
class FindBar;
class FlameChips;
class FlatButton;
class FramePane;
class FrameTable;
class KeptContent;
class ProfileView;
class StatePane;

/// All traces that the filter and the range match, merged by path of service and operation: left-heavy, or taken apart
/// at one frame; beside it that frame's figures and
/// examples, and every operation by its share of the weight. Follows the session; merges in the pool, only while it
/// is shown. GUI thread.
class FlamePage : public QWidget, public PageVerbs
{
    Q_OBJECT
public:
    explicit FlamePage(Context &context, QWidget *parent = nullptr);

    void setWeight(analysis::FlameWeight weight);
    const std::shared_ptr<const analysis::FlameProfile> &profile() const { return m_shape.shown; }
    ProfileView &graph() { return *m_graph; }
    ProfileView &callers() { return *m_callers; }
    ProfileView &callees() { return *m_callees; }
    FlameChips &chips() { return *m_chips; }
    FrameTable &table() { return *m_table; }
    /// The graph, over which a failure of its refresh is told.
    KeptContent &kept() { return *m_kept; }
    FileExport &exports() { return *m_export; }

    bool exportData() override;
    bool exportPicture() override;
    enum class Format { Folded, Speedscope, Csv, Json, Svg };
    /// Writes what is shown (filtered, of the chosen weight) in the pool.
    void writeData(const QString &path, Format format);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeBar();
    void addCommands();
    void invalidate();
    void merge();
    void cancel();
    bool keepsGraph() const;
    void showProgress();
    void take(base::Result<std::shared_ptr<const analysis::FlameProfile>> merged);
    void reshape();
    void showShape();
    void showHead();
    void select(ProfileView &view);
    void toFilter(analysis::FlameFilter::Verb verb);
    void find(const QString &text);
    void stepMatch(int by);
    void frameMenu(QPoint globalPos);
    void showMode();
    bool sandwich() const { return m_context.session.flameMode() == session::FlameMode::Sandwich; }
    ProfileView &view() { return sandwich() ? *m_callees : *m_graph; }

    Context &m_context;
    base::LatestJob m_mergeJob, m_shapeJob;
    QTimer m_timer;
    std::shared_ptr<MergeProgress> m_progress;
    std::shared_ptr<const analysis::FlameProfile> m_whole;
    FlameShape m_shape;
    analysis::Frame m_frame; ///< the chosen one; empty: none
    analysis::FlameWeight m_weight = analysis::FlameWeight::Total;
    bool m_stale = true, m_asking = false;

    ElidedLabel *m_title;
    FigureRow *m_figures;
    FlatButton *m_weightButton;
    FlameChips *m_chips;
    FindBar *m_find;
    QStackedWidget *m_body, *m_graphs;
    KeptContent *m_kept; ///< of m_body
    StatePane *m_state, *m_noFrame;
    ProfileView *m_graph, *m_callers, *m_callees;
    QSplitter *m_halves;
    FramePane *m_pane;
    FrameTable *m_table;
    FileExport *m_export;
};

} // namespace triptych::ui
