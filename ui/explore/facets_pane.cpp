#include "ui/explore/facets_pane.h"

#include "items/cell_text.h"
#include "items/filter_terms.h"
#include "query/compose.h"
#include "ui/common/flat_button.h"
#include "ui/common/pane_header.h"
#include "ui/common/plain_text.h"
#include "ui/common/text_label.h"
#include "ui/explore/facet_delegate.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace triptych::ui {

using items::FacetModel;

namespace {
constexpr int kOpenAtFirst = 5;
constexpr int kKeysOffered = 40;

bool isValue(const QModelIndex &index)
{
    return index.data(FacetModel::RowRole).toInt() == int(FacetModel::RowKind::Value) && index.parent().isValid();
}
} // namespace

FacetsPane::FacetsPane(Context &context, telemetry::Table table, Header header, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new FacetModel(context.pool, table, this)),
      m_view(new QTreeView), m_search(new QLineEdit),
      m_note(new TextLabel(context.theme, QString(), context.theme.text(), Role::TextSecondary))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    if (header == Header::Shown) {
        auto *title = new PaneHeader(context.theme, tr("Facets"));
        connect(title->addIconButton(QStringLiteral("search"), tr("Search within facets")), &QPushButton::clicked, this,
                [this] { m_search->isVisible() ? m_search->hide() : showSearch(); });
        layout->addWidget(title);
    }
    m_search->setPlaceholderText(tr("Search within facets"));
    m_search->setAccessibleName(tr("Search within facets"));
    m_search->setClearButtonEnabled(true);
    m_search->setVisible(header == Header::Hidden);
    m_search->installEventFilter(this);
    auto *searchRow = new QVBoxLayout;
    searchRow->setContentsMargins(metrics::kPadding, metrics::kGrid, metrics::kPadding, 0);
    searchRow->addWidget(m_search);
    layout->addLayout(searchRow);

    m_note->setWordWrap(true);
    m_note->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    m_note->hide();
    layout->addWidget(m_note);

    m_view->setModel(m_model);
    m_view->setItemDelegate(new FacetDelegate(context.theme, m_view));
    m_view->setAccessibleName(tr("Facets"));
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setIndentation(0);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setUniformRowHeights(false);
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    layout->addWidget(m_view, 1);

    auto *add = new FlatButton(context.theme, tr("Add facet"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(metrics::kMargin, metrics::kPadding, metrics::kMargin, metrics::kMargin);
    foot->addWidget(add);
    foot->addStretch();
    layout->addLayout(foot);

    context.workspace.busy().watch(m_model->job());
    connect(add, &QPushButton::clicked, this, [this, add] { offerKeys(add); });
    connect(m_search, &QLineEdit::textChanged, m_model, &FacetModel::setSearch);
    connect(m_view, &QWidget::customContextMenuRequested, this, &FacetsPane::showMenu);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_place = m_view->verticalScrollBar()->value(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, &FacetsPane::unfold);
    connect(m_model, &FacetModel::queryAnswered, this, &FacetsPane::showNote);
    connect(m_model, &FacetModel::queryFailed, this, &FacetsPane::showNote);
    connect(&context.session, &session::Session::selectionChanged, this, &FacetsPane::askWhenVisible);
    connect(&context.workspace, &Workspace::sourceChanged, this, &FacetsPane::askWhenVisible);
    connect(&context.workspace, &Workspace::dataChanged, this, &FacetsPane::askWhenVisible);
    connect(&context.theme, &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void FacetsPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void FacetsPane::askWhenVisible()
{
    m_stale = true;
    if (isVisible())
        ask();
}

void FacetsPane::ask()
{
    m_stale = false;
    m_model->setQuery(m_context.workspace.source(), m_context.session.selection());
}

void FacetsPane::showSearch()
{
    m_search->show();
    m_search->setFocus();
}

void FacetsPane::unfold()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex group = m_model->index(row, 0);
        const QString key = group.data(items::TagKeyRole).toString();
        const bool open = !m_search->text().isEmpty() || m_unfolded.contains(key) ||
                          (row < kOpenAtFirst && !m_folded.contains(key));
        m_view->setExpanded(group, open);
    }
    m_view->verticalScrollBar()->setValue(m_place);
}

void FacetsPane::showNote()
{
    const auto &error = m_model->error();
    const bool empty = m_model->rowCount() == 0;
    if (empty)
        m_note->setText(error ? tr("Not counted: %1").arg(items::textOf(error->what)) : tr("Nothing matches: no values to count."));
    m_note->setVisible(empty);
}

void FacetsPane::toggle(const QModelIndex &index, Qt::KeyboardModifiers modifiers)
{
    if (!index.isValid())
        return;
    const QString key = index.data(items::TagKeyRole).toString();
    if (!index.parent().isValid()) {
        const bool open = !m_view->isExpanded(index);
        m_view->setExpanded(index, open);
        (open ? m_unfolded : m_folded).insert(key);
        (open ? m_folded : m_unfolded).remove(key);
        return;
    }
    if (!isValue(index))
        return;
    const std::string k = key.toStdString(), value = index.data(items::TagValueRole).toString().toStdString();
    const auto state = FacetModel::State(index.data(FacetModel::StateRole).toInt());
    const query::Filter filter = m_context.session.filter();
    const auto show = [this](const query::Filter &next) { m_context.session.setFilter(next); };
    if (modifiers & Qt::ControlModifier)
        return show(state == FacetModel::State::Included ? query::without(filter, k, value)
                                                         : query::widened(filter, k, value, query::Sign::Include));
    if (modifiers & Qt::ShiftModifier)
        return show(state == FacetModel::State::Excluded ? query::without(filter, k, value)
                                                         : query::widened(filter, k, value, query::Sign::Exclude));
    const query::Filter others = items::withoutIncluded(filter, k);
    switch (state) {
    case FacetModel::State::Free: return show(query::combined(others, k, value, query::Combine::And));
    case FacetModel::State::Included: {
        // One of several becomes the only one; the only one is turned round.
        const bool alone = query::without(filter, k, value).text() == others.text();
        return show(query::combined(others, k, value, alone ? query::Combine::AndNot : query::Combine::And));
    }
    case FacetModel::State::Excluded: return show(query::without(filter, k, value));
    }
}

bool FacetsPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonPress) {
        m_drag.pressed(*static_cast<QMouseEvent *>(event));
        m_dragged = false; // a drag may have kept its release to itself
    }
    if (watched == m_view->viewport() && event->type() == QEvent::MouseMove && m_drag.begins(*static_cast<QMouseEvent *>(event))) {
        if (const QModelIndex index = m_view->indexAt(m_drag.origin()); isValue(index)) {
            TagDrag::run(m_view, m_context.theme, index.data(items::TagKeyRole).toString(), index.data(items::TagValueRole).toString());
            m_dragged = true;
        }
        return true;
    }
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonRelease) {
        auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton && !std::exchange(m_dragged, false))
            toggle(m_view->indexAt(mouse->pos()), mouse->modifiers());
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_search && key->key() == Qt::Key_Escape) {
        m_search->clear();
        m_view->setFocus();
        return true;
    }
    if (watched == m_view && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Space)) {
        toggle(m_view->currentIndex(), key->modifiers());
        return true;
    }
    if (watched == m_view && key->text() == QLatin1String("/")) {
        showSearch();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FacetsPane::showMenu(const QPoint &at)
{
    const QModelIndex pointed = m_view->indexAt(at);
    const QModelIndex index = pointed.isValid() ? pointed : m_view->currentIndex(); // the menu key points nowhere
    if (!index.isValid())
        return;
    const QString key = index.data(items::TagKeyRole).toString();
    QMenu menu(this);
    if (isValue(index)) {
        addTagActions(menu, m_context, key, index.data(items::TagValueRole).toString());
        menu.addSeparator();
    }
    connect(menu.addAction(tr("Remove facet %1").arg(menuText(key))), &QAction::triggered, this,
            [this, key] { m_model->removeKey(key); });
    menu.exec(m_view->viewport()->mapToGlobal(pointed.isValid() ? at : m_view->visualRect(index).center()));
}

void FacetsPane::offerKeys(QWidget *button)
{
    QMenu menu(this);
    int offered = 0;
    for (const QString &key : m_model->knownKeys()) {
        if (m_model->keys().contains(key))
            continue;
        connect(menu.addAction(menuText(key)), &QAction::triggered, this, [this, key] {
            m_unfolded.insert(key);
            m_model->addKey(key);
        });
        if (++offered == kKeysOffered)
            break;
    }
    if (menu.isEmpty())
        menu.addAction(tr("Every tag is shown"))->setEnabled(false);
    menu.exec(button->mapToGlobal(QPoint(0, -menu.sizeHint().height())));
}

} // namespace triptych::ui
