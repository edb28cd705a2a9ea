#include "ui/shell/action_catalog.h"
#include "ui/common/find_bar.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/span_logs_view.h"

namespace triptych::ui {

/// The commands of the logs page, for the lines beside the span: the same keys mean the same in both.
void LogsPane::addCommands()
{
    ActionCatalog &actions = m_state.context().actions;
    const auto add = [&](const char *name, const QString &text, QList<QKeySequence> keys, std::function<void()> run) {
        ActionCatalog::Spec spec;
        spec.id = QStringLiteral("spanLogs.") + QLatin1String(name);
        spec.text = text;
        spec.keys = std::move(keys);
        spec.scope = KeyScope::Logs;
        spec.like = QStringLiteral("logs.") + QLatin1String(name);
        // Find opens from the whole pane; letters and Enter mean lines only where lines have the focus, not in the find bar.
        actions.add(spec, QLatin1String(name) == QLatin1String("find") ? static_cast<QWidget *>(this) : m_view, std::move(run));
    };
    const auto key = [](int keys) { return QKeySequence(keys); };
    const auto shift = [](Qt::Key k) { return QKeySequence(Qt::SHIFT | k); };
    using Way = SpanLogsView::Way;
    using telemetry::Level;
    const auto beyond = static_cast<Level>(255);
    SpanLogsView *view = m_view;

    add("find", tr("Find in the span's logs"), {QKeySequence::Find, key(Qt::Key_Slash)}, [this] { openFind(); });
    add("findNext", tr("Next match"), {key(Qt::Key_N), key(Qt::Key_F3)}, [view] { view->stepMatch(Way::Forward); });
    add("findPrevious", tr("Previous match"), {shift(Qt::Key_N), shift(Qt::Key_F3)}, [view] { view->stepMatch(Way::Backward); });
    add("findWord", tr("Find the selected word"), {key(Qt::Key_Asterisk)}, [this] { findPicked(); });
    add("nextWord", tr("Select the next word"), {QKeySequence(Qt::CTRL | Qt::Key_Right)}, [view] { view->pickWord(Way::Forward); });
    add("previousWord", tr("Select the word before"), {QKeySequence(Qt::CTRL | Qt::Key_Left)}, [view] { view->pickWord(Way::Backward); });
    add("nextError", tr("Next error"), {key(Qt::Key_E)}, [view, beyond] { view->stepLevel(Level::Error, beyond, Way::Forward); });
    add("previousError", tr("Previous error"), {shift(Qt::Key_E)}, [view, beyond] { view->stepLevel(Level::Error, beyond, Way::Backward); });
    add("nextWarning", tr("Next warning"), {key(Qt::Key_W)}, [view] { view->stepLevel(Level::Warn, Level::Error, Way::Forward); });
    add("previousWarning", tr("Previous warning"), {shift(Qt::Key_W)}, [view] { view->stepLevel(Level::Warn, Level::Error, Way::Backward); });
    add("mark", tr("Mark line"), {key(Qt::Key_M)}, [view] { view->toggleMark(); });
    add("nextMark", tr("Next mark"), {key(Qt::Key_BracketRight)}, [view] { view->stepMark(Way::Forward); });
    add("previousMark", tr("Previous mark"), {key(Qt::Key_BracketLeft)}, [view] { view->stepMark(Way::Backward); });
    add("show", tr("Only marks and matches, marks, matches"), {key(Qt::Key_V)}, [view] { view->cycleShow(); });
    add("record", tr("Show the body as JSON"), {key(Qt::Key_P)}, [view] { view->toggleBody(); });
    add("times", tr("Times absolute, since the trace's start, since the line before"), {shift(Qt::Key_T)}, [this] {
        m_times = static_cast<LogTimes>((static_cast<int>(m_times) + 1) % 3);
        m_logs.setTimes(m_times, m_state.document() ? m_state.document()->table->extent().from : 0);
    });
    add("openTrace", tr("Go to the span of this line"), {key(Qt::Key_Return), key(Qt::Key_Enter)}, [this, view] {
        if (m_logs.lineAt(view->currentIndex().row()))
            Q_EMIT view->lineActivated(view->currentIndex().row());
    });
    add("down", tr("Next line"), {key(Qt::Key_J)}, [view] { view->move(view->takeCount().value_or(1)); });
    add("up", tr("Previous line"), {key(Qt::Key_K)}, [view] { view->move(-view->takeCount().value_or(1)); });
    add("first", tr("First line, or the one whose number was typed"), {key(Qt::Key_G)}, [view] { view->goToLine(view->takeCount().value_or(1)); });
    add("last", tr("Last line, or the one whose number was typed"), {shift(Qt::Key_G)}, [this, view] {
        const auto line = view->takeCount();
        line ? view->goToLine(*line) : view->move(m_logs.rowCount());
    });
    add("page", tr("A page on"), {key(Qt::Key_Space)}, [view] { view->movePage(1); });
    add("pageBack", tr("A page back"), {shift(Qt::Key_Space)}, [view] { view->movePage(-1); });
    add("halfPage", tr("Half a page on"), {QKeySequence(Qt::CTRL | Qt::Key_D)}, [view] { view->movePage(0.5); });
    add("halfPageBack", tr("Half a page back"), {QKeySequence(Qt::CTRL | Qt::Key_U)}, [view] { view->movePage(-0.5); });
    session::TextLabels &labels = m_state.context().session.labels();
    for (int label = 0; label < session::TextLabels::kCount; ++label)
        add(("label" + QByteArray::number(label + 1)).constData(), tr("Colour the selected word: label %1").arg(label + 1),
            {QKeySequence(QKeyCombination(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key(Qt::Key_1 + label)))},
            [view, label, &labels] { labels.set(label, view->pickedText().toStdString()); });
    add("clearLabels", tr("Clear colour labels"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_0)}, [&labels] { labels.clear(); });
}

void LogsPane::findPicked()
{
    if (m_view->picked().empty())
        m_view->pickWord(SpanLogsView::Way::Forward);
    const QString text = m_view->pickedText();
    if (text.isEmpty())
        return;
    if (m_find->isVisible() && m_find->text() == text)
        return m_view->stepMatch(SpanLogsView::Way::Forward);
    openFind();
    m_find->setText(text);
    m_view->setFocus();
}

} // namespace triptych::ui
