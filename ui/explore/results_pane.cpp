#include "ui/explore/results_pane.h"

#include "items/cell_text.h"
#include "items/row_colouring.h"
#include "items/services_model.h"
#include "items/spans_model.h"
#include "items/table_csv.h"
#include "items/traces_model.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/table_find.h"
#include "ui/explore/data_table.h"
#include "ui/explore/result_pane.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

ResultsPane::ResultsPane(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_tabs(new SegmentedTabs(context.theme)), m_stack(new QStackedWidget),
      m_figures(new QLabel), m_findBar(new FindBar(context.theme, tr("Find in these rows"))),
      m_find(new TableFind(context, m_findBar, this)), m_traces(new items::TracesModel(context.pool, this)),
      m_spans(new items::SpansModel(context.pool, this)), m_services(new items::ServicesModel(context.pool, this)),
      m_traceColours(new items::RowColouring(context.pool, context.session.colours(), this)),
      m_spanColours(new items::RowColouring(context.pool, context.session.colours(), this)), m_counts(context.pool),
      m_writing(context.pool), m_marking(context.pool)
{
    // Before the tables fit their columns to it.
    const auto takeDays = [this] {
        for (items::PagedModel *model : {static_cast<items::PagedModel *>(m_traces), static_cast<items::PagedModel *>(m_spans)})
            model->setDays(m_context.workspace.days());
    };
    connect(&context.workspace, &Workspace::daysChanged, this, takeDays);
    takeDays();
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
    addLooks();
    addMarks();
    setFocusProxy(m_tables[Traces]);
    for (base::LatestJob *job : {&m_traces->queryJob(), &m_traces->pageJob(), &m_spans->queryJob(),
                                 &m_spans->pageJob(), &m_services->job(), &m_counts, &m_traceColours->job(), &m_spanColours->job(), &m_marking})
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
    for (items::RowColouring *colours : {m_traceColours, m_spanColours})
        colours->setSource(m_context.workspace.source());
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
