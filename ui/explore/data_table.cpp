#include "ui/explore/data_table.h"

#include "items/roles.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace triptych::ui {

DataHeader::DataHeader(Theme &theme, std::function<bool(int)> sortable, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent), m_theme(theme), m_sortable(std::move(sortable))
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setSectionsMovable(true);
    setSortIndicatorShown(true);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFixedHeight(metrics::kTableRow);
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

QSize DataHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), metrics::kTableRow};
}

void DataHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->fillRect(rect, m_theme.color(Role::Window));
    painter->fillRect(rect.left(), rect.top(), rect.width(), 1, m_theme.color(Role::Line));
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, m_theme.color(Role::Line));
    QString title = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    const bool sorts = section == sortIndicatorSection() && m_sortable(section);
    if (sorts)
        title += sortIndicatorOrder() == Qt::DescendingOrder ? QStringLiteral(" \u2193") : QStringLiteral(" \u2191");
    const int kind = model()->headerData(section, Qt::Horizontal, items::KindRole).toInt();
    const QRect cell = rect.adjusted(CellDelegate::kSide, 0, -CellDelegate::kSide, -1);
    painter->setFont(m_theme.smallStrong());
    painter->setPen(m_theme.color(sorts ? Role::Text : Role::TextSecondary));
    painter->drawText(cell, int(isNumber(kind) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(title, Qt::ElideMiddle, cell.width()));
}

void DataHeader::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->pos();
    const int section = logicalIndexAt(event->pos());
    // A click on an edge resizes, on a title that does not sort it must not move the arrow.
    setSectionsClickable(section >= 0 && m_sortable(section));
    QHeaderView::mousePressEvent(event);
}

void DataHeader::mouseReleaseEvent(QMouseEvent *event)
{
    QHeaderView::mouseReleaseEvent(event);
    setSectionsClickable(true);
}

DataTable::DataTable(Context &context, std::function<bool(int)> sortable, QWidget *parent)
    : QTableView(parent), m_context(context), m_delegate(new CellDelegate(context.theme, this))
{
    auto *header = new DataHeader(context.theme, std::move(sortable), this);
    setHorizontalHeader(header);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(metrics::kTableRow);
    verticalHeader()->setDefaultSectionSize(metrics::kTableRow);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        QMenu menu(this);
        Q_EMIT headerMenuRequested(&menu, horizontalHeader()->logicalIndexAt(at));
        if (!menu.isEmpty())
            menu.exec(horizontalHeader()->mapToGlobal(at));
    });
    connect(header, &QHeaderView::sectionResized, this, [this] {
        if (m_fitting || !isVisible())
            return;
        m_sized = true;
        if (m_name.isEmpty())
            return;
        QVariantList widths;
        for (int column = 0; column < horizontalHeader()->count(); ++column)
            widths.append(isColumnHidden(column) ? 0 : columnWidth(column));
        m_context.preferences.set(preference::kWidths + m_name, widths);
    });
    connect(&context.theme, &Theme::changed, this, [this] { viewport()->update(); });
    connect(&context.workspace, &Workspace::daysChanged, this, &DataTable::fit);
}

void DataTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_row = currentIndex().row();
        m_scroll = verticalScrollBar()->value();
    });
    connect(model, &QAbstractItemModel::modelReset, this, &DataTable::keepPlace);
}

void DataTable::keepPlace()
{
    fit();
    if (m_row >= 0 && m_row < model()->rowCount()) {
        setCurrentIndex(model()->index(m_row, 0));
        verticalScrollBar()->setValue(m_scroll);
    }
}

void DataTable::showOrder(int column, Qt::SortOrder order)
{
    {
        const QSignalBlocker quiet(horizontalHeader());
        horizontalHeader()->setSortIndicator(column, order);
    }
    model()->sort(column, order);
    setSortingEnabled(true);
}

void DataTable::setWidths(std::function<std::vector<Width>()> widths)
{
    m_widths = std::move(widths);
    fit();
}

void DataTable::rememberAs(const QString &name)
{
    m_name = name;
    fit();
}

bool DataTable::takeRemembered()
{
    const QVariantList widths = m_name.isEmpty() ? QVariantList() : m_context.preferences.value(preference::kWidths + m_name).toList();
    if (widths.isEmpty() || widths.size() != model()->columnCount())
        return false;
    m_fitting = true;
    for (int column = 0; column < int(widths.size()); ++column)
        if (const int width = widths[column].toInt(); width > 0)
            setColumnWidth(column, width);
    m_fitting = false;
    return true;
}

