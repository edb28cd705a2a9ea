#pragma once
#include "base/latest_job.h"
#include "scene/service_map.h"
#include "ui/common/context.h"
#include "ui/common/file_export.h"

#include <QTimer>
#include <QWidget>

class QStackedWidget;

namespace triptych::ui {

class FindBar;
class FlatButton;
class KeptContent;
class MapCanvas;
class MapSide;
class PaneHeader;
class StatePane;

/// The service map of all traces that match, or of the open trace. GUI thread; counted and laid out in the pool.
class MapPage : public QWidget
{
    Q_OBJECT
public:
    explicit MapPage(Context &context, QWidget *parent = nullptr);

    MapCanvas *canvas() const { return m_canvas; }
    MapSide *side() const { return m_side; }
    StatePane *state() const { return m_state; }
    FindBar *findBar() const { return m_find; }
    /// The map, over which a failure of its refresh is told.
    KeptContent *kept() const { return m_kept; }
    enum class Reach : std::uint8_t { Set, Trace };
    void setReach(Reach reach);
    /// A tag whose values stand in place of services; empty: services.
    void groupBy(const QString &key);
    /// A picture or a table by the ending of `path`; exports() tells when it is written.
    void writeTo(const QString &path);
    FileExport &exports() const { return *m_export; }

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildHeader(PaneHeader &header);
    void addCommands();
    void askWhenVisible();
    void ask();
    void stop();
    void take(base::Result<std::shared_ptr<const scene::ServiceMap>> answer);
    void showDetail();
    void showFindCount();
    void addFind();
    void chooseFile(const QString &ending);
    FileExport::Write writing(const QString &path) const;

    Context &m_context;
    base::LatestJob m_job;
    std::shared_ptr<base::Progress> m_progress;
    QTimer m_clock;
    PaneHeader *m_header;
    FindBar *m_find;
    FlatButton *m_trace = nullptr, *m_group = nullptr, *m_rare = nullptr;
    QStackedWidget *m_stack;
    KeptContent *m_kept; ///< of m_stack
    MapCanvas *m_canvas;
    MapSide *m_side;
    StatePane *m_state;
    FileExport *m_export;
    QString m_groupKey;
    Reach m_reach = Reach::Set;
    bool m_stale = true, m_asking = false, m_allEdges = false;
};

} // namespace triptych::ui
