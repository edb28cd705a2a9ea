#include "ui/trace/trace_page.h"

#include "analysis/trace_markdown.h"
#include "items/cell_text.h"
#include "query/compose.h"
#include "ui/common/panes.h"
#include "ui/common/tag_menu.h"
#include "ui/flame/flame_chips.h"
#include "ui/shell/action_catalog.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/profile_page.h"
#include "ui/trace/profile_view.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/trace_tabs_bar.h"
#include "ui/trace/waterfall_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace triptych::ui {

WaterfallView &TracePage::waterfallShown()
{
    setMode(Mode::Waterfall);
    return *m_waterfall;
}

void TracePage::addCommands()
{
    ActionCatalog &actions = m_context.actions;
    const auto add = [&](const char *id, const QString &text, QList<QKeySequence> keys, std::function<void()> run,
                         const QString &menu = QStringLiteral("Trace"), const QString &icon = {}) {
        ActionCatalog::Spec spec;
        spec.id = QString::fromLatin1(id);
        spec.text = text;
        spec.menu = menu;
        spec.keys = std::move(keys);
        spec.scope = KeyScope::Canvas;
        spec.icon = icon;
        actions.add(spec, m_canvases, std::move(run));
    };
    using scene::Step;
    add("trace.find", tr("&Find in trace"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)}, [this] { openFind(); },
        QStringLiteral("Trace"), QStringLiteral("search"));
    add("trace.findNext", tr("Next match"), {QKeySequence(Qt::Key_N), QKeySequence(Qt::Key_F3)}, [this] { stepFound(Step::Next); });
    add("trace.findPrevious", tr("Previous match"), {QKeySequence(Qt::SHIFT | Qt::Key_N), QKeySequence(Qt::SHIFT | Qt::Key_F3)},
        [this] { stepFound(Step::Previous); });
    add("trace.nextError", tr("Next &error"), {QKeySequence(Qt::Key_E)}, [this] { m_state->stepError(Step::Next); });
    add("trace.previousError", tr("Previous error"), {QKeySequence(Qt::SHIFT | Qt::Key_E)}, [this] { m_state->stepError(Step::Previous); });
    add("trace.nextSibling", tr("Next span of the lane"), {QKeySequence(Qt::Key_Period)}, [this] { m_state->stepSibling(Step::Next); });
    add("trace.previousSibling", tr("Previous span of the lane"), {QKeySequence(Qt::Key_Comma)},
        [this] { m_state->stepSibling(Step::Previous); });
    add("trace.bookmark", tr("&Bookmark span"), {QKeySequence(Qt::Key_M)}, [this] { m_state->toggleBookmark(); });
    add("trace.nextBookmark", tr("Next bookmark"), {QKeySequence(Qt::Key_BracketRight)}, [this] { m_state->stepBookmark(Step::Next); });
    add("trace.previousBookmark", tr("Previous bookmark"), {QKeySequence(Qt::Key_BracketLeft)},
        [this] { m_state->stepBookmark(Step::Previous); });
    add("trace.nextLink", tr("Next span link"), {QKeySequence(Qt::CTRL | Qt::Key_BracketRight)}, [this] { stepLink(Way::Forward); });
    add("trace.previousLink", tr("Previous span link"), {QKeySequence(Qt::CTRL | Qt::Key_BracketLeft)}, [this] { stepLink(Way::Backward); });
    add("trace.stackLink", tr("Stack the linked trace under this one"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketRight)}, [this] {
        const auto *details = m_details->details();
        const auto incoming = m_details->incoming();
        if (details && !details->links.empty())
            stack(details->links.front().trace);
        else if (!incoming.empty())
            stack(incoming.front().trace);
    });
    add("trace.unstack", tr("Take linked traces from under this one"), {}, [this] { unstack(); });
    add("trace.range", tr("Selection to time &range"), {QKeySequence(Qt::Key_R)}, [this] { rangeToSelection(); });
    add("trace.annotate", tr("&Annotate the range or span"), {QKeySequence(Qt::SHIFT | Qt::Key_M)}, [this] {
        if (m_state->range())
            annotate(*m_state->range());
        else if (m_state->document() && m_state->selected() != SpanIndex::None)
            annotate(m_state->document()->extentOf(m_state->selected()));
    });
    add("trace.logs", tr("Go to the span's &logs"), {QKeySequence(Qt::Key_L)}, [this] { m_logs->focusLines(); });
    add("trace.logReach", tr("Logs of span, trace, nearby"), {QKeySequence(Qt::SHIFT | Qt::Key_L)}, [this] { m_logs->cycleReach(); });
    add("trace.timeOrdered", tr("Time-ordered"), {QKeySequence(Qt::Key_1)}, [this] { setMode(Mode::Waterfall); });
    add("trace.leftHeavy", tr("Merged flame graph, left-heavy"), {QKeySequence(Qt::Key_2)}, [this] { setMode(Mode::Flame); });
    add("trace.sandwich", tr("Sandwich of the span's operation"), {QKeySequence(Qt::Key_3)}, [this] { setMode(Mode::Sandwich); });
    add("trace.difference", tr("Difference from all traces of the same root"), {QKeySequence(Qt::Key_4)}, [this] { compareWithUsual(); });
    add("trace.statistics", tr("&Statistics of the trace"), {QKeySequence(Qt::Key_T)}, [this] { setMode(Mode::Statistics); });
    add("trace.clocks", tr("Cloc&ks of the trace: offsets and evidence"), {}, [this] { setMode(Mode::Clocks); });
    add("trace.flip", tr("Flip the flame graph"), {QKeySequence(Qt::Key_I)}, [this] {
        m_flame->flip();
        m_profile->flip();
    });
    add("trace.foldRepeats", tr("Collapse repeated siblings; in the flame graph, recursion"), {QKeySequence(Qt::Key_C)}, [this] {
        if (m_views->currentWidget() == m_profile)
            m_profile->chips().toggleRecursion();
        else
            m_state->foldRepeats();
    });
    using Verb = analysis::FlameFilter::Verb;
    const auto rule = [this](Verb verb) {
        setMode(Mode::Flame); // the graph is where it shows, with its chip
        m_profile->addRule(verb);
    };
    add("trace.hideFrame", tr("Hide the frame: its time goes to its caller"), {QKeySequence(Qt::Key_H)}, [rule] { rule(Verb::Hide); });
    add("trace.keepFrame", tr("Keep only stacks with the frame"), {QKeySequence(Qt::SHIFT | Qt::Key_H)}, [rule] { rule(Verb::Keep); });
    using Show = TraceState::Show;
    add("trace.hideMisses", tr("Hide what does not match"), {QKeySequence(Qt::Key_V)}, [this] { m_state->toggleShow(Show::Matches); });
    add("trace.onlyErrors", tr("Only &errors"), {QKeySequence(Qt::Key_X)}, [this] { m_state->toggleShow(Show::Errors); });
    add("trace.onlyCritical", tr("Only the critical &path"), {QKeySequence(Qt::Key_P)}, [this] { m_state->toggleShow(Show::Critical); });
    add("trace.showAll", tr("Show all spans"), {}, [this] { m_state->setShow(Show::All); });
    add("trace.lessLevels", tr("Collapse one level"), {QKeySequence(Qt::SHIFT | Qt::Key_Left)}, [this] { m_state->stepLevels(-1); });
    add("trace.moreLevels", tr("Expand one level"), {QKeySequence(Qt::SHIFT | Qt::Key_Right)}, [this] { m_state->stepLevels(1); });
    add("trace.openAll", tr("Expand all"), {}, [this] { m_state->setLevels(0); });
    add("trace.foldAll", tr("Collapse all"), {}, [this] { m_state->setLevels(1); });
    add("trace.foldServices", tr("Collapse within services"), {},
        [this] { m_state->changeRows([](scene::RowLayout &rows) { rows.foldWithinServices(); }); });
    add("trace.foldErrorFree", tr("Collapse what has no error"), {},
        [this] { m_state->changeRows([](scene::RowLayout &rows) { rows.foldWithoutErrors(); }); });
    add("trace.criticalPath", tr("&Critical path"), {}, [this] { m_state->setCriticalShown(!m_state->criticalShown()); });
    // The merged views have no time axis: there the same keys fit a frame.
    const auto merged = [this] { return qobject_cast<ProfileView *>(focusWidget()); };
    const auto canvas = [this]() -> TimeCanvas & { return m_flame->hasFocus() ? static_cast<TimeCanvas &>(*m_flame) : waterfallShown(); };
    add("trace.fit", tr("Centre the selection; again: fit it"), {QKeySequence(Qt::Key_F)},
        [merged, canvas] { merged() ? merged()->zoomToCurrent() : canvas().fitSelection(); });
    add("trace.whole", tr("Whole trace"), {QKeySequence(Qt::Key_0)}, [merged, canvas] { merged() ? merged()->showAll() : canvas().showAll(); });
    add("trace.zoomIn", tr("Zoom in"), {QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)},
        [canvas] { canvas().zoomBy(TimeMotion::Drive::ZoomIn); });
    add("trace.zoomOut", tr("Zoom out"), {QKeySequence(Qt::Key_Minus)}, [canvas] { canvas().zoomBy(TimeMotion::Drive::ZoomOut); });
    add("trace.export", tr("E&xport data…"), {}, [this] { askForData(Reach::Shown); }, QStringLiteral("Trace"), QStringLiteral("download"));
    add("trace.copyMarkdown", tr("Copy as &Markdown"), {}, [this] {
        if (const auto &document = m_state->document())
            QGuiApplication::clipboard()->setText(items::textOf(analysis::traceMarkdown(*document->table, document->critical)));
    }, QStringLiteral("Trace"), QStringLiteral("copy"));
    add("trace.copySpanJson", tr("Copy span as &JSON"), {}, [this] {
        if (const auto *details = m_details->details())
            QGuiApplication::clipboard()->setText(items::spanJson(*details));
    }, QStringLiteral("Trace"), QStringLiteral("braces"));
    add("trace.picture", tr("Export &picture…"), {}, [this] { askForPicture(); }, QStringLiteral("Trace"), QStringLiteral("download"));

    const auto addTab = [&](const char *id, const QString &text, QList<QKeySequence> keys, std::function<void()> run) {
        actions.add({QString::fromLatin1(id), text, QStringLiteral("Trace"), std::move(keys), KeyScope::Canvas}, this, std::move(run));
    };
    addTab("trace.nextTab", tr("Next open trace"), {QKeySequence(Qt::CTRL | Qt::Key_PageDown)}, [this] { m_traceTabs->step(1); });
    addTab("trace.previousTab", tr("Previous open trace"), {QKeySequence(Qt::CTRL | Qt::Key_PageUp)}, [this] { m_traceTabs->step(-1); });
    addTab("trace.closeTab", tr("Close this trace's tab"), {QKeySequence(Qt::CTRL | Qt::Key_F4)}, [this] { m_traceTabs->closeCurrent(); });

    actions.describe(QStringLiteral("W / S"), tr("Zoom in or out at the cursor, hold to go on, Shift faster"), KeyScope::Canvas);
    actions.describe(QStringLiteral("A / D"), tr("Pan by a quarter of the view, hold to go on, Shift faster"), KeyScope::Canvas);
    actions.describe(QStringLiteral("↑ ↓ ← →, *"), tr("Rows; collapse, expand, parent, first child; expand the subtree"), KeyScope::Canvas);
    actions.describe(tr("Wheel, with Ctrl, Shift, both"), tr("Rows; zoom; pan; row height"), KeyScope::Canvas);
    actions.describe(tr("Left drag"), tr("Time range, snapping to span edges (Alt: not)"), KeyScope::Canvas);
    actions.describe(tr("Middle drag, Shift+left drag"), tr("Pan"), KeyScope::Canvas);
    actions.describe(tr("Double-click, middle click"), tr("Zoom to the span; on the ruler: whole trace"), KeyScope::Canvas);
}

