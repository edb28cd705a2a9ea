#pragma once
#include "ui/common/context.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/cell_delegate.h"

#include <QHeaderView>
#include <QTableView>
#include <vector>

class QMenu;

namespace triptych::ui {

/// Column titles as the look has them: small, an arrow after the one that sorts. Columns that `sortable` refuses do
/// not react to clicks.
class DataHeader : public QHeaderView
{
    Q_OBJECT
public:
    DataHeader(Theme &theme, std::function<bool(int)> sortable, QWidget *parent);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    Theme &m_theme;
    std::function<bool(int)> m_sortable;
    QPoint m_pressed;
};

/// A table of telemetry: whole rows, one selected, Enter or double-click opens it, "Apply as filter" on every value.
class DataTable : public QTableView
{
    Q_OBJECT
public:
    /// Width of a column: never under `least`, `usual` where there is room; `stretch` takes what is left.
    struct Width {
        int least = 60, usual = 100;
        bool stretch = false;
    };
    DataTable(Context &context, std::function<bool(int)> sortable, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Shows the arrow without asking the model; sort() asks it.
    void showOrder(int column, Qt::SortOrder order);
    /// Widths in the order of columns; asked for again whenever columns change.
    void setWidths(std::function<std::vector<Width>()> widths);
    /// Widths that the user set are remembered under this name, for as long as the columns are as many.
    void rememberAs(const QString &name);
    /// Moves the current row by `step` rows and shows it.
    void step(int step);
    /// Marks this text in every cell that shows it.
    void setMatch(const QString &text);
    /// What sets rows off: colour rules, marks. Asked for each row that is painted.
    void setLook(std::function<RowLook(int row)> look);

Q_SIGNALS:
    void rowOpened(const QModelIndex &index);
    void rowOpenedBeside(const QModelIndex &index); ///< Shift+Enter, middle click: what is open stays open
    /// Before a cell's menu opens: the page adds what it knows.
    void menuRequested(QMenu *menu, const QModelIndex &index);
    void headerMenuRequested(QMenu *menu, int section);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void fit();
    void copyRow();
    void keepPlace();
    bool takeRemembered();

    Context &m_context;
    CellDelegate *m_delegate;
    std::function<std::vector<Width>()> m_widths;
    QString m_name;
    TagDrag m_drag;
    bool m_fitting = false, m_sized = false;
    int m_scroll = 0, m_row = -1;
};

} // namespace triptych::ui
