#include "ui/common/table_find.h"

#include "ui/common/find_bar.h"

#include <QKeyEvent>
#include <algorithm>

namespace triptych::ui {

namespace {

/// The texts of a table that is held whole. Taken on the GUI thread: such tables have some thousand rows at most.
QStringList linesOf(const QAbstractItemModel &model)
{
    QStringList lines;
    const int rows = model.rowCount(), columns = model.columnCount();
    lines.reserve(rows);
    for (int row = 0; row < rows; ++row) {
        QString line;
        for (int column = 0; column < columns; ++column)
            line += model.index(row, column).data().toString() + items::kCellEnd;
        lines.append(line);
    }
    return lines;
}

} // namespace

TableFind::TableFind(Context &context, FindBar *bar, QObject *parent) : QObject(parent), m_context(context), m_bar(bar), m_job(context.pool)
{
    context.workspace.busy().watch(m_job);
    connect(bar, &FindBar::textChanged, this, [this](const QString &text) {
        if (!m_bar->isVisible()) // a bar that closes empties itself; its matches stay for N
            return;
        m_text = text.trimmed();
        Q_EMIT textChanged(m_text);
        search(true);
    });
    connect(bar, &FindBar::next, this, [this] { step(1); });
    connect(bar, &FindBar::previous, this, [this] { step(-1); });
    connect(bar, &FindBar::closed, this, [this] {
        Q_EMIT textChanged({});
        if (m_current)
            m_current->setFocus();
    });
}

void TableFind::add(QAbstractItemView *table, const QString &id, Searcher searcher, const QString &like)
{
    watch(table, std::move(searcher));
    addKeys(table, id, like, [this, table] { setCurrent(table); });
}

void TableFind::addCommands(QWidget *pane, const QString &id, const QString &like)
{
    addKeys(pane, id, like, [] {});
}

void TableFind::addKeys(QWidget *pane, const QString &id, const QString &like, std::function<void()> before)
{
    const auto command = [&](const char *name, const QString &text, QList<QKeySequence> keys, std::function<void()> run) {
        ActionCatalog::Spec spec{id + QString::fromLatin1(name), text, {}, std::move(keys), KeyScope::Table};
        if (!like.isEmpty())
            spec.like = like + QString::fromLatin1(name);
        m_context.actions.add(spec, pane, [before, run = std::move(run)] {
            before();
            run();
        });
    };
    command(".find", tr("Find in this table"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)}, [this] { open(); });
    command(".findNext", tr("Next row that matches"), {QKeySequence(Qt::Key_N), QKeySequence(Qt::Key_F3)}, [this] { step(1); });
    command(".findPrevious", tr("Previous row that matches"), {QKeySequence(Qt::SHIFT | Qt::Key_N), QKeySequence(Qt::SHIFT | Qt::Key_F3)},
            [this] { step(-1); });
}

void TableFind::watch(QAbstractItemView *table, Searcher searcher)
{
    m_tables.append({table, std::move(searcher)});
    if (!m_current)
        m_current = table;
    table->installEventFilter(this);
    const auto again = [this, table] {
        if (table == m_current && !m_text.isEmpty())
            search(false);
    };
    QAbstractItemModel *model = table->model();
    connect(model, &QAbstractItemModel::modelReset, this, again);
    connect(model, &QAbstractItemModel::layoutChanged, this, again);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TableFind::showCount);
}

/// The ladder of Esc: with the table focused, too, the bar goes before whatever else the key would end.
bool TableFind::eventFilter(QObject *watched, QEvent *event)
{
    const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!key || !m_bar->isVisible() || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QObject::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress)
        m_bar->close();
    event->accept();
    return true;
}

void TableFind::setCurrent(QAbstractItemView *table)
{
    if (m_current == table)
        return;
    m_current = table;
    m_hits = {};
    if (!m_text.isEmpty())
        search(false);
}

void TableFind::open()
{
    m_bar->open();
    if (!m_bar->text().isEmpty()) // it was open already
        return;
    m_text.clear();
    m_hits = {};
    showCount();
}

void TableFind::find(const QString &text)
{
    m_text = text;
    search(true);
}

items::RowSearch TableFind::searcher() const
{
    for (const Table &table : m_tables)
        if (table.view == m_current && m_current)
            return table.searcher ? table.searcher() : items::searchOf(linesOf(*m_current->model()));
    return {};
}

void TableFind::search(bool moves)
{
    m_job.cancel();
    const items::RowSearch look = m_text.isEmpty() ? items::RowSearch() : searcher();
    if (!look) {
        m_hits = {};
        showCount();
        return;
    }
    m_bar->setSearching();
    m_job.start([look, text = m_text](std::stop_token stop) { return look(text, stop); },
                [this, moves](base::Result<items::RowHits> found) { show(std::move(found), moves); });
}

void TableFind::show(base::Result<items::RowHits> found, bool moves)
{
    if (!found) {
        m_hits = {};
        if (found.error().kind != base::ErrorKind::Stopped)
            m_bar->setFailed(QString::fromStdString(found.error().what));
        return;
    }
    m_hits = std::move(*found);
    if (moves && !m_hits.rows.empty() && m_current) {
        // The next from where one is, that row included.
        const auto next = std::lower_bound(m_hits.rows.begin(), m_hits.rows.end(), qint64(m_current->currentIndex().row()));
        go(next == m_hits.rows.end() ? m_hits.rows.front() : *next);
    }
    showCount();
}

void TableFind::step(int step)
{
    const auto &rows = m_hits.rows;
    if (rows.empty() || !m_current)
        return;
    const qint64 now = m_current->currentIndex().row();
    if (step > 0) {
        const auto next = std::upper_bound(rows.begin(), rows.end(), now);
        return go(next == rows.end() ? rows.front() : *next);
    }
    const auto next = std::lower_bound(rows.begin(), rows.end(), now);
    go(next == rows.begin() ? rows.back() : *std::prev(next));
}

void TableFind::go(qint64 row)
{
    const int column = std::max(0, m_current->currentIndex().column());
    const QModelIndex index = m_current->model()->index(int(row), column);
    m_current->setCurrentIndex(index);
    m_current->scrollTo(index);
    showCount();
}

void TableFind::showCount()
{
    if (m_job.running() || !m_current)
        return;
    const auto &rows = m_hits.rows;
    const auto here = std::lower_bound(rows.begin(), rows.end(), qint64(m_current->currentIndex().row()));
    const bool on = here != rows.end() && *here == m_current->currentIndex().row();
    m_bar->setCount(on ? int(here - rows.begin()) + 1 : 0, rows.size());
    if (m_hits.looked < m_hits.total)
        m_bar->setLimit(std::size_t(m_hits.looked));
}

} // namespace triptych::ui
