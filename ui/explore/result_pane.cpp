#include "ui/explore/result_pane.h"

#include "items/cell_text.h"
#include "ui/common/banner.h"
#include "ui/common/kept_content.h"
#include "ui/common/remove_restriction.h"
#include "ui/shell/action_catalog.h"

#include <QApplication>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kResultPanePatienceMs = 300, kResultPaneProgressMs = 200;
constexpr std::size_t kMostOffers = 2;
} // namespace

ResultPane::ResultPane(Context &context, telemetry::Table table, QString noun, QString nouns, QWidget *content,
                       QWidget *parent)
    : QWidget(parent), m_context(context), m_table(table), m_noun(std::move(noun)), m_nouns(std::move(nouns)),
      m_stack(new QStackedWidget), m_state(new StatePane(context.theme)),
      m_kept(new KeptContent(context, m_stack, [this] {
          if (m_retry)
              m_retry();
      })),
      m_ways(context.pool)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_kept);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_stack->addWidget(content);
    m_stack->addWidget(m_state);
    m_state->setFocusPolicy(Qt::StrongFocus); // the page's focus waits there for the content
    m_patience.setSingleShot(true);
    m_patience.setInterval(kResultPanePatienceMs);
    context.workspace.busy().watch(m_ways);
    m_progress.setInterval(kResultPaneProgressMs);
    connect(&m_progress, &QTimer::timeout, this, &ResultPane::showAsking);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_hasRows)
            return;
        m_progress.start();
        const auto source = m_context.workspace.source();
        if (source && source->asksServers())
            m_state->showLoading(tr("Asking %1 for %2").arg(items::textOf(source->title()), m_nouns), {}, [this] { m_context.workspace.busy().cancelAll(); });
        else
            m_state->showLoading(tr("Searching %1").arg(m_nouns), {}, [this] { m_context.workspace.busy().cancelAll(); });
        m_stack->setCurrentIndex(1);
        showAsking();
    });
    connect(&context.workspace.busy(), &BusyTracker::cancelled, this, [this] {
        if (m_wasAsking && m_retry)
            showStopped();
    });
}

/// How far the servers are.
void ResultPane::showAsking()
{
    const auto source = m_context.workspace.source();
    const sources::Asking asking = source ? source->asking() : sources::Asking();
    if (asking.servers == 0)
        return;
    QStringList words;
    if (asking.servers > 1)
        words.append(tr("%1 of %2 servers have answered.").arg(asking.answered).arg(asking.servers));
    for (const std::string &told : asking.words)
        words.append(items::textOf(told) + u'.');
    if (m_hasRows || m_stack->currentIndex() == 0)
        return;
    m_state->setText(words.join(u'\n'));
    m_state->setProgress(asking.fraction);
}

/// What was there before stays; a page without rows says that there may be some.
void ResultPane::showStopped()
{
    if (m_hasRows)
        return;
    m_state->showEmpty(tr("Stopped"), tr("The search was stopped before its answer came."), {{tr("Ask Again"), [this] { KeptContent::askAgain(m_context, m_retry); }}});
    m_stack->setCurrentIndex(1);
}

void ResultPane::setAsking(bool asking, bool hasRows)
{
    m_hasRows = hasRows;
    m_kept->setAsking(asking && hasRows);
    if (asking) {
        m_ways.cancel();
        m_patience.start();
        m_wasAsking = true;
        return;
    }
    m_patience.stop();
    m_progress.stop();
}

void ResultPane::showContent()
{
    m_wasAsking = false;
    m_ways.cancel();
    m_kept->setAnswered();
    const bool focused = m_stack->currentIndex() == 1 && (m_state->hasFocus() || m_state->isAncestorOf(QApplication::focusWidget()));
    m_stack->setCurrentIndex(0);
    if (focused)
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void ResultPane::showNoSource()
{
    m_ways.cancel();
    m_kept->setGone();
    m_state->showEmpty(tr("Nothing is open"), tr("Open a file, a folder or an archive, or drop it on the window, to see its %1.").arg(m_nouns));
    m_stack->setCurrentIndex(1);
}

void ResultPane::showFailure(const base::Error &error, std::function<void()> retry)
{
    m_wasAsking = false;
    m_ways.cancel();
    if (m_hasRows && showsContent() && m_kept->showFailure(error))
        return;
    m_kept->setGone();
    m_state->showError(error, [this, retry = std::move(retry)] { KeptContent::askAgain(m_context, retry); });
    m_stack->setCurrentIndex(1);
}

void ResultPane::showNothing(const query::Selection &selection)
{
    const auto source = m_context.workspace.source();
    if (!source)
        return showNoSource();
    m_wasAsking = false;
    m_kept->setGone();
    m_stack->setCurrentIndex(1);
    if (source->asksServers())
        return offerOfServers(*source, selection);
    offer(selection, {});
    m_ways.start(
        [source, selection, table = m_table](std::stop_token stop) {
            return items::findWaysOut(*source, table, selection, stop);
        },
        [this, selection](base::Result<items::WaysOut> ways) {
            if (ways)
                offer(selection, *ways);
        });
}

/// A server is not asked for what would have been found: that is a search of its own each time.
void ResultPane::offerOfServers(const sources::Source &source, const query::Selection &selection)
{
    const QString title = items::textOf(source.title());
    if (!source.holds(m_table)) {
        m_state->showEmpty(tr("%1 has no %2").arg(title, m_nouns), tr("None of its sources holds any. Another can be added to the connection."),
                           {{tr("Connections…"), [this] {
                                if (QAction *action = m_context.actions.find(QStringLiteral("file.connect")))
                                    action->trigger();
                            }}});
        return;
    }
    auto *session = &m_context.session;
    QVector<StatePane::Action> actions;
    if (const auto last = session->last()) {
        constexpr telemetry::Nanos kHour = 3'600'000'000'000, kSteps[] = {kHour, 6 * kHour, 24 * kHour, 7 * 24 * kHour, 30 * 24 * kHour};
        const char *const kNames[] = {QT_TR_NOOP("Last hour"), QT_TR_NOOP("Last 6 hours"), QT_TR_NOOP("Last day"), QT_TR_NOOP("Last 7 days"), QT_TR_NOOP("Last 30 days")};
        for (std::size_t i = 0; i < std::size(kSteps); ++i)
            if (kSteps[i] > *last) {
                actions.push_back({tr(kNames[i]), [session, range = session->range(), length = kSteps[i]] { session->setLast(length, range->to); }});
                break;
            }
    }
    if (!selection.filter.empty())
        actions.push_back({tr("Remove filter"), [session] { session->setFilter({}); }});
    m_state->showEmpty(tr("No %1 matches").arg(m_noun),
                       selection.filter.empty() ? tr("%1 has no %2 in this time range.").arg(title, m_nouns) : tr("%1 has no %2 with this filter in this time range.").arg(title, m_nouns), actions);
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
        actions.push_back(removeRestriction(*session));
    m_state->showEmpty(restricted ? tr("No %1 matches").arg(m_noun) : tr("No %1").arg(m_nouns),
                       sentences.join(u' '), actions);
}

Banner *ResultPane::banner() const
{
    return m_kept->banner();
}

} // namespace triptych::ui
