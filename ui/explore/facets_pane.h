#pragma once
#include "items/facet_model.h"
#include "ui/common/context.h"

#include <QSet>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace triptych::ui {

class PaneHeader;
class StatePane;

/// Values of the useful tags within the selection. A click includes a value, a second one excludes it, a third lets it
/// go; Ctrl+click excludes at once. Groups fold. GUI thread.
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
    void toggle(const QModelIndex &index, bool exclude);
    void showMenu(const QPoint &at);
    void offerKeys(QWidget *button);

    Context &m_context;
    items::FacetModel *m_model;
    QTreeView *m_view;
    QLineEdit *m_search;
    QSet<QString> m_folded, m_unfolded;
    int m_place = 0;
    bool m_stale = true;
};

} // namespace triptych::ui
