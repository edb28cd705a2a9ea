#include "ui/explore/traces_page.h"

#include "items/traces_model.h"
#include "ui/explore/data_table.h"
#include "ui/explore/difference_pane.h"
#include "ui/explore/facets_pane.h"
#include "ui/explore/latency_pane.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/time_strip.h"
#include "ui/shell/action_catalog.h"

#include <QFrame>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {

constexpr int kFacetsWidth = 260, kLatencyHeight = 270, kTableHeight = 420, kDifferenceWidth = 430;

QSplitter *thin(Qt::Orientation orientation)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

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
    right->addWidget(m_results);
    right->setStretchFactor(0, 0);
    right->setStretchFactor(1, 1);
    right->setSizes({kLatencyHeight, kTableHeight});
    auto *across = thin(Qt::Horizontal);
    across->addWidget(m_facets);
    across->addWidget(right);
    across->setStretchFactor(0, 0);
    across->setStretchFactor(1, 1);
    across->setSizes({kFacetsWidth, 4 * kFacetsWidth});
    layout->addWidget(across, 1);
    setFocusProxy(m_results->table(ResultsPane::Traces));

    // Region and version say most about a request; shown where the source has them, until the user chooses otherwise.
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
}

void TracesPage::addKeys()
{
    // Window-wide while this page shows; other pages have the same keys for their own lists.
    const auto add = [this](Qt::Key key, int step) {
        auto *shortcut = new QShortcut(QKeySequence(key == Qt::Key_F7 || key == Qt::Key_F8
                                                        ? QKeySequence(key)
                                                        : QKeySequence(Qt::CTRL | key)),
                                       this);
        connect(shortcut, &QShortcut::activated, this, [this, step] { m_results->step(step); });
    };
    add(Qt::Key_Up, -1);
    add(Qt::Key_Down, 1);
    add(Qt::Key_F7, -1);
    add(Qt::Key_F8, 1);
    m_context.actions.describe(tr("Ctrl+Up, Ctrl+Down, F7, F8"), tr("Previous or next row of the main list"),
                               KeyScope::Global);
    m_context.actions.describe(tr("Enter, double-click"), tr("Open the trace"), KeyScope::Table);
    m_context.actions.describe(tr("Click, Ctrl+click on a facet"), tr("Only this value, without this value"),
                               KeyScope::Table);
    m_context.actions.describe(tr("Drag in the scatter"), tr("Select traces by time and duration"), KeyScope::Canvas);
}

} // namespace triptych::ui
