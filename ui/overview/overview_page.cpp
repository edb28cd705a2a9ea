#include "ui/overview/overview_page.h"

#include "items/cell_text.h"
#include "items/imports_model.h"
#include "items/services_model.h"
#include "telemetry/human_text.h"
#include "ui/common/find_bar.h"
#include "ui/common/histogram_strip.h"
#include "ui/common/pane_header.h"
#include "ui/common/panes.h"
#include "ui/common/plain_layout.h"
#include "ui/common/state_pane.h"
#include "ui/common/table_find.h"
#include "ui/explore/table_states.h"
#include "ui/explore/time_strip.h"
#include "ui/overview/figure_card.h"

#include <QHBoxLayout>
#include <QMessageBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace triptych::ui {

using items::ImportsModel;
using items::ServicesModel;

namespace {

constexpr int kTables = 300, kImports = 160, kStateHeight = 240;

QWidget *column(std::initializer_list<QWidget *> widgets)
{
    auto *made = new QWidget;
    made->setBackgroundRole(QPalette::Base);
    made->setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    return made;
}

std::vector<DataTable::Width> widths(bool ofOperations)
{
    std::vector<DataTable::Width> all(ServicesModel::ColumnCount, {62, 84});
    all[ServicesModel::Rate] = {84, 92}; // < 0.001/s
    all[ServicesModel::Service] = {110, 150, !ofOperations};
    all[ServicesModel::Operation] = {150, 200, true};
    return all;
}

} // namespace

OverviewPage::OverviewPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_serviceRows(new ServicesModel(context.pool, this)),
      m_operationRows(new ServicesModel(context.pool, this)), m_importRows(new ImportsModel(this)), m_figures(new QStackedWidget),
      m_state(new StatePane(context.theme)), m_spanTimes(new TimeStrip(context, telemetry::Table::Spans)),
      m_logTimes(new TimeStrip(context, telemetry::Table::Logs)), m_services(new DataTable(context, [](int) { return true; })),
      m_operations(new DataTable(context, [](int) { return true; })), m_imports(new DataTable(context, [](int) { return false; })),
      m_findBar(new FindBar(context.theme, tr("Find in the table"))), m_find(new TableFind(context, m_findBar, this))
{
    for (base::LatestJob *job : {&m_job, &m_serviceRows->job(), &m_operationRows->job()})
        context.workspace.busy().watch(*job);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    QWidget *cards = makeCards();
    m_figures->addWidget(cards);
    m_figures->addWidget(m_state);
    showFigures(cards);
    layout->addWidget(m_figures);
    layout->addWidget(makeTimes());
    layout->addWidget(m_findBar);
    QWidget *tables = makeTables();
    layout->addWidget(tables, 1);
    setFocusProxy(m_services);
    addPanes(m_figures, tables);
    connect(&context.session, &session::Session::selectionChanged, this, &OverviewPage::askWhenVisible);
    connect(&context.workspace, &Workspace::sourceChanged, this, &OverviewPage::askWhenVisible);
    connect(&context.workspace, &Workspace::dataChanged, this, &OverviewPage::askWhenVisible);
}

QWidget *OverviewPage::makeCards()
{
    auto *cards = new QWidget;
    auto *layout = new QHBoxLayout(cards);
    layout->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    layout->setSpacing(metrics::kPadding);
    const QString names[] = {tr("Traces"), tr("Spans"), tr("Spans that failed"), tr("p95 of spans"), tr("Services"), tr("Log lines")};
    for (int figure = 0; figure < FigureCount; ++figure) {
        m_cards[figure] = new FigureCard(m_context.theme, names[figure]);
        layout->addWidget(m_cards[figure]);
        connect(m_cards[figure], &QAbstractButton::clicked, this, [this, figure] { press(Figure(figure)); });
    }
    return cards;
}

QWidget *OverviewPage::makeTimes()
{
    auto *times = thin(Qt::Horizontal);
    auto *spans = new PaneHeader(m_context.theme, tr("Spans over time"));
    spans->setDetail(tr("failed ones red; a drag sets the time range"));
    auto *logs = new PaneHeader(m_context.theme, tr("Log lines over time"));
    logs->setDetail(tr("errors red, warnings amber"));
    times->addWidget(m_spanPane = column({spans, m_spanTimes}));
    times->addWidget(m_logPane = column({logs, m_logTimes}));
    times->setSizes({kTables, kTables});
    times->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return times;
}

