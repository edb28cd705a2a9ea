#include "ui/logs/log_list.h"
#include "ui/logs/logs_page.h"
#include "ui/shell/action_catalog.h"
#include "ui/common/find_bar.h"

namespace triptych::ui {

using items::Way;

void LogsPage::addCommands()
{
    ActionCatalog &actions = m_context.actions;
    const QString logs = QStringLiteral("Logs");
    const auto add = [&](const char *id, const QString &text, QList<QKeySequence> keys, std::function<void()> run,
                         const QString &menu = {}, const char *icon = "") {
        ActionCatalog::Spec spec;
        spec.id = QString::fromLatin1(id);
        spec.text = text;
        spec.menu = menu;
        spec.keys = std::move(keys);
        spec.scope = KeyScope::Logs;
        spec.icon = QString::fromLatin1(icon);
        return actions.add(spec, m_list, std::move(run));
    };
    const auto key = [](int keys) { return QKeySequence(keys); };
    const auto shift = [](Qt::Key k) { return QKeySequence(Qt::SHIFT | k); };

    add("logs.find", tr("&Find in lines"), {QKeySequence::Find, key(Qt::Key_Slash)}, [this] { openFind(); }, logs, "search");
    add("logs.findNext", tr("&Next match"), {key(Qt::Key_N), key(Qt::Key_F3)},
        [this] { stepTo(m_places->matches(), Way::Next); }, logs);
    add("logs.findPrevious", tr("&Previous match"), {shift(Qt::Key_N), shift(Qt::Key_F3)},
        [this] { stepTo(m_places->matches(), Way::Previous); }, logs);
    add("logs.nextError", tr("Next &error"), {key(Qt::Key_E)}, [this] { stepTo(m_places->errors(), Way::Next); }, logs);
    add("logs.previousError", tr("Previous error"), {shift(Qt::Key_E)},
        [this] { stepTo(m_places->errors(), Way::Previous); }, logs);
    add("logs.nextWarning", tr("Next &warning"), {key(Qt::Key_W)}, [this] { stepTo(m_places->warnings(), Way::Next); }, logs);
    add("logs.previousWarning", tr("Previous warning"), {shift(Qt::Key_W)},
        [this] { stepTo(m_places->warnings(), Way::Previous); }, logs);
    add("logs.mark", tr("&Mark line"), {key(Qt::Key_M)},
        [this] { m_places->toggleMark(m_list->current()); }, logs, "bookmark");
    add("logs.nextMark", tr("Next mark"), {key(Qt::Key_BracketRight)},
        [this] { stepTo(m_places->marks(), Way::Next); }, logs);
    add("logs.previousMark", tr("Previous mark"), {key(Qt::Key_BracketLeft)},
        [this] { stepTo(m_places->marks(), Way::Previous); }, logs);
    add("logs.wrap", tr("W&rap lines"), {QKeySequence(Qt::ALT | Qt::Key_Z)},
        [this] { m_list->setWrap(!m_list->wraps()); }, logs, "wrap");
    add("logs.record", tr("&Show record"), {key(Qt::Key_P)}, [this] { m_list->toggleRecord(m_list->current()); }, logs,
        "braces");
    add("logs.openTrace", tr("&Open trace at this line"), {key(Qt::Key_Return), key(Qt::Key_Enter)},
        [this] { openTraceAt(m_list->current(), Where::Here); }, logs, "trace");
    add("logs.openTraceBeside", tr("Open trace in a new tab"), {shift(Qt::Key_Return), shift(Qt::Key_Enter)},
        [this] { openTraceAt(m_list->current(), Where::Beside); }, logs);
    add("logs.findWord", tr("Find the selected word"), {key(Qt::Key_Asterisk)}, [this] { findPicked(); }, logs);
    add("logs.nextWord", tr("Select the next word"), {QKeySequence(Qt::CTRL | Qt::Key_Right)}, [this] { m_list->pickWord(LogList::Way::Forward); });
    add("logs.previousWord", tr("Select the word before"), {QKeySequence(Qt::CTRL | Qt::Key_Left)},
        [this] { m_list->pickWord(LogList::Way::Backward); });
    add("logs.show", tr("Only marks and matches, marks, matches"), {key(Qt::Key_V)}, [this] { cycleShow(); }, logs);
    for (int label = 0; label < session::TextLabels::kCount; ++label)
        add(QByteArray("logs.label" + QByteArray::number(label + 1)).constData(), tr("Colour the selected text: label %1").arg(label + 1),
            {QKeySequence(QKeyCombination(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key(Qt::Key_1 + label)))}, [this, label] { labelPicked(label); });
    add("logs.clearLabels", tr("Clear colour labels"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_0)}, [this] { labelPicked(-1); }, logs);
    add("logs.follow", tr("&Follow the end"), {key(Qt::Key_F)}, [this] { m_list->setFollow(!m_list->follows()); }, logs);
    add("logs.reference", tr("Set &time reference"), {QKeySequence(Qt::CTRL | Qt::Key_T)},
        [this] { m_list->setReferenceHere(); }, logs, "clock");
    add("logs.times", tr("Times absolute, relative, between lines"), {shift(Qt::Key_T)}, [this] {
        using Times = LogList::Times;
        const Times now = m_list->times();
        m_list->setTimes(now == Times::Absolute   ? Times::Relative
                         : now == Times::Relative ? Times::Delta
                                                  : Times::Absolute);
    }, logs);
    add("logs.release", tr("Close the record, forget the matches"), {key(Qt::Key_Escape)}, [this] {
        if (m_list->openRow() >= 0)
            m_list->toggleRecord(m_list->openRow());
        else
            m_places->find({});
    });
    add("logs.down", tr("Next line; [n] lines on"), {key(Qt::Key_J)}, [this] { m_list->moveBy(m_list->takeCount().value_or(1)); });
    add("logs.up", tr("Previous line; [n] lines back"), {key(Qt::Key_K)}, [this] { m_list->moveBy(-m_list->takeCount().value_or(1)); });
    add("logs.first", tr("First line; with a number before it, that line"), {key(Qt::Key_G)},
        [this] { m_list->moveTo(m_list->takeCount().value_or(1) - 1); });
    add("logs.last", tr("Last line; with a number before it, that line"), {shift(Qt::Key_G)},
        [this] { m_list->moveTo(m_list->takeCount().value_or(m_lines->total()) - 1); });
    add("logs.page", tr("A page on"), {key(Qt::Key_Space)}, [this] { m_list->movePage(1); });
    add("logs.pageBack", tr("A page back"), {shift(Qt::Key_Space)}, [this] { m_list->movePage(-1); });
    add("logs.halfPage", tr("Half a page on"), {QKeySequence(Qt::CTRL | Qt::Key_D)}, [this] { m_list->movePage(0.5); });
    add("logs.halfPageBack", tr("Half a page back"), {QKeySequence(Qt::CTRL | Qt::Key_U)},
        [this] { m_list->movePage(-0.5); });
    actions.describe(tr("Ctrl+wheel"), tr("Size of the text"), KeyScope::Logs);
    actions.describe(tr("Click at the left edge, double-click beside the text"), tr("Show the record in place"), KeyScope::Logs);
    actions.describe(tr("Drag in a line, double-click a word"), tr("Select text"), KeyScope::Logs);
    actions.describe(tr("Drag over lines"), tr("Select lines"), KeyScope::Logs);
    actions.describe(tr("Digits"), tr("A number for the next command: 120 G goes to line 120"), KeyScope::Logs);
}

} // namespace triptych::ui
