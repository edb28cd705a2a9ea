#include "ui/explore/result_pane.h"

#include "items/cell_text.h"
#include "ui/common/progress_line.h"

#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kPatienceMs = 300;
constexpr int kLine = 3;
constexpr std::size_t kMostOffers = 2;
} // namespace

ResultPane::ResultPane(Context &context, telemetry::Table table, QString noun, QString nouns, QWidget *content,
                       QWidget *parent)
    : QWidget(parent), m_context(context), m_table(table), m_noun(std::move(noun)), m_nouns(std::move(nouns)),
      m_stack(new QStackedWidget), m_state(new StatePane(context.theme)),
      m_line(new ProgressLine(context.theme, this)), m_ways(context.pool)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_stack->addWidget(content);
    m_stack->addWidget(m_state);
    m_line->setFraction(-1);
    m_line->hide();
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    context.workspace.busy().watch(m_ways);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_hasRows) {
            m_line->show();
            m_line->raise();
            return;
        }
        m_state->showLoading(tr("Searching %1").arg(m_nouns));
        m_stack->setCurrentIndex(1);
    });
}

void ResultPane::setAsking(bool asking, bool hasRows)
{
    m_hasRows = hasRows;
    if (asking) {
        m_ways.cancel();
        m_patience.start();
        return;
    }
    m_patience.stop();
    m_line->hide();
}

void ResultPane::showContent()
{
    m_ways.cancel();
    m_stack->setCurrentIndex(0);
}

void ResultPane::showNoSource()
{
    m_ways.cancel();
    m_state->showEmpty(tr("Nothing is open"), tr("Open a file, a folder or an archive, or drop it on the window, to see its %1.").arg(m_nouns));
    m_stack->setCurrentIndex(1);
}

void ResultPane::showFailure(const base::Error &error, std::function<void()> retry)
{
    m_ways.cancel();
    m_state->showError(error, std::move(retry));
    m_stack->setCurrentIndex(1);
}

void ResultPane::showNothing(const query::Selection &selection)
{
    const auto source = m_context.workspace.source();
    if (!source)
        return showNoSource();
    offer(selection, {});
    m_stack->setCurrentIndex(1);
    m_ways.start(
        [source, selection, table = m_table](std::stop_token stop) {
            return items::findWaysOut(*source, table, selection, stop);
        },
        [this, selection](base::Result<items::WaysOut> ways) {
            if (ways)
                offer(selection, *ways);
        });
}

void ResultPane::offer(const query::Selection &selection, const items::WaysOut &ways)
{
    QStringList sentences;
    QVector<StatePane::Action> actions;
    auto *session = &m_context.session;
    const bool restricted = selection.range || !selection.filter.empty();
    if (!restricted)
        sentences.push_back(tr("What is open holds no %1.").arg(m_nouns));
    else if (ways.withoutFilter)
        sentences.push_back(selection.range ? tr("%1 %2 lie in this range.").arg(items::countText(*ways.withoutFilter), m_nouns)
                                            : tr("There are %1 %2 in all.").arg(items::countText(*ways.withoutFilter), m_nouns));
    for (std::size_t i = 0; i < ways.terms.size() && i < kMostOffers; ++i) {
        const auto &way = ways.terms[i];
        const QString term = items::textOf(way.term);
        sentences.push_back(tr("Without %1 there would be %2.").arg(term, items::countText(way.count)));
        actions.push_back({tr("Remove %1").arg(term), [session, filter = way.filter] { session->setFilter(filter); }});
    }
    if (selection.range && ways.withoutRange && *ways.withoutRange > 0) {
        sentences.push_back(tr("Over all times there would be %1.").arg(items::countText(*ways.withoutRange)));
        actions.push_back({tr("All times"), [session] { session->setRange(std::nullopt); }});
    }
    if (actions.isEmpty() && restricted)
        actions.push_back({tr("Remove filter and range"), [session] {
                               session->setFilter({});
                               session->setRange(std::nullopt);
                           }});
    m_state->showEmpty(restricted ? tr("No %1 matches").arg(m_noun) : tr("No %1").arg(m_nouns),
                       sentences.join(u' '), actions);
}

void ResultPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_line->setGeometry(0, 0, width(), kLine);
}

} // namespace triptych::ui