QWidget *OverviewPage::makeTables()
{
    const auto prepare = [this](DataTable *table, ServicesModel *model, const QString &name, ServicesModel::Column sort) {
        table->setAccessibleName(name);
        table->setModel(model);
        for (const int column : {ServicesModel::Errors, ServicesModel::P99, ServicesModel::Longest, ServicesModel::SelfTime})
            table->setColumnHidden(column, true);
        table->showOrder(sort, Qt::DescendingOrder);
        connect(table, &DataTable::rowOpened, this, &OverviewPage::filterBy);
        connect(table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
            if (index.column() <= ServicesModel::Operation)
                filterBy(index);
        });
    };
    m_operationRows->setBy(ServicesModel::By::Operation);
    prepare(m_services, m_serviceRows, tr("Services"), ServicesModel::Spans);
    prepare(m_operations, m_operationRows, tr("Slowest operations"), ServicesModel::P95);
    m_services->setColumnHidden(ServicesModel::Operation, true);
    m_operations->setColumnHidden(ServicesModel::Rate, true);
    m_services->setWidths([] { return widths(false); });
    m_operations->setWidths([] { return widths(true); });
    m_services->rememberAs(QStringLiteral("overviewServices"));
    m_operations->rememberAs(QStringLiteral("overviewOperations"));
    m_servicePane = new ResultPane(m_context, telemetry::Table::Spans, tr("service"), tr("services"), m_services);
    m_operationPane = new ResultPane(m_context, telemetry::Table::Spans, tr("operation"), tr("operations"), m_operations);
    connectStates(m_context, m_serviceRows, m_servicePane, m_services, [] {});
    connectStates(m_context, m_operationRows, m_operationPane, m_operations, [] {});

    m_imports->setAccessibleName(tr("Imports"));
    m_imports->setModel(m_importRows);
    m_imports->setWidths([] {
        std::vector<DataTable::Width> all(ImportsModel::ColumnCount, {76, 100});
        all[ImportsModel::Input] = {220, 320, true};
        all[ImportsModel::Format] = {130, 180};
        return all;
    });
    m_imports->rememberAs(QStringLiteral("overviewImports"));
    connect(m_imports, &DataTable::rowOpened, this, [this](const QModelIndex &index) { showLosses(index.row()); });
    connect(m_imports, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == ImportsModel::Lost)
            showLosses(index.row());
    });
    const QString find = QStringLiteral("overview"), like = QStringLiteral("results");
    m_find->add(m_services, find, {}, like);
    m_find->add(m_operations, find + QStringLiteral("Operations"), {}, like);
    m_find->add(m_imports, find + QStringLiteral("Imports"), {}, like);
    connect(m_find, &TableFind::textChanged, this, [this](const QString &text) {
        for (DataTable *table : {m_services, m_operations, m_imports})
            table->setMatch(text);
    });

    auto *operations = new PaneHeader(m_context.theme, tr("Slowest operations"));
    operations->setDetail(tr("by p95"));
    m_importHeader = new PaneHeader(m_context.theme, tr("Imports"));
    auto *across = thin(Qt::Horizontal);
    across->addWidget(column({new PaneHeader(m_context.theme, tr("Services")), m_servicePane}));
    across->addWidget(column({operations, m_operationPane}));
    auto *down = thin(Qt::Vertical);
    down->addWidget(across);
    down->addWidget(column({m_importHeader, m_imports}));
    down->setStretchFactor(0, 1);
    down->setSizes({kTables, kImports});
    across->setSizes({kTables, kTables});
    return down;
}

