#pragma once
#include "ui/connect/connection_form.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace triptych::ui {

class AccessForm;
class CorrelationForm;
class FlatButton;
class SegmentedTabs;
class TextLabel;

/// One connection: its name, where its traces, logs and metrics are, how each is spoken to, how logs are found for spans, its tag aliases, and what a
/// test of each server found.
class ConnectionEditor : public QWidget
{
    Q_OBJECT
public:
    /// `kinds`: of each of the three rows.
    ConnectionEditor(Theme &theme, const std::array<QVector<ServerKind>, ConnectionForm::kServers> &kinds, QWidget *parent = nullptr);

    ConnectionForm form() const;
    void setForm(const ConnectionForm &form);
    void editName();
    /// What keeps it from being tested or, with its name, saved; empty: nothing.
    QString fault() const;

    enum class Outcome { None, Testing, Good, Bad };
    /// What is known of a row's server; the text is data.
    void setOutcome(int row, Outcome outcome, const QString &text);

Q_SIGNALS:
    void changed(); ///< by the user
    void testRequested();

private:
    QWidget *serverRows(const std::array<QVector<ServerKind>, ConnectionForm::kServers> &kinds);
    QWidget *accessRows();
    void edited();
    void showAccess();
    void takeAccess();
    void paintOutcome(int row);

    struct Row {
        QComboBox *kind;
        QLineEdit *url;
        QLabel *icon;
        TextLabel *outcome;
        Outcome state = Outcome::None;
    };
    Theme &m_theme;
    ConnectionForm m_form; ///< what is shown, but for what is in the fields
    QLineEdit *m_name;
    TextLabel *m_count;
    FlatButton *m_test;
    std::array<Row, ConnectionForm::kServers> m_rows{};
    QCheckBox *m_alike;
    SegmentedTabs *m_whose;
    AccessForm *m_access;
    CorrelationForm *m_correlation;
    QPlainTextEdit *m_aliases;
    bool m_setting = false;
};

} // namespace triptych::ui