void DataTable::fit()
{
    if (!m_widths || !model() || m_sized || takeRemembered())
        return;
    const auto widths = m_widths();
    const int columns = std::min(int(widths.size()), model()->columnCount());
    int least = 0, usual = 0, stretching = 0;
    for (int i = 0; i < columns; ++i) {
        if (isColumnHidden(i))
            continue;
        least += widths[std::size_t(i)].least;
        usual += widths[std::size_t(i)].usual;
        stretching += widths[std::size_t(i)].stretch;
    }
    const int room = viewport()->width();
    const double share = usual > least ? std::clamp(double(room - least) / double(usual - least), 0.0, 1.0) : 1.0;
    const int extra = std::max(0, room - usual) / std::max(1, stretching);
    m_fitting = true;
    for (int i = 0; i < columns; ++i) {
        const Width &w = widths[std::size_t(i)];
        setColumnWidth(i, w.least + int((w.usual - w.least) * share) + (w.stretch ? extra : 0));
    }
    m_fitting = false;
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fit();
}

void DataTable::step(int step)
{
    const int rows = model() ? model()->rowCount() : 0;
    if (rows == 0)
        return;
    const int now = currentIndex().isValid() ? currentIndex().row() + step : 0;
    setCurrentIndex(model()->index(std::clamp(now, 0, rows - 1), 0));
    scrollTo(currentIndex());
}

void DataTable::setMatch(const QString &text)
{
    m_delegate->setMatch(text);
    viewport()->update();
}

void DataTable::setLook(std::function<RowLook(int row)> look)
{
    m_delegate->setLook(std::move(look));
    viewport()->update();
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid() && event->modifiers() & Qt::ShiftModifier)
            Q_EMIT rowOpenedBeside(currentIndex());
        else if (currentIndex().isValid())
            Q_EMIT rowOpened(currentIndex());
        return;
    }
    if (event->matches(QKeySequence::Copy))
        return copyRow();
    if (event->text() == QLatin1String("j"))
        return step(1);
    if (event->text() == QLatin1String("k"))
        return step(-1);
    QTableView::keyPressEvent(event);
}

void DataTable::mousePressEvent(QMouseEvent *event)
{
    m_drag.pressed(*event);
    if (event->button() == Qt::MiddleButton) {
        if (const QModelIndex at = indexAt(event->pos()); at.isValid()) {
            setCurrentIndex(at);
            Q_EMIT rowOpenedBeside(at);
        }
        return;
    }
    QTableView::mousePressEvent(event);
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag.begins(*event)) {
        const QModelIndex at = indexAt(m_drag.origin());
        if (const QString key = at.data(items::TagKeyRole).toString(); !key.isEmpty())
            TagDrag::run(this, m_context.theme, key, at.data(items::TagValueRole).toString());
        return;
    }
    if (!(event->buttons() & Qt::LeftButton)) // dragging over rows selects none of them
        QTableView::mouseMoveEvent(event);
}

void DataTable::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex at = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && at.isValid())
        Q_EMIT rowOpened(at);
    else
        QTableView::mouseDoubleClickEvent(event);
}

void DataTable::copyRow()
{
    if (!currentIndex().isValid())
        return;
    QStringList cells;
    for (int column = 0; column < model()->columnCount(); ++column)
        if (!isColumnHidden(column))
            cells.push_back(currentIndex().siblingAtColumn(column).data().toString());
    QApplication::clipboard()->setText(cells.join(u'\t'));
}

void DataTable::contextMenuEvent(QContextMenuEvent *event)
{
    QModelIndex at = event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    if (!at.isValid() || at.data(items::LoadingRole).toBool())
        return;
    setCurrentIndex(at);
    QMenu menu(this);
    Q_EMIT menuRequested(&menu, at);
    const QString key = at.data(items::TagKeyRole).toString();
    if (!key.isEmpty()) {
        if (!menu.isEmpty())
            menu.addSeparator();
        addTagActions(menu, m_context, key, at.data(items::TagValueRole).toString());
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Copy &row")), &QAction::triggered, this, &DataTable::copyRow);
    menu.exec(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(visualRect(at).center())
                                                             : event->globalPos());
}

} // namespace triptych::ui
