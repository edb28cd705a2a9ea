#pragma once
#include "ui/connect/connection_form.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace triptych::ui {

class FlatButton;
class TextLabel;

/// A connection: where its traces, logs and metrics are, how to sign in, and what a test of each found.
class ConnectionDialog : public QDialog
{
    Q_OBJECT
public:
    /// `kinds`: of each of the three rows.
    ConnectionDialog(Theme &theme, const std::array<QVector<ServerKind>, 3> &kinds, QWidget *parent = nullptr);

    ConnectionForm form() const;
    void setForm(const ConnectionForm &form);

    enum class Outcome { Testing, Good, Bad };
    /// What is known of a row's server; the text is data.
    void setOutcome(int row, Outcome outcome, const QString &text);
    /// A sentence over the buttons: what went wrong with saving.
    void setProblem(const QString &text);

Q_SIGNALS:
    void testRequested();
    void connectRequested(); ///< save and open
    void grafanaRequested(); ///< import of Grafana's file

private:
    QWidget *serverRows(const std::array<QVector<ServerKind>, 3> &kinds);
    QWidget *signInRows();
    void check();
    void showSignIn();

    struct Row {
        QComboBox *kind;
        QLineEdit *url;
        QLabel *icon;
        TextLabel *outcome;
    };
    Theme &m_theme;
    QLineEdit *m_name, *m_user, *m_secret, *m_tenant, *m_ca;
    std::array<Row, 3> m_rows{};
    QComboBox *m_signIn, *m_keep;
    QLabel *m_userLabel, *m_secretLabel, *m_keepLabel;
    TextLabel *m_warning, *m_problem;
    FlatButton *m_test, *m_connect;
};

} // namespace triptych::ui
