#pragma once
#include "ui/connect/connection_editor.h"

#include <QDialog>
#include <functional>

class QLabel;
class QListWidget;

namespace triptych::ui {

/// The connections: a list, and the chosen one beside it. It says what shall be saved, tested and opened.
class ConnectionDialog : public QDialog
{
    Q_OBJECT
public:
    ConnectionDialog(Theme &theme, const std::array<QVector<ServerKind>, ConnectionForm::kServers> &kinds, QWidget *parent = nullptr);

    /// What is saved; `current` is shown, or, if it is none of them, a new one. What was edited or begun and is not saved yet
    /// stays, but for the one called `written`, which `forms` has now.
    void setConnections(const QVector<ConnectionForm> &forms, const QString &current, const QString &written = {});
    /// Ticks those of these names.
    void tick(const QStringList &names);
    /// What Connect opens: those that are ticked, under the names they get when the shown one is saved; none: the shown one.
    QStringList chosen() const;
    ConnectionEditor &editor() { return *m_editor; }
    /// The one that is shown.
    ConnectionForm form() const { return m_editor->form(); }
    void setForm(const ConnectionForm &form); ///< as if the user had written it
    /// A sentence over the buttons: what went wrong, or what was done.
    void setProblem(const QString &text);
    /// Beside a problem with the keychain: a file instead, to be saved by a person who has read what that means.
    void offerFile();
    void setNotice(const QString &text);

Q_SIGNALS:
    void testRequested();
    void saveRequested(bool thenConnect);
    void removeRequested(const QString &name); ///< a saved one
    void grafanaRequested();                   ///< import of Grafana's file

protected:
    void reject() override; ///< asks first where something was edited

private:
    QWidget *list();
    void addRow(const QString &name);
    void addNew(ConnectionForm form);
    void choose(int row);
    void removeCurrent();
    void check();
    bool edited(int row) const;
    bool dirty() const;
    void saveAndConnect();
    void askToDiscard(const QString &question, std::function<void()> then);
    void paintMessage();
    void say(const QString &text, Role role);
    QStringList tickedNames() const;
    void nameConnect();

    Theme &m_theme;
    QVector<ConnectionForm> m_forms; ///< as they were left when another was chosen
    QVector<ConnectionForm> m_saved;
    int m_current = -1;
    QListWidget *m_list;
    ConnectionEditor *m_editor;
    QLabel *m_icon; ///< of a problem: red is never told by colour alone
    class TextLabel *m_message;
    class FlatButton *m_keepInFile, *m_duplicate, *m_remove, *m_save, *m_connect;
};

} // namespace triptych::ui
