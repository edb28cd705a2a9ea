#pragma once
#include "base/latest_job.h"
#include "items/row_search.h"
#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"

#include <QAbstractItemView>
#include <QPointer>

namespace triptych::ui {

class FindBar;

/// Find in a table: every row whose cells hold the text is counted, N and Shift+N go round them; nothing is filtered.
/// A pane with several tables has one of these and says which is shown. GUI thread.
class TableFind : public QObject
{
    Q_OBJECT
public:
    /// What to run in the pool to find rows; null: the texts of all cells as they stand are looked through.
    using Searcher = std::function<items::RowSearch()>;
    TableFind(Context &context, FindBar *bar, QObject *parent);

    /// Ctrl+F, /, N, F3 and their opposites in this table. `id` names its commands; those of `like` lend them their keys.
    void add(QAbstractItemView *table, const QString &id, Searcher searcher = {}, const QString &like = {});
    /// A table without keys of its own: the pane's, or a page's that has commands to find already.
    void watch(QAbstractItemView *table, Searcher searcher = {});
    /// The same keys in a whole pane, for whichever of its tables is shown.
    void addCommands(QWidget *pane, const QString &id, const QString &like = {});
    /// The table that is shown now.
    void setCurrent(QAbstractItemView *table);
    void open();
    void step(int step);
    const items::RowHits &hits() const { return m_hits; }
    /// Looks for this text as if it had been typed; with the bar closed.
    void find(const QString &text);
    base::LatestJob &job() { return m_job; }
    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    /// What matching cells may mark; empty for none.
    void textChanged(const QString &text);

private:
    void search(bool moves);
    void show(base::Result<items::RowHits> found, bool moves);
    void showCount();
    void go(qint64 row);
    items::RowSearch searcher() const;
    void addKeys(QWidget *pane, const QString &id, const QString &like, std::function<void()> before);

    struct Table {
        QPointer<QAbstractItemView> view;
        Searcher searcher;
    };
    Context &m_context;
    FindBar *m_bar;
    QVector<Table> m_tables;
    QPointer<QAbstractItemView> m_current;
    base::LatestJob m_job;
    QString m_text;
    items::RowHits m_hits;
};

} // namespace triptych::ui