void TracePage::rangeToSelection()
{
    if (!m_state->document() || m_state->selected() == SpanIndex::None)
        return;
    m_state->setRange(m_state->document()->extentOf(m_state->selected()));
    m_waterfall->offerRangeActions(m_waterfall->barRect(m_state->selected()).center());
}

void TracePage::compareWithUsual()
{
    if (!m_state->document() || m_state->document()->table->mainRoot() == SpanIndex::None)
        return;
    const analysis::TraceTable &table = *m_state->document()->table;
    const SpanIndex root = table.mainRoot(); // where its parent is missing, others of this name are asked for as they are
    const std::string ofRoots = table.parent(root) == SpanIndex::None ? "root:true " : "";
    const auto side = [](const std::string &text) {
        const auto filter = query::Filter::parse(text);
        return query::Selection{filter ? *filter : query::Filter(), std::nullopt};
    };
    m_context.session.openComparison({side(ofRoots + query::termText("name", table.nameText(root))),
                                      side(query::termText("trace", hex(m_state->document()->columns().trace)))});
}

void TracePage::act(RangeAction action, telemetry::TimeRange range)
{
    switch (action) {
    case RangeAction::Zoom: return; // the canvas did
    case RangeAction::Filter:
        m_context.session.setRange(range);
        m_context.session.setPage(session::Page::Traces);
        return;
    case RangeAction::Flame:
        m_context.session.setRange(range);
        m_context.session.openFlame(session::FlameMode::LeftHeavy);
        return;
    case RangeAction::Annotate: annotate(range); return;
    case RangeAction::Logs:
        m_context.session.setRange(range);
        m_context.session.setPage(session::Page::Logs);
        return;
    case RangeAction::Copy:
        QGuiApplication::clipboard()->setText(QStringLiteral("%1 – %2 (%3)").arg(items::fullTimeText(range.from),
                                                                                 items::fullTimeText(range.to),
                                                                                 items::durationText(range.length())));
        return;
    }
}