void OverviewPage::addPanes(QWidget *cards, QWidget *tables)
{
    using Side = Panes::Pane::Side;
    auto *down = qobject_cast<QSplitter *>(tables);
    auto *across = qobject_cast<QSplitter *>(down->widget(0));
    m_panes = new Panes(m_context, QStringLiteral("overview"), this);
    m_panes->add({QStringLiteral("services"), tr("Services"), across->widget(0), m_services, KeyScope::Table,
                  tr("Every service that matches with its rate, errors and durations. Enter filters by it."), Side::Main});
    m_panes->add({QStringLiteral("operations"), tr("Slowest Operations"), across->widget(1), m_operations, KeyScope::Table,
                  tr("Operations by the duration that one span in twenty exceeds. Enter filters by service and operation."), Side::Main});
    m_panes->add({QStringLiteral("imports"), tr("Imports"), down->widget(1), m_imports, KeyScope::Table,
                  tr("What was opened: how much each input brought, and how many of its records were lost. Enter lists those."), Side::Drawer});
    m_panes->add({QStringLiteral("figures"), tr("Figures"), cards, m_cards[Traces], KeyScope::Table,
                  tr("How much there is and how bad; a press goes to what is counted."), Side::Main});
    m_panes->add({QStringLiteral("spanTimes"), tr("Spans over Time"), m_spanPane, m_spanTimes->strip(), KeyScope::Canvas,
                  tr("When matching spans happened. A drag sets the time range, the wheel zooms, Esc shows all."), Side::Main});
    m_panes->add({QStringLiteral("logTimes"), tr("Log Lines over Time"), m_logPane, m_logTimes->strip(), KeyScope::Canvas,
                  tr("When matching lines were written, by level. A drag sets the time range, Esc shows all."), Side::Main});
    m_panes->addSplitter(QStringLiteral("down"), down, {kTables, kImports});
    m_panes->addSplitter(QStringLiteral("across"), across, {kTables, kTables});
    m_panes->start();
}

