#include "ui/explore/traces_page.h"

#include "items/traces_model.h"
#include "ui/common/histogram_strip.h"
#include "ui/common/panes.h"
#include "ui/common/plain_layout.h"
#include "ui/common/tag_menu.h"
#include "ui/explore/data_table.h"
#include "ui/explore/difference_pane.h"
#include "ui/explore/scatter_canvas.h"
#include "ui/explore/facets_pane.h"
#include "ui/explore/latency_pane.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/time_strip.h"
#include "ui/shell/action_catalog.h"

#include <QFrame>
#include <QTreeView>
#include <QSplitter>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {

constexpr int kFacetsWidth = 260, kLatencyHeight = 270, kTracesPageTableHeight = 420, kDifferenceWidth = 430;

} // namespace

TracesPage::TracesPage(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_results(new ResultsPane(context)),
      m_time(new TimeStrip(context, telemetry::Table::Spans)), m_latency(new LatencyPane(context)),
      m_difference(new DifferencePane(context)),
      m_facets(new FacetsPane(context, telemetry::Table::Spans))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_time);

    auto *right = thin(Qt::Vertical);
    auto *upper = thin(Qt::Horizontal);
    upper->addWidget(m_latency);
    upper->addWidget(m_difference);
    upper->setStretchFactor(0, 1);
    upper->setSizes({2 * kDifferenceWidth, kDifferenceWidth});
    right->addWidget(upper);
    connect(m_latency, &LatencyPane::differenceAsked, m_difference, &DifferencePane::compare);
    // One window of time for both: what one is zoomed to the other shows.
    connect(m_latency->canvas(), &ScatterCanvas::axisWanted, m_time, &TimeStrip::setAxis);
    connect(m_latency, &LatencyPane::wholeWanted, m_time, &TimeStrip::showWhole);
    connect(m_time, &TimeStrip::axisChanged, m_latency->canvas(), &ScatterCanvas::setAxis);
    right->addWidget(m_results);
    right->setStretchFactor(0, 0);
    right->setStretchFactor(1, 1);
    auto *across = thin(Qt::Horizontal);
    across->addWidget(m_facets);
    across->addWidget(right);
    across->setStretchFactor(0, 0);
    across->setStretchFactor(1, 1);
    layout->addWidget(across, 1);
    setFocusProxy(m_results->table(ResultsPane::Traces));

    // Region and version say most about a request; shown where the source has them, until the user chooses otherwise.
    m_columnsChosen = m_results->restoreColumns();
    if (!m_columnsChosen)
        m_results->traces()->setTagColumns({QStringLiteral("region"), QStringLiteral("version")});
    connect(m_facets->model(), &items::FacetModel::queryAnswered, this, [this] {
        m_results->setKnownTags(m_facets->model()->knownKeys());
        if (m_columnsChosen)
            return;
        m_columnsChosen = true;
        QStringList columns = m_results->traces()->tagColumns();
        columns.removeIf([this](const QString &key) { return !m_facets->model()->keys().contains(key); });
        m_results->traces()->setTagColumns(columns);
    });
    addKeys();
    addPanes(right, across);
}

void TracesPage::addPanes(QSplitter *right, QSplitter *across)
{
    using Side = Panes::Pane::Side;
    m_panes = new Panes(m_context, QStringLiteral("traces"), this);
    m_panes->add({QStringLiteral("results"), tr("Results"), m_results, m_results, KeyScope::Table,
                  tr("What the filter found: as traces, as single spans, or as services with their rate, errors and durations. Enter opens."),
                  Side::Main});
    m_panes->add({QStringLiteral("facets"), tr("Facets"), m_facets, m_facets->view(), KeyScope::Table,
                  tr("The values that matching spans have of each tag, with their counts. A click narrows to a value, Ctrl+click takes "
                     "more of them in, Shift+click leaves one out; a value can be dragged into the filter."),
                  Side::Drawer});
    m_panes->add({QStringLiteral("latency"), tr("Latency"), m_latency, m_latency->canvas(), KeyScope::Canvas,
                  tr("Every matching trace by its start and duration, failed ones as red diamonds. A click opens, a drag selects, Ctrl+wheel zooms the time."),
                  Side::Main});
    m_panes->add({QStringLiteral("histogram"), tr("Histogram"), m_time, m_time->strip(), KeyScope::Canvas,
                  tr("When the matching spans happened. A drag sets the time range, the wheel zooms, Esc shows all."), Side::Main});
    m_panes->addSplitter(QStringLiteral("right"), right, {kLatencyHeight, kTracesPageTableHeight});
    m_panes->addSplitter(QStringLiteral("across"), across, {kFacetsWidth, 4 * kFacetsWidth});
    m_panes->start();
}

bool TracesPage::stepRow(int step)
{
    m_results->step(step);
    return true;
}

bool TracesPage::goToRow(qint64 row)
{
    DataTable *table = m_results->table(m_results->tab());
    table->step(int(row) - 1 - table->currentIndex().row());
    table->setFocus();
    return true;
}

QString TracesPage::currentAsFilter()
{
    const QModelIndex index = m_results->table(m_results->tab())->currentIndex();
    if (const QString trace = index.data(items::TraceRole).toString(); !trace.isEmpty())
        return tagAsFilter(QStringLiteral("trace"), trace);
    const QModelIndex group = index.siblingAtColumn(0);
    const QString key = group.data(items::TagKeyRole).toString();
    return key.isEmpty() ? QString() : tagAsFilter(key, group.data(items::TagValueRole).toString());
}

bool TracesPage::exportData()
{
    m_results->exportTable();
    return true;
}

bool TracesPage::stepInTrace(int step)
{
    return m_results->stepInTrace(step);
}

bool TracesPage::addColumn(const QString &key)
{
    m_results->addColumn(key);
    return true;
}

bool TracesPage::groupBy(const QString &key)
{
    m_results->groupBy(key);
    return true;
}

void TracesPage::addKeys()
{
    m_context.actions.describe(tr("Enter, double-click"), tr("Open the trace"), KeyScope::Table);
    m_context.actions.describe(tr("Click, Ctrl+click, Shift+click on a facet"), tr("Only this value; this value too; without it"),
                               KeyScope::Table);
    m_context.actions.describe(tr("Shift+Enter, middle click"), tr("Open the trace in a new tab"), KeyScope::Table);
    m_context.actions.describe(tr("Drag a value into the filter"), tr("Adds it to the filter"), KeyScope::Filter);
    m_context.actions.describe(tr("Drag in the scatter"), tr("Select traces by time and duration"), KeyScope::Canvas);
}

} // namespace triptych::ui
