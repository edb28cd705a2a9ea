#include "ui/explore/results_pane.h"

#include "items/cell_text.h"
#include "items/services_model.h"
#include "items/spans_model.h"
#include "items/traces_model.h"
#include "ui/common/plain_text.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/data_table.h"
#include "ui/explore/result_pane.h"
#include "ui/explore/table_states.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QStackedWidget>

namespace triptych::ui {

namespace {

DataTable::Width startWidth(const items::PagedModel &model)
{
    switch (model.days()) {
    case items::Days::Shown: return {152, 166};
    case items::Days::WithYear: return {192, 204};
    default: return {112, 116};
    }
}

std::vector<DataTable::Width> traceWidths(const items::TracesModel &model)
{
    std::vector<DataTable::Width> widths = {startWidth(model), {126, 156}, {146, 218, true}, {112, 192},
                                            {56, 79},   {58, 62},   {48, 57}};
    for (qsizetype i = 0; i < model.tagColumns().size(); ++i)
        widths.push_back({88, 105});
    widths.push_back({104, 170, true});
    return widths;
}
} // namespace

void ResultsPane::addTraces()
{
    auto *table = m_tables[Traces] = new DataTable(m_context, &items::TracesModel::sortable);
    table->setAccessibleName(tr("Traces"));
    table->setModel(m_traces);
    table->setWidths([this] { return traceWidths(*m_traces); });
    table->showOrder(items::TracesModel::Duration, Qt::DescendingOrder);
    table->rememberAs(QStringLiteral("traces"));
    m_panes[Traces] = new ResultPane(m_context, telemetry::Table::Spans, tr("trace"), tr("traces"), table);
    m_stack->addWidget(m_panes[Traces]);
    connectStates(m_context, m_traces, m_panes[Traces], table,
                  [this] { m_tabs->setCount(Traces, items::countText(std::uint64_t(m_traces->total()))); });
    connect(table, &DataTable::rowOpened, this, [this](const QModelIndex &index) {
        if (const auto trace = m_traces->traceAt(index.row()))
            m_context.session.openTrace(*trace);
    });
    connect(table, &DataTable::rowOpenedBeside, this, [this](const QModelIndex &index) {
        if (const auto trace = m_traces->traceAt(index.row()))
            m_context.session.openTraceBeside(*trace);
    });
    connect(table, &DataTable::menuRequested, this, [this, table](QMenu *menu, const QModelIndex &index) {
        connect(menu->addAction(tr("&Open trace")), &QAction::triggered, table,
                [table, index] { Q_EMIT table->rowOpened(index); });
        connect(menu->addAction(tr("Open trace in a new &tab")), &QAction::triggered, table,
                [table, index] { Q_EMIT table->rowOpenedBeside(index); });
        if (const auto trace = m_traces->traceAt(index.row()))
            connect(menu->addAction(tr("&Follow this trace")), &QAction::triggered, table,
                    [this, id = *trace] { m_context.workspace.followTrace(id); });
        addMarkAction(*menu);
        if (const auto trace = m_traces->traceAt(index.row()))
            addCompareActions(*menu, m_context, session::traceSide(*trace));
        connect(menu->addAction(tr("Copy trace &id")), &QAction::triggered, table,
                [id = index.data(items::TraceRole).toString()] { QApplication::clipboard()->setText(id); });
    });
    connect(table, &DataTable::headerMenuRequested, this, [this](QMenu *menu, int section) {
        const QString key = m_traces->headerData(section, Qt::Horizontal, items::TagKeyRole).toString();
        if (!key.isEmpty()) {
            connect(menu->addAction(tr("Remove column %1").arg(menuText(key))), &QAction::triggered, this, [this, key] {
                QStringList keys = m_traces->tagColumns();
                keys.removeOne(key);
                setColumns(keys);
            });
            menu->addSeparator();
        }
        fillColumns(*menu);
    });
}

void ResultsPane::addSpans()
{
    auto *table = m_tables[Spans] = new DataTable(m_context, &items::SpansModel::sortable);
    table->setAccessibleName(tr("Spans"));
    table->setModel(m_spans);
    table->setWidths([this] {
        return std::vector<DataTable::Width>{startWidth(*m_spans), {116, 156}, {180, 300, true}, {140, 192}, {70, 90},
                                             {60, 80},   {60, 70},   {54, 66},         {100, 130, true}};
    });
    table->showOrder(items::SpansModel::Duration, Qt::DescendingOrder);
    table->rememberAs(QStringLiteral("spans"));
    m_panes[Spans] = new ResultPane(m_context, telemetry::Table::Spans, tr("span"), tr("spans"), table);
    m_stack->addWidget(m_panes[Spans]);
    connectStates(m_context, m_spans, m_panes[Spans], table,
                  [this] { m_tabs->setCount(Spans, items::countText(std::uint64_t(m_spans->total()))); });
    connect(table, &DataTable::rowOpened, this, [this](const QModelIndex &index) {
        if (const auto *row = m_spans->peek(index.row()))
            m_context.session.openTrace(row->trace, session::SpanRef{row->span, row->record});
    });
    connect(table, &DataTable::rowOpenedBeside, this, [this](const QModelIndex &index) {
        if (const auto *row = m_spans->peek(index.row()))
            m_context.session.openTraceBeside(row->trace, session::SpanRef{row->span, row->record});
    });
    connect(table, &DataTable::menuRequested, this, [this, table](QMenu *menu, const QModelIndex &index) {
        connect(menu->addAction(tr("&Open trace at this span")), &QAction::triggered, table,
                [table, index] { Q_EMIT table->rowOpened(index); });
        addMarkAction(*menu);
    });
}

void ResultsPane::addServices()
{
    auto *table = m_tables[Services] = new DataTable(m_context, [](int) { return true; });
    table->setAccessibleName(tr("Services"));
    table->setModel(m_services);
    table->setWidths([] {
        return std::vector<DataTable::Width>{{150, 200, true}, {160, 260, true}, {80, 100}, {80, 100},
                                             {70, 90},         {70, 90},         {80, 100}, {80, 100},
                                             {80, 100},        {80, 100},        {80, 110}};
    });
    table->setColumnHidden(items::ServicesModel::Operation, true);
    table->showOrder(items::ServicesModel::Spans, Qt::DescendingOrder);
    table->rememberAs(QStringLiteral("services"));
    m_panes[Services] = new ResultPane(m_context, telemetry::Table::Spans, tr("service"), tr("services"), table);
    m_stack->addWidget(m_panes[Services]);
    connectStates(m_context, m_services, m_panes[Services], table, [this] {
        if (m_services->by() == items::ServicesModel::By::Service)
            m_tabs->setCount(Services, items::countText(std::uint64_t(m_services->rowCount())));
    });
    connect(table, &DataTable::rowOpened, this,
            [this](const QModelIndex &index) { filterByGroup(index); });
    connect(table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == items::ServicesModel::Service)
            filterByGroup(index);
    });
}

void ResultsPane::filterByGroup(const QModelIndex &index)
{
    const QModelIndex group = index.siblingAtColumn(items::ServicesModel::Service);
    m_context.session.applyTag(group.data(items::TagKeyRole).toString().toStdString(), group.data(items::TagValueRole).toString().toStdString(),
                               m_context.session.filter().empty() ? session::Session::Combine::Replace
                                                                  : session::Session::Combine::And);
    setTab(Traces);
}

} // namespace triptych::ui