void TracePage::stepLink(Way way)
{
    // The span's own links, then those of other traces to it.
    const auto *details = m_details->details();
    std::vector<std::pair<telemetry::TraceId, telemetry::SpanId>> links;
    if (details)
        for (const auto &link : details->links)
            links.emplace_back(link.trace, link.span);
    for (const auto &link : m_details->incoming())
        links.emplace_back(link.trace, link.span);
    if (links.empty())
        return;
    const int count = static_cast<int>(links.size());
    m_link = m_link < 0 ? (way == Way::Forward ? 0 : count - 1) : (m_link + (way == Way::Forward ? 1 : count - 1)) % count;
    const auto &[trace, span] = links[static_cast<std::size_t>(m_link)];
    m_context.session.openTrace(trace, session::SpanRef{span, telemetry::RecordId::None});
}

void TracePage::spanMenu(QPoint globalPos)
{
    const SpanIndex span = m_state->selected();
    if (!m_state->document() || span == SpanIndex::None)
        return;
    const TraceDocument &document = *m_state->document();
    QMenu menu(this);
    menu.addAction(tr("Zoom to span"), this, [this, span] {
        m_waterfall->zoomTo(scene::windowAround(*m_state->document()->table, span));
    });
    menu.addAction(tr("Span to time range"), this, [this] { rangeToSelection(); });
    menu.addAction(tr("Go to its logs"), this, [this] { m_logs->focusLines(); });
    menu.addAction(tr("Bookmark"), this, [this] { m_state->toggleBookmark(); });
    if (document.table->isSpan(span)) {
        menu.addSeparator();
        const QString service = m_state->serviceOf(span), operation = m_state->nameOf(span);
        const auto tags = [&](const QString &key, const QString &value) {
            // An ampersand in a name would become a mnemonic.
            const QString title = key + u':' + QFontMetrics(font()).elidedText(value, Qt::ElideMiddle, 300);
            addTagActions(*menu.addMenu(QString(title).replace(u'&', QStringLiteral("&&"))), m_context, key, value);
        };
        tags(QStringLiteral("service"), service);
        tags(QStringLiteral("name"), operation);
        menu.addSeparator();
        const auto copy = [this, &menu](const QString &text, const QString &value) {
            menu.addAction(text, this, [value] { QGuiApplication::clipboard()->setText(value); });
        };
        copy(tr("Copy name"), operation);
        copy(tr("Copy span id"), QString::fromStdString(hex(telemetry::SpanId{document.columns().span[toInt(span)]})));
        copy(tr("Copy trace id"), QString::fromStdString(hex(document.traceOf(span))));
    }
    menu.exec(globalPos);
}

