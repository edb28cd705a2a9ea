#pragma once
#include "items/facet_model.h"
#include "ui/common/context.h"
#include "ui/common/tag_menu.h"

#include <QSet>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace triptych::ui {

class PaneHeader;
class StatePane;
class TextLabel;

/// Values of the useful tags within the selection. A click includes a value alone, a second one excludes it, a third lets
/// it go; Ctrl+click takes one more value in (any of them will do) or out again, Shift+click leaves one more out. Values
/// can be dragged into the filter. Groups fold. GUI thread.
class FacetsPane : public QWidget
{
    Q_OBJECT
public:
    enum class Header { Shown, Hidden };
    FacetsPane(Context &context, telemetry::Table table, Header header = Header::Shown, QWidget *parent = nullptr);

    items::FacetModel *model() const { return m_model; }
    QTreeView *view() const { return m_view; }
    void showSearch();

    /// Asks although hidden, unless what it has is fresh: for pages that need the keys.
    void prepare()
    {
        if (m_stale)
            ask();
    }

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void ask();
    void askWhenVisible();
    void unfold();
    void showNote();
    void toggle(const QModelIndex &index, Qt::KeyboardModifiers modifiers);
    void showMenu(const QPoint &at);
    void offerKeys(QWidget *button);

    Context &m_context;
    items::FacetModel *m_model;
    QTreeView *m_view;
    QLineEdit *m_search;
    TextLabel *m_note; ///< why there are no values
    TagDrag m_drag;
    QSet<QString> m_folded, m_unfolded;
    int m_place = 0;
    bool m_stale = true, m_dragged = false;
};

} // namespace triptych::ui
