#pragma once
#include "analysis/flame_filter.h"
#include "scene/flame_scene.h"
#include "ui/canvas/flame_gestures.h"
#include "ui/canvas/label_cache.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <memory>

namespace triptych::ui {

/// A merged profile as flame graph: left-heavy, no time axis. Click selects a frame, double-click zooms to it, Ctrl+wheel
/// zooms about the pointer, a drag pans both ways, Esc or 0 shows all, Alt+Left what was shown before. Arrows walk the
/// frames. GUI thread.
class ProfileView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class Root { Above, Below }; ///< Below: callers stand over the frame
    explicit ProfileView(Theme &theme, Root root, QWidget *parent = nullptr);

    void setProfile(std::shared_ptr<const analysis::FlameProfile> profile, analysis::FlameWeight weight);
    void setWeight(analysis::FlameWeight weight);
    void flip();
    analysis::FlameNodeIndex current() const { return m_current; }
    /// Marks every frame of this service and operation.
    void setCurrentFrame(analysis::FrameIndex frame);
    const analysis::FlameProfile *profile() const { return m_profile.get(); }
    const std::shared_ptr<const analysis::FlameProfile> &sharedProfile() const { return m_profile; }

    /// Frames that match stand out, all others are dimmed; nullopt: no search. Steps go row by row, left to right.
    void setMatches(const std::optional<analysis::FramePattern> &pattern);
    std::size_t matchCount() const { return m_hits.size(); }
    int matchNumber() const; ///< of the current node, from 1; 0: it is no match
    void stepMatch(int by);
    /// The current frame fills the width; everything.
    void zoomToCurrent();
    void showAll();
    const FlameZoom &zoom() const { return m_gestures.zoom(); }
    /// Middle of a frame as it is drawn, viewport px; nullopt where it is not in view.
    std::optional<QPoint> middleOf(analysis::FlameNodeIndex node) const;

Q_SIGNALS:
    void nodeSelected(analysis::FlameNodeIndex node);
    void contextMenuRequested(QPoint globalPos); ///< the frame under it was selected
    void frameSelected(const QString &service, const QString &operation);
    void frameActivated(const QString &service, const QString &operation);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    void updateScrollBar();
    int topOf(std::uint32_t row) const;
    analysis::FlameNodeIndex nodeAt(QPoint at) const;
    static constexpr int kSide = metrics::kMargin; ///< left and right of the graph
    double width() const;
    double graphWidth() const; ///< px of the frame zoomed to, in view or not
    double graphLeft() const;  ///< px of it left of the view
    analysis::FlameNodeIndex zoomNode() const { return analysis::FlameNodeIndex{m_gestures.zoom().node}; }
    void zoomTo(analysis::FlameNodeIndex node);
    QString describe(analysis::FlameNodeIndex node) const;
    void select(analysis::FlameNodeIndex node);
    void walk(int key);
    void collectHits();

    Theme &m_theme;
    Root m_root;
    LabelCache m_labels;
    std::shared_ptr<const analysis::FlameProfile> m_profile;
    analysis::FlameWeight m_weight = analysis::FlameWeight::Total;
    scene::FlameLayout m_layout;
    std::vector<std::uint8_t> m_slots;
    FlameGestures m_gestures;
    analysis::FlameNodeIndex m_current = analysis::FlameNodeIndex::None;
    std::optional<analysis::FramePattern> m_pattern;
    std::vector<bool> m_matching;    // by frame
    std::vector<std::uint32_t> m_hits; // nodes
};

} // namespace triptych::ui
