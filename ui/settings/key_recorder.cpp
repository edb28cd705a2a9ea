#include "ui/settings/key_recorder.h"

#include <QKeyEvent>

namespace triptych::ui {

namespace {

/// The key with its modifiers, as a shortcut of it is written; empty for a modifier alone.
QKeySequence sequenceOf(const QKeyEvent &event)
{
    switch (event.key()) {
    case Qt::Key_unknown:
    case Qt::Key_Control:
    case Qt::Key_Shift:
    case Qt::Key_Alt:
    case Qt::Key_AltGr:
    case Qt::Key_Meta:
        return {};
    default: break;
    }
    Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    // A sign that Shift made says so itself: "?" and not "Shift+?".
    const QString text = event.text();
    const bool sign = !text.isEmpty() && text.front().isPrint() && !text.front().isLetterOrNumber() && !text.front().isSpace();
    if (sign && !(modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)))
        modifiers &= ~Qt::ShiftModifier;
    return QKeySequence(QKeyCombination(modifiers, Qt::Key(event.key())));
}

} // namespace

KeyRecorder::KeyRecorder(QWidget *parent) : QLineEdit(parent)
{
    setReadOnly(true);
    setPlaceholderText(tr("Press the new key"));
    setAccessibleName(tr("New key"));
    setContextMenuPolicy(Qt::NoContextMenu);
}

void KeyRecorder::forget()
{
    m_recorded = {};
    clear();
    Q_EMIT recordedChanged(m_recorded);
}

bool KeyRecorder::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept(); // no command runs while its key is recorded
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool leaves = (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) && !(key->modifiers() & Qt::ControlModifier);
        if (!leaves) {
            keyPressEvent(static_cast<QKeyEvent *>(event));
            return true;
        }
    }
    return QLineEdit::event(event);
}

void KeyRecorder::keyPressEvent(QKeyEvent *event)
{
    event->accept();
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier)
        return forget();
    const QKeySequence key = sequenceOf(*event);
    if (key.isEmpty())
        return;
    m_recorded = key;
    setText(key.toString(QKeySequence::NativeText));
    Q_EMIT recordedChanged(m_recorded);
}

} // namespace triptych::ui