bool OverviewPage::stepRow(int step)
{
    (m_operations->hasFocus() ? m_operations : m_imports->hasFocus() ? m_imports : m_services)->step(step);
    return true;
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void OverviewPage::askWhenVisible()
{
    m_stale = true;
    if (isVisible())
        ask();
}

void OverviewPage::ask()
{
    m_stale = false;
    const auto source = m_context.workspace.source();
    const auto selection = m_context.session.selection();
    m_serviceRows->setQuery(source, selection);
    m_operationRows->setQuery(source, selection);
    if (!source) {
        m_job.cancel();
        m_importRows->setImports({});
        m_servicePane->showNoSource();
        m_operationPane->showNoSource();
        m_state->showEmpty(tr("Nothing is open"), QString());
        showFigures(m_state);
        return;
    }
    m_job.start(
        [source, selection](std::stop_token stop) -> base::Result<Figures> {
            Figures figures;
            auto info = source->info(stop);
            if (!info)
                return info.error();
            figures.info = std::move(*info);
            telemetry::TraceQuery one;
            one.limit = 1;
            const auto traces = source->traces(selection, one, stop);
            if (!traces)
                return traces.error();
            figures.traces = traces->total;
            const auto logs = source->logCount(selection, stop);
            if (!logs)
                return logs.error();
            figures.logs = *logs;
            const auto all = source->stats(selection, {}, stop);
            if (!all)
                return all.error();
            if (!all->empty())
                figures.spans = all->front();
            const auto services = source->facets(telemetry::Table::Spans, selection, {"service"}, 1, stop);
            if (!services)
                return services.error();
            figures.services = services->empty() ? 0 : services->front().distinct;
            return figures;
        },
        [this](base::Result<Figures> answer) {
            if (answer)
                return take(*answer);
            if (answer.error().kind == base::ErrorKind::Stopped)
                return;
            m_state->showError(answer.error(), [this] { ask(); });
            showFigures(m_state);
        });
}

void OverviewPage::showFigures(QWidget *which)
{
    m_figures->setFixedHeight(which == m_state ? kStateHeight : which->sizeHint().height());
    m_figures->setCurrentWidget(which);
}

void OverviewPage::take(const Figures &figures)
{
    using items::countText, items::durationText, items::percentText;
    const auto &spans = figures.spans;
    const auto &info = figures.info;
    const bool all = m_context.session.filter().empty() && !m_context.session.range();
    const auto of = [all](std::uint64_t part, std::uint64_t whole) { return all || part == whole ? QString() : tr("of %1").arg(items::countText(whole)); };
    const double share = spans.count == 0 ? 0 : double(spans.errors) / double(spans.count);
    const QString toTraces = tr("Go to the traces");
    m_p95 = telemetry::Nanos(spans.p95);
    m_cards[Traces]->setFigure(countText(figures.traces), of(figures.traces, info.traces), toTraces);
    m_cards[Spans]->setFigure(countText(spans.count), spans.count == 0 ? QString() : items::rateText(spans.rate), toTraces);
    m_cards[Errors]->setFigure(percentText(share), spans.errors == 1 ? tr("1 span") : tr("%1 spans").arg(countText(spans.errors)), tr("Filter by status:error"),
                               spans.errors > 0 ? Role::Error : Role::Text);
    m_cards[Slow]->setFigure(spans.count == 0 ? QStringLiteral("–") : durationText(m_p95), tr("p50 %1 · p99 %2").arg(durationText(telemetry::Nanos(spans.p50)), durationText(telemetry::Nanos(spans.p99))),
                             tr("Filter by spans as slow as this"));
    m_cards[Services]->setFigure(countText(figures.services), of(figures.services, info.services.size()), tr("Go to the map"));
    m_cards[Logs]->setFigure(countText(figures.logs), of(figures.logs, info.logs), tr("Go to the log lines"));
    showFigures(m_figures->widget(0));
    m_importRows->setImports(info.imports);
    tellLosses();
}

void OverviewPage::tellLosses()
{
    std::uint64_t lost = 0;
    for (int row = 0; row < m_importRows->rowCount(); ++row)
        lost += m_importRows->import(row).errorCount;
    QStringList words;
    if (lost > 0)
        words.append(lost == 1 ? tr("1 record was lost or doubtful; Enter lists it") : tr("%1 records were lost or doubtful; Enter lists them").arg(items::countText(lost)));
    if (m_unreadFiles > 0)
        words.append(m_unreadFiles == 1 ? tr("1 file was not read; the bell tells why") : tr("%1 files were not read; the bell tells why").arg(m_unreadFiles));
    if (words.isEmpty())
        words.append(m_importRows->rowCount() == 0 ? tr("none: what is here came from servers") : tr("nothing was lost"));
    m_importHeader->setDetail(words.join(QStringLiteral(" · ")));
}

void OverviewPage::setUnreadFiles(int files)
{
    m_unreadFiles = files;
    if (!m_stale && !m_job.running() && m_context.workspace.source())
        tellLosses();
}

void OverviewPage::press(Figure figure)
{
    using Combine = session::Session::Combine;
    session::Session &session = m_context.session;
    const auto how = session.filter().empty() ? Combine::Replace : Combine::And;
    switch (figure) {
    case Traces:
    case Spans: break;
    case Errors: session.applyTag("status", "error", how); break;
    case Slow:
        if (const auto slow = query::Filter::parse((session.filter().empty() ? std::string() : "(" + session.filter().text() + ") ") +
                                                   "duration:>=" + std::to_string(m_p95) + "ns"))
            session.setFilter(*slow);
        break;
    case Services: session.setPage(session::Page::Map); return;
    case Logs: session.setPage(session::Page::Logs); return;
    case FigureCount: return;
    }
    session.setPage(session::Page::Traces);
}

void OverviewPage::filterBy(const QModelIndex &index)
{
    using Combine = session::Session::Combine;
    session::Session &session = m_context.session;
    const auto apply = [&](int column) {
        const QModelIndex cell = index.siblingAtColumn(column);
        session.applyTag(cell.data(items::TagKeyRole).toString().toStdString(), cell.data(items::TagValueRole).toString().toStdString(),
                         session.filter().empty() ? Combine::Replace : Combine::And);
    };
    apply(ServicesModel::Service);
    if (index.model() == m_operationRows)
        apply(ServicesModel::Operation);
    session.setPage(session::Page::Traces);
}

void OverviewPage::showLosses(int row)
{
    const auto &import = m_importRows->import(row);
    auto *box = new QMessageBox(import.errorCount > 0 ? QMessageBox::Warning : QMessageBox::Information, tr("Import"),
                                items::textOf(import.path), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(import.errorCount == 0 ? tr("Every record was read.")
                                                   : tr("%1 records were lost or doubtful; the first of them:\n\n%2")
                                                         .arg(items::countText(import.errorCount), m_importRows->lossesText(row)));
    box->open();
}

} // namespace triptych::ui
