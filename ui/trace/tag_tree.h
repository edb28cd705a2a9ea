#pragma once
#include "ui/common/context.h"
#include "ui/common/tag_menu.h"
#include "ui/trace/tag_groups.h"

#include <QTreeView>

class QStandardItemModel;

namespace triptych::ui {

/// Groups of tags as foldable sections of key and value, which can be dragged into the filter. Context menu: apply as
/// filter, copy. Ctrl+C copies the
/// current line. Enter on a link's section opens it, and so does a click on its ids. GUI thread.
class TagTree : public QTreeView
{
    Q_OBJECT
public:
    explicit TagTree(Context &context, QWidget *parent = nullptr);
    /// Sections that the user folded stay folded by title.
    void setGroups(const std::vector<TagGroup> &groups);

Q_SIGNALS:
    void linkActivated(telemetry::TraceId trace, telemetry::SpanId span);
    void stackRequested(telemetry::TraceId trace);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void drawBranches(QPainter *, const QRect &, const QModelIndex &) const override {}

private:
    void activate(const QModelIndex &index);
    void copyCurrent() const;

    Context &m_context;
    QStandardItemModel *m_model;
    std::vector<TagGroup> m_groups;
    QStringList m_folded;
    TagDrag m_drag;
};

} // namespace triptych::ui
