#pragma once
#include "ui/common/context.h"

#include <QWidget>

class QKeySequence;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace triptych::ui {

class FlatButton;
class KeyRecorder;

/// Every command with its keys. A new key is recorded, what it would take away from another command is said before it
/// does; keys go back to the usual ones, of one command or of all. GUI thread.
class KeysPage : public QWidget
{
    Q_OBJECT
public:
    explicit KeysPage(Context &context, QWidget *parent = nullptr);
    QTreeWidget *table() const { return m_table; }
    KeyRecorder *recorder() const { return m_recorder; }
    /// Makes this command the current one.
    void choose(const QString &id);

private:
    void fill();
    void filter();
    void showCurrent();
    void showConflict();
    void addKey();
    QString current() const;

    Context &m_context;
    QLineEdit *m_search;
    QTreeWidget *m_table;
    KeyRecorder *m_recorder;
    QLabel *m_conflict;
    FlatButton *m_add, *m_none, *m_reset, *m_resetAll;
    bool m_filling = false;
};

} // namespace triptych::ui