void TracePage::rowsMenu(QPoint globalPos)
{
    if (!m_state->document())
        return;
    QMenu menu(this);
    const auto command = [&](const char *id) {
        if (QAction *action = m_context.actions.find(QString::fromLatin1(id)))
            menu.addAction(action);
    };
    using Show = TraceState::Show;
    for (const auto &[text, show, key] : {std::tuple(tr("All spans"), Show::All, QString()), {tr("Only errors"), Show::Errors, QStringLiteral("X")},
                                          {tr("Only the critical path"), Show::Critical, QStringLiteral("P")},
                                          {tr("Only what find matches"), Show::Matches, QStringLiteral("V")}}) {
        QAction *action = menu.addAction(key.isEmpty() ? text : text + u'\t' + key, this, [this, show = show] { m_state->setShow(show); });
        action->setCheckable(true);
        action->setChecked(m_state->show() == show);
    }
    if (const auto &origins = m_state->document()->origins; !origins.empty()) {
        QMenu *from = menu.addMenu(tr("Only what one input brought"));
        const auto addInput = [&](QMenu *to, const items::TraceOrigin &origin, std::size_t spans, Show show, TraceState::Alone alone) {
            QAction *action = to->addAction(tr("%1: %2 spans").arg(TraceState::inputName(origin).replace(u'&', QStringLiteral("&&")), items::countText(spans)),
                                            this, [this, import = origin.import, alone] { m_state->showImport(import, alone); });
            action->setCheckable(true);
            action->setChecked(m_state->show() == show && m_state->shownImport() == origin.import);
        };
        for (const auto &origin : origins)
            addInput(from, origin, origin.spans, Show::OneImport, TraceState::Alone::No);
        const auto &alone = m_state->document()->onlyIn;
        if (std::any_of(alone.begin(), alone.end(), [](std::int32_t import) { return import != 0; })) {
            QMenu *only = menu.addMenu(tr("Only what no other input has"));
            for (const auto &origin : origins)
                if (const auto spans = std::count(alone.begin(), alone.end(), origin.import); spans > 0)
                    addInput(only, origin, static_cast<std::size_t>(spans), Show::OnlyInImport, TraceState::Alone::Yes);
        }
    }
    menu.addSeparator();
    QMenu *levels = menu.addMenu(tr("Expand to depth"));
    const std::uint32_t deepest = m_state->document()->table->maxDepth();
    constexpr std::uint32_t kMostLevels = 9;
    for (std::uint32_t level = 1; level <= std::min(deepest, kMostLevels); ++level)
        levels->addAction(QString::number(level), this, [this, level] { m_state->setLevels(level); });
    levels->setEnabled(deepest > 1);
    for (const char *id : {"trace.lessLevels", "trace.moreLevels", "trace.foldServices", "trace.foldErrorFree", "trace.foldRepeats",
                           "trace.foldAll", "trace.openAll"})
        command(id);
    menu.exec(globalPos);
}

} // namespace triptych::ui
