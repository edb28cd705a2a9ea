#include "ui/explore/results_pane.h"

#include "items/cell_text.h"
#include "items/services_model.h"
#include "items/spans_model.h"
#include "items/table_csv.h"
#include "items/traces_model.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/table_find.h"
#include "ui/explore/data_table.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/result_pane.h"
#include "ui/explore/table_states.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr qsizetype kTagsOffered = 40;

std::vector<DataTable::Width> traceWidths(const items::TracesModel &model)
{
    std::vector<DataTable::Width> widths = {{112, 116}, {126, 156}, {146, 218, true}, {112, 192},
                                            {56, 79},   {58, 62},   {48, 57}};
    for (qsizetype i = 0; i < model.tagColumns().size(); ++i)
        widths.push_back({88, 105});
    widths.push_back({104, 170, true});
    return widths;
}
} // namespace

ResultsPane::ResultsPane(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_tabs(new SegmentedTabs(context.theme)), m_stack(new QStackedWidget),
      m_figures(new QLabel), m_findBar(new FindBar(context.theme, tr("Find in these rows"))),
      m_find(new TableFind(context, m_findBar, this)), m_traces(new items::TracesModel(context.pool, this)),
      m_spans(new items::SpansModel(context.pool, this)), m_services(new items::ServicesModel(context.pool, this)),
      m_counts(context.pool), m_writing(context.pool)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(metrics::kGrid / 2, 0, metrics::kMargin, 0);
    top->setSpacing(metrics::kPadding);
    top->addWidget(m_tabs);
    top->addStretch();
    m_figures->setTextFormat(Qt::PlainText);
    m_figures->setFont(context.theme.mono());
    top->addWidget(m_figures);
    m_operations = new FlatButton(context.theme, tr("By operation"), FlatButton::Kind::Plain);
    m_operations->setCheckable(true);
    m_columns = new FlatButton(context.theme, tr("Columns"), FlatButton::Kind::Plain);
    m_export = FlatButton::iconOnly(context.theme, QStringLiteral("download"), tr("Export this table as CSV"));
    for (QWidget *tool : {static_cast<QWidget *>(m_operations), static_cast<QWidget *>(m_columns),
                          static_cast<QWidget *>(m_export)})
        top->addWidget(tool);
    auto *bar = new QWidget;
    bar->setBackgroundRole(QPalette::Base);
    bar->setAutoFillBackground(true);
    bar->setLayout(top);
    bar->setFixedHeight(metrics::kPaneHeader);
    layout->addWidget(bar);
    layout->addWidget(m_findBar);
    layout->addWidget(m_stack, 1);

    m_tabs->setAccessibleName(tr("Results"));
    m_tabs->addTab(tr("Traces"));
    m_tabs->addTab(tr("Spans"));
    m_tabs->addTab(tr("Services"));
    addTraces();
    addSpans();
    addServices();
    addFind();
    setFocusProxy(m_tables[Traces]);
    for (base::LatestJob *job : {&m_traces->queryJob(), &m_traces->pageJob(), &m_spans->queryJob(),
                                 &m_spans->pageJob(), &m_services->job(), &m_counts})
        context.workspace.busy().watch(*job);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        setFocusProxy(m_tables[tab]);
        m_find->setCurrent(m_tables[tab]);
        updateTools();
        if (m_stale[tab] && isVisible())
            askTab(Tab(tab));
        else if (tab != Traces && m_figures->text().isEmpty())
            askCounts();
    });
    connect(m_columns, &QPushButton::clicked, this, &ResultsPane::showColumnsMenu);
    connect(m_export, &QPushButton::clicked, this, &ResultsPane::exportTable);
    connect(m_operations, &QPushButton::toggled, this, [this](bool on) {
        m_services->setTag({});
        m_services->setBy(on ? items::ServicesModel::By::Operation : items::ServicesModel::By::Service);
        m_tables[Services]->setColumnHidden(items::ServicesModel::Operation, !on);
    });
    connect(&context.session, &session::Session::selectionChanged, this, &ResultsPane::changed);
    connect(&context.workspace, &Workspace::sourceChanged, this, &ResultsPane::changed);
    connect(&context.workspace, &Workspace::dataChanged, this, &ResultsPane::changed);
    updateTools();
}

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
    table->setWidths([] {
        return std::vector<DataTable::Width>{{112, 116}, {116, 156}, {180, 300, true}, {140, 192}, {70, 90},
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

void ResultsPane::addFind()
{
    const QString traces = QStringLiteral("results");
    m_find->add(m_tables[Traces], traces, [this] { return m_traces->search(); });
    m_find->add(m_tables[Spans], QStringLiteral("spans"), [this] { return m_spans->search(); }, traces);
    m_find->add(m_tables[Services], QStringLiteral("services"), {}, traces);
    connect(m_find, &TableFind::textChanged, this, [this](const QString &text) {
        for (DataTable *table : m_tables)
            table->setMatch(text);
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

DataTable *ResultsPane::table(Tab tab) const
{
    return m_tables[tab];
}

ResultsPane::Tab ResultsPane::tab() const
{
    return Tab(m_tabs->currentIndex());
}

void ResultsPane::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

void ResultsPane::step(int rows)
{
    m_tables[tab()]->step(rows);
}

bool ResultsPane::stepInTrace(int step)
{
    DataTable *table = m_tables[Spans];
    const auto *now = tab() == Spans ? m_spans->peek(table->currentIndex().row()) : nullptr;
    if (!now)
        return false;
    for (int row = table->currentIndex().row() + step; row >= 0 && row < m_spans->rowCount(); row += step) {
        const auto *other = m_spans->peek(row);
        if (!other)
            return false;
        if (other->trace != now->trace)
            continue;
        table->step(row - table->currentIndex().row());
        return true;
    }
    return false;
}

bool ResultsPane::restoreColumns()
{
    const QVariant kept = m_context.preferences.value(preference::kColumns + QStringLiteral("traces"));
    if (kept.isValid())
        m_traces->setTagColumns(kept.toStringList());
    return kept.isValid();
}

void ResultsPane::setColumns(const QStringList &keys)
{
    m_traces->setTagColumns(keys);
    m_context.preferences.set(preference::kColumns + QStringLiteral("traces"), keys);
}

void ResultsPane::addColumn(const QString &key)
{
    QStringList keys = m_traces->tagColumns();
    if (!keys.contains(key))
        keys.push_back(key);
    setColumns(keys);
    setTab(Traces);
}

void ResultsPane::groupBy(const QString &key)
{
    const bool service = key == QLatin1String("service");
    m_operations->setChecked(key == QLatin1String("name"));
    m_services->setTag(service || m_operations->isChecked() ? QString() : key);
    setTab(Services);
}

void ResultsPane::setKnownTags(const QStringList &keys)
{
    m_known = keys;
}

void ResultsPane::updateTools()
{
    m_columns->setVisible(tab() == Traces);
    m_operations->setVisible(tab() == Services);
    m_figures->setVisible(tab() != Traces);
}

void ResultsPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    ask();
}

void ResultsPane::changed()
{
    std::fill(std::begin(m_stale), std::end(m_stale), true);
    if (isVisible())
        ask();
}

void ResultsPane::ask()
{
    if (m_stale[tab()])
        askTab(tab());
}

void ResultsPane::askTab(Tab tab)
{
    m_stale[tab] = false;
    const auto source = m_context.workspace.source();
    const auto selection = m_context.session.selection();
    switch (tab) {
    case Traces: m_traces->setQuery(source, selection); break;
    case Spans: m_spans->setQuery(source, selection); break;
    case Services: m_services->setQuery(source, selection); break;
    }
    if (!source) {
        m_panes[tab]->showNoSource();
        for (int i = 0; i < m_tabs->count(); ++i)
            m_tabs->setCount(i, {});
    }
    askCounts();
}

void ResultsPane::askCounts()
{
    const auto source = m_context.workspace.source();
    if (!source) {
        m_counts.cancel();
        m_figures->clear();
        return;
    }
    m_counts.start(
        [source, selection = m_context.session.selection(), figures = tab() != Traces](std::stop_token stop)
            -> base::Result<Counts> {
            telemetry::SpanQuery query;
            query.limit = 1;
            const auto spans = source->spans(selection, query, stop);
            if (!spans)
                return spans.error();
            const auto services = source->facets(telemetry::Table::Spans, selection, {"service"}, 1, stop);
            if (!services)
                return services.error();
            Counts counts;
            counts.spans = spans->total;
            counts.services = services->empty() ? 0 : services->front().distinct;
            // Quantiles over all spans cost more than the counts: only for who looks at them.
            if (!figures)
                return counts;
            if (const auto all = source->stats(selection, {}, stop); all && !all->empty())
                counts.all = all->front();
            return counts;
        },
        [this](base::Result<Counts> answer) {
            if (!answer)
                return;
            m_tabs->setCount(Spans, items::countText(answer->spans));
            m_tabs->setCount(Services, items::countText(answer->services));
            if (!answer->all)
                return m_figures->clear();
            const auto &all = *answer->all;
            const double share = all.count == 0 ? 0 : double(all.errors) / double(all.count);
            m_figures->setText(tr("%1 · %2 errors · p50 %3 · p95 %4 · p99 %5")
                                   .arg(items::rateText(all.rate), items::percentText(share),
                                        items::durationText(telemetry::Nanos(all.p50)),
                                        items::durationText(telemetry::Nanos(all.p95)),
                                        items::durationText(telemetry::Nanos(all.p99))));
        });
}

void ResultsPane::fillColumns(QMenu &menu)
{
    QStringList keys = m_traces->tagColumns();
    const QStringList usual{QStringLiteral("region"), QStringLiteral("version"), QStringLiteral("env")};
    for (const QString &key : usual + m_known)
        if (!keys.contains(key) && keys.size() < kTagsOffered)
            keys.push_back(key);
    for (const QString &key : std::as_const(keys)) {
        QAction *action = menu.addAction(menuText(key));
        action->setCheckable(true);
        action->setChecked(m_traces->tagColumns().contains(key));
        connect(action, &QAction::toggled, this, [this, key](bool on) {
            QStringList shown = m_traces->tagColumns();
            if (on)
                shown.push_back(key);
            else
                shown.removeOne(key);
            setColumns(shown);
        });
    }
}

void ResultsPane::showColumnsMenu()
{
    QMenu menu(this);
    fillColumns(menu);
    menu.exec(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

void ResultsPane::exportTable()
{
    const auto source = m_context.workspace.source();
    if (!source)
        return;
    auto *dialog = new QFileDialog(this, tr("Export table"), QStringLiteral("triptych.csv"), tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, source](const QString &path) {
        items::CsvRequest request{items::CsvRequest::What(tab()), m_context.session.selection(), m_traces->tagColumns()};
        m_writing.start([source, request, path](std::stop_token stop) { return items::writeCsv(*source, request, path, stop); },
                        [this](base::Result<void> written) {
                            if (!written)
                                m_panes[tab()]->showFailure(written.error(), [this] { m_panes[tab()]->showContent(); });
                        });
    });
    dialog->open();
}

} // namespace triptych::ui
